"""Tags of the desk: the chain with its broken link, rates, deadlines, strips of a day."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qingtian_platform.act.cases.api import MatterInfo, Subject
from qingtian_platform.people import api as people
from qingtian_platform.publish.desk import frame, words
from qingtian_platform.publish.desk import kept as kept_texts
from qingtian_platform.publish.desk.cases import words as case_words
from qingtian_platform.publish.sentences import joined

register = template.Library()


@register.inclusion_tag("desk/parts/chain.html")
def chain(broken: str) -> dict[str, Any]:
    """Draw the chain from the platform to the source; the broken link is crossed and named."""
    links = [(key, str(word), key == broken) for key, word in words.LINKS.items()]
    return {"links": links, "broken": words.link(broken)}


@register.filter
def listed(names: list[str]) -> str:
    """Join names as the language does: 、 in Chinese, a comma in English."""
    return joined(tuple(names))


@register.filter
def edition(key: str) -> str:
    """Name an edition of the protocol."""
    return words.edition(key)


@register.filter
def kept(text: str) -> str:
    """Say a text of the records in the reader's language."""
    return kept_texts.said(text or "")


@register.filter
def pct(ratio: Fraction | None) -> str:
    """Write a ratio in per cent with one digit; empty where there is none."""
    return words.percent(ratio)


@register.simple_tag
def rate(ratio: Fraction | None, passed: bool | None = None) -> SafeString:  # noqa: FBT001
    """Show a rate; one that misses the mark says so by a word beside its colour."""
    if ratio is None:
        return format_html('<span class="quiet">{}</span>', _("nothing owed"))
    text = words.percent(ratio)
    if passed is False:
        return format_html(
            '<span class="below">{}<i aria-hidden="true">▾</i><span class="visually-hidden"> {}</span></span>',
            text,
            _("below the mark"),
        )
    return format_html("{}", text)


@register.filter
def may_follow(person: object, href: str) -> bool:
    """Say whether a person may enter where an address leads."""
    return frame.may_follow(person, href)


@register.filter
def person_name(login: str) -> str:
    """Name the person of a login; the login where there is none."""
    return str(people.account(login) or login)


@register.filter
def subject_name(subject: Subject) -> str:
    """Name whom a matter is about, in the reader's language where it has a name in it."""
    return case_words.subject(subject)


@register.filter
def unit_of(matter: MatterInfo) -> str:
    """Name the responsible unit of a matter in the reader's language; empty where there is none."""
    return matter.unit_in(words.language())


@register.filter
def today_clock(when: datetime | None) -> str:
    """Write a moment: the time of day alone where it is today in Beijing."""
    if when is None:
        return ""
    local = timezone.localtime(when)
    return f"{local:%H:%M}" if local.date() == timezone.localdate() else f"{local:%Y-%m-%d %H:%M}"


@register.filter
def from_iso(text: str) -> datetime | None:
    """Read a moment that a package holds as text."""
    return datetime.fromisoformat(text) if text else None


@register.simple_tag
def deadline(due: datetime | None) -> SafeString:
    """Say how long until a deadline; overdue counts up in red."""
    if due is None:
        return SafeString("")
    text, look = words.remaining(due)
    return format_html('<span class="due {}">{}</span>', look, text)


@register.filter
def lasting(start: datetime | None, end: datetime | None = None) -> str:
    """Say how long something lasted."""
    return words.lasting(start, end) if start else ""


@register.simple_tag(takes_context=True)
def asking(context: dict[str, Any], **changes: object) -> str:
    """Give the address of this page with some parts of the question changed; None leaves out."""
    request: HttpRequest = context["request"]
    values = {key: request.GET[key] for key in request.GET}
    for key, value in changes.items():
        name = key.rstrip("_")
        if value is None or value == "":
            values.pop(name, None)
        else:
            values[name] = str(value)
    return f"?{urlencode(values)}" if values else request.path


@register.filter
def asked(request: HttpRequest) -> list[tuple[str, str]]:
    """List what a page was asked for; in a template `GET.items` means a parameter of that name."""
    return [(key, request.GET[key]) for key in request.GET]


@register.inclusion_tag("desk/parts/files.html", takes_context=True)
def files(context: dict[str, Any]) -> dict[str, Any]:
    """Offer the table above as CSV and XLSX."""
    return {
        "csv": asking(context, as_="csv"),
        "xlsx": asking(context, as_="xlsx"),
    }
