"""A verdict in the shape that pages show: sentence, value against limit as a bar, where it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian_platform.evaluate.api import Bounds, Verdict
from qingtian_platform.kit.categories import english
from qingtian_platform.kit.times import beijing, span_text
from qingtian_platform.publish.verdicts.law import href
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.api import DatastreamInfo

WORDS: dict[str, Promise] = {
    "within": gettext_lazy("not over the limit"),
    "over": gettext_lazy("over the limit"),
    "marked": gettext_lazy("marked: shown, not judged"),
    "shutdown": gettext_lazy("declared stop: shown, not judged"),
    "too-few": gettext_lazy("too few valid data: not judged"),
    "missing": gettext_lazy("missing"),
    "no-limit": gettext_lazy("no limit registered: shown, not judged"),
    "maintenance": gettext_lazy("in maintenance"),
    "warned": gettext_lazy("within the range by its median; extremes outside warn"),
    "not-converted": gettext_lazy("abnormal state, not converted: not judged"),
    "no-discharge": gettext_lazy("nothing was discharged"),
    "shown": gettext_lazy("shown; the law judges the day, not the hour"),
}
WEAK = gettext_lazy("above a figure whose source is to be checked: nobody is accused")
SOURCES: dict[str, Promise] = {
    "standard": gettext_lazy("standard"),
    "permit": gettext_lazy("discharge permit"),
}
FIELDS: dict[str, Promise] = {
    "ZsAvg": gettext_lazy("converted to reference oxygen"),
    "Avg": gettext_lazy("as measured"),
}
NODATA = {"missing": "missing", "maintenance": "maintenance", "shutdown": "shutdown"}
ROOM = Decimal("1.25")
"""The bar reaches so far beyond the larger of value and limit. [1]"""


@dataclass(frozen=True)
class LimitShown:
    """A limit as a page shows it."""

    text: str
    source: str
    source_word: str
    document: str
    clause: str
    href: str
    weak: bool


@dataclass(frozen=True)
class Judged:
    """One verdict of one factor.

    Attributes
    ----------
    over
        Whether it says of somebody that a limit was exceeded; never on a source to be checked.
    share, low_share, high_share
        Places on the bar of value and limits, in hundredths; None = not on it. [%]
    """

    code: str
    name: str
    period: str
    start: datetime
    end: datetime
    value: Decimal | None
    unit: str
    field_word: str
    word: str
    says: str
    over: bool
    weak: bool
    nodata: str
    mark: str
    limit: LimitShown | None
    others: tuple[LimitShown, ...]
    share: int | None
    low_share: int | None
    high_share: int | None
    count: int | None
    required: int | None
    href: str


def names(thing_id: int) -> dict[str, str]:
    """Give the names of a source's properties in the reader's language, by code."""
    return _named(registry.datastreams(thing_id)).get(thing_id, {})


def all_names() -> dict[int, dict[str, str]]:
    """Give the names of every thing's properties in the reader's language, by thing and code."""
    return _named(registry.datastreams())


def _named(streams: Iterable[DatastreamInfo]) -> dict[int, dict[str, str]]:
    en = english()
    found: dict[int, dict[str, str]] = {}
    for one in streams:
        found.setdefault(one.thing_id, {})[one.code] = one.name_en if en else one.name
    return found


def verdict_href(key: str, period: str, start: datetime, code: str) -> str:
    """Give the address of a verdict."""
    return reverse("portal:verdict", args=[key, period, f"{beijing(start):%Y%m%dT%H%M}", code])


def judged(found: Verdict, key: str, known: dict[str, str]) -> Judged:
    """Put a verdict into the reader's language."""
    bounds = found.bounds
    ends = [end for end in (bounds.low, bounds.high) if end is not None] if bounds else []
    top = max([*(abs(end) for end in ends), abs(found.value or Decimal(0))], default=Decimal(0))
    scale = top * ROOM
    weak_over = found.word == "over" and not found.accuses
    return Judged(
        code=found.code,
        name=known.get(found.code, found.code),
        period=found.period,
        start=found.start,
        end=found.end,
        value=found.value,
        unit="" if found.unit == "1" else found.unit,
        field_word=str(FIELDS.get(found.field, "")) if found.field == "ZsAvg" else "",
        word=found.word,
        says=str(WEAK if weak_over else WORDS.get(found.word, found.word)),
        over=found.accuses,
        weak=found.review,
        nodata=NODATA.get(found.word, "invalid") if found.value is None else "",
        mark=str(found.more.get("mark", "")),
        limit=limit_shown(bounds, found.unit) if bounds else None,
        others=tuple(limit_shown(each, found.unit) for each in found.others),
        share=_share(found.value, scale),
        low_share=_share(bounds.low if bounds else None, scale),
        high_share=_share(bounds.high if bounds else None, scale),
        count=found.count,
        required=found.required,
        href=""
        if found.word == "shown" or not found.edition
        else verdict_href(key, found.period, found.start, found.code),
    )


def limit_shown(bounds: Bounds, unit: str) -> LimitShown:
    """Put a limit into the reader's language."""
    return LimitShown(
        text=bound_text(bounds, unit),
        source=bounds.source,
        source_word=str(SOURCES.get(bounds.source, bounds.source)),
        document=bounds.document,
        clause=bounds.clause,
        href=href(bounds.document, bounds.path) if bounds.source == "standard" else "",
        weak=bounds.review,
    )


def bound_text(bounds: Bounds, unit: str) -> str:
    """Write a limit with its unit, as `≤ 5 mg/m³` or `6–9`."""
    shown = "" if unit == "1" else f" {unit}"
    if bounds.low is not None and bounds.high is not None:
        return f"{_plain(bounds.low)}–{_plain(bounds.high)}{shown}"
    if bounds.low is not None:
        return f"≥ {_plain(bounds.low)}{shown}"
    return f"≤ {_plain(bounds.high)}{shown}"


def _plain(number: Decimal | None) -> str:
    if number is None:
        return ""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _share(number: Decimal | None, scale: Decimal) -> int | None:
    if number is None or not scale:
        return None
    return max(0, min(100, round(100 * number / scale)))


def number_text(one: Judged) -> str:
    """Write the value with its unit."""
    return "" if one.value is None else f"{one.value:f} {one.unit}".strip()


def sentence(whose: str, one: Judged) -> str:
    """Say a verdict: whose, when, what, how much, whether over which limit, from where."""
    values = {
        "whose": whose,
        "span": span_text(one.start, one.end),
        "name": one.name,
        "value": number_text(one),
        "says": one.says,
        "limit": one.limit.text if one.limit else "",
        "source": one.limit.source_word if one.limit else "",
        "document": one.limit.document if one.limit else "",
    }
    if one.value is None:
        return _("%(whose)s, %(span)s: no valid value of %(name)s.") % values
    if one.limit is None:
        return _("%(whose)s, %(span)s: %(name)s %(value)s; %(says)s.") % values
    return (
        _(
            "%(whose)s, %(span)s: %(name)s %(value)s, limit %(limit)s (%(source)s %(document)s); %(says)s."
        )
        % values
    )
