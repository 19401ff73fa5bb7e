"""Tags for a reading, its seal, its words and its time: the same on portal and desk."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, cast

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from qingtian.law.packs import known_packs
from qingtian.policy.clauses import document_of
from qingtian.quantities.rounding import gbt8170
from qingtian_platform.kit import times, words
from qingtian_platform.kit.categories import english

register = template.Library()

_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉ₓ", "0123456789x")
_RUN = re.compile("[₀-₉ₓ][₀-₉ₓ.]*")
_CHINESE = re.compile("([㐀-鿿][㐀-鿿、，。；：？！（）《》“”0-9—－·]*)")
_LOW = re.compile(r"_\{([^{}]+)\}")
#: Observed properties that are written with subscripts.
_SUBSCRIPTS = {
    "PM2.5": "PM₂.₅",
    "PM10": "PM₁₀",
    "SO2": "SO₂",
    "NO2": "NO₂",
    "O3": "O₃",
    "NOx": "NOₓ",
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon of the sprite; it carries no meaning that a word beside it does not."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("kit/icons.svg"),
        name,
    )


@register.filter
def side(text: str) -> str:
    """Take the reader's side of a text that is kept as `中文 / English`."""
    return words.side(str(text or ""))


@register.filter
def chinese(text: object) -> bool:
    """Tell whether a text has Chinese in it and stands on an English page."""
    return english() and bool(_CHINESE.search(str(text)))


@register.filter
def tongue(text: object) -> str:
    """Name the language of what is Chinese on an English page: names, and what people typed."""
    if text is None:
        return ""
    escaped = conditional_escape(cast("str", text))  # it takes any object, as templates do
    if not chinese(text):
        return escaped
    marked = _CHINESE.sub(r'<span lang="zh-Hans">\1</span>', escaped)
    return mark_safe(marked)  # noqa: S308 (escaped above; the marks are ours)


@register.filter
def author(name: object) -> str:
    """Name who decided a setting: on an English page as the pack that it publishes names it."""
    if english():
        for pack in known_packs().values():
            if pack.publisher["zh"] == name:
                return pack.publisher["en"]
    return tongue(name)


@register.filter
def figure(value: object, decimals: int | None = None) -> str:
    """Write a number with its statutory digits (GB/T 8170, half to even).

    Parameters
    ----------
    value
        A number or None; None gives an empty text: the caller shows the word for no data.
    decimals
        Digits after the point; None writes the number as it is.
    """
    if value is None or value == "":
        return ""
    number = Decimal(str(value))
    if decimals is None:
        return f"{number.normalize():f}"
    return f"{gbt8170(number, int(decimals)):f}"


@register.filter
def unit(code: str) -> str:
    """Write a unit with its right signs, as µg/m³."""
    return words.unit_text(code or "")


@register.filter
def pollutant(name: str) -> SafeString:
    """Write the name of a pollutant with its subscripts, which not every font has as letters."""
    written = escape(_SUBSCRIPTS.get(str(name), str(name)))
    lowered = _RUN.sub(lambda run: f"<sub>{run[0].translate(_LOWERED)}</sub>", written)
    return mark_safe(f'<span class="property">{lowered}</span>')  # noqa: S308 - escaped above


@register.filter
def lowered(text: str) -> SafeString:
    """Write a text of the gazette with its subscripts, which it keeps as `PM_{2.5}`."""
    return mark_safe(_LOW.sub(r"<sub>\1</sub>", escape(text)))  # noqa: S308 - escaped before


@register.filter
def clause_address(clause: str) -> str:
    """Give the address of a clause on the gazette's page, as `/gazette/D3/#D3-6.2-14`.

    Empty where the text is not the address of a clause, as `qingtian.policy.clauses` forms it.
    """
    document = document_of(clause)
    return f"{reverse('portal:gazette_document', args=[document])}#{clause}" if document else ""


@register.filter
def cited(clauses: str | Iterable[str] | None) -> SafeString:
    """Cite a clause, or each of several with a space between: it leads to its words in the gazette.

    None and empty texts give nothing; what is not the address of a clause stands as a text that leads nowhere.
    """
    ids = [clauses] if isinstance(clauses, str) else clauses or ()
    return format_html_join(" ", "{}", ((_cited(each),) for each in ids if each))


def _cited(clause: str) -> SafeString:
    form = '<a class="cite" href="{1}">{0}</a>' if document_of(clause) else "{0}"
    return format_html(form, clause, clause_address(clause))


@register.inclusion_tag("kit/reading.html")
def reading(
    value: object,
    unit: str = "",
    decimals: int | None = None,
    flag: str = "",
    nodata: str = "",
    seal: str = "",
    href: str = "",
) -> dict[str, Any]:
    """Show a value with unit, mark and seal; without a value the word that says why.

    Parameters
    ----------
    value
        A number, or None.
    unit
        Code of the unit, as `ug/m3`.
    decimals
        Statutory digits after the point.
    flag
        Data mark as sent; N and none are not shown.
    nodata
        Key of `words.NO_DATA`; taken from the mark, else `missing`, where the value is None.
    seal
        Key of `words.SEALS`, or empty for no seal.
    href
        Address of the provenance that the seal opens.
    """
    why = nodata or (words.FLAG_TO_NO_DATA.get(flag, "missing") if value is None else "")
    return {
        "text": figure(value, decimals) if not why else "",
        "unit": words.unit_text(unit),
        "flag": flag if flag not in {"", "N"} else "",
        "nodata": why,
        "seal": seal,
        "href": href,
    }


@register.inclusion_tag("kit/seal.html")
def seal(state: str = "sealed", href: str = "") -> dict[str, Any]:
    """Show how firm the evidence is: sealed, witnessed, corrected or reviewed."""
    return {"state": state, "word": words.SEALS[state], "href": href}


@register.simple_tag
def nodata(why: str = "missing") -> SafeString:
    """Say why there is no number, with the word and its pattern."""
    return format_html('<span class="nodata {}">{}</span>', why, words.NO_DATA[why])


@register.simple_tag
def flag(mark: str) -> SafeString:
    """Say a data mark as a word, its letter beside it."""
    word = words.FLAGS.get(mark.upper(), _("Mark of the maker"))
    if mark.upper() == "N":
        return format_html('<span class="flag normal">{}</span>', word)
    letter = format_html(' <span class="mono">{}</span>', mark) if mark else ""
    return format_html('<span class="flag">{}{}</span>', word, letter)


@register.filter
def flag_word(mark: str) -> str:
    """Give the word of a data mark."""
    return str(words.FLAGS.get((mark or "").upper(), _("Mark of the maker")))


@register.filter
def nodata_word(why: str) -> str:
    """Give the word of a reason for no data."""
    return str(words.NO_DATA[why])


@register.simple_tag
def origin(kind: str) -> SafeString:
    """Label replayed and simulated data; real data carry no label."""
    word = words.ORIGINS.get(kind, "")
    return format_html('<span class="origin">{}</span>', word) if word else SafeString("")


@register.simple_tag
def aqi(value: object, category: str = "", colour: str = "") -> SafeString:
    """Show an AQI: statutory colour with the number and, where given, the category's word.

    Parameters
    ----------
    value
        The index, or None: then a dash of words stands there, never a colour.
    category
        Name of the category in the reader's language.
    colour
        The statutory colour from the law's data, `#RRGGBB` or `r,g,b`.
    """
    if value is None:
        return format_html('<span class="quiet small">{}</span>', _("No AQI"))
    ground = f"rgb({colour})" if "," in colour and "(" not in colour else colour
    style = format_html(' style="--aqi:{}"', ground) if ground else ""
    word = format_html(' <span class="word">{}</span>', category) if category else ""
    return format_html('<span class="aqi"{}>{}{}</span>', style, value, word)


@register.filter
def moment(when: datetime | None) -> str:
    """Write a moment in Beijing time, as 2026-11-23 14:00."""
    return times.moment_text(when) if when else ""


@register.filter
def moment_s(when: datetime | None) -> str:
    """Write a moment in Beijing time with its seconds."""
    return times.moment_text(when, seconds=True) if when else ""


@register.filter
def clock(when: datetime | None) -> str:
    """Write the time of day in Beijing."""
    return f"{times.beijing(when):%H:%M}" if when else ""


@register.filter
def iso(when: datetime | date | None) -> str:
    """Write a time as ISO 8601, for the attribute of a time element."""
    if isinstance(when, datetime):
        return times.beijing(when).isoformat()
    return when.isoformat() if when else ""


@register.filter
def ago(when: datetime | None) -> str:
    """Write how long ago a moment was."""
    return times.age_text(datetime.now(UTC) - when) if when else ""


@register.simple_tag
def days(first: date, last: date) -> str:
    """Write a stretch of whole days."""
    return times.days_text(first, last)


@register.simple_tag
def span(start: datetime, end: datetime, *, day: bool = True) -> SafeString:
    """Write an interval with both ends in Beijing time."""
    return format_html(
        '<time class="figures" datetime="{}/{}">{}</time>',
        times.beijing(start).isoformat(),
        times.beijing(end).isoformat(),
        times.span_text(start, end, with_day=day),
    )


@register.simple_tag
def ends(start: datetime, end: datetime) -> SafeString:
    """Write both ends of an interval with the words 起 and 止."""
    return format_html(
        '<span class="figures"><span class="quiet">{}</span> {} '
        '<span class="quiet">{}</span> {}</span>',
        _("from"),
        times.moment_text(start),
        _("to"),
        times.moment_text(end),
    )
