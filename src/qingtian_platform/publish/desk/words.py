"""What the desk says in the reader's language: names, links, who answers, percentages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from qingtian.protocols.hj212 import factors
from qingtian_platform.kit.words import ORIGINS
from qingtian_platform.registry import api as registry

#: The links of the chain in order, from the platform to the source.
LINKS: dict[str, Promise] = {
    "network": gettext_lazy("Network"),
    "logger": gettext_lazy("Data logger"),
    "link": gettext_lazy("Wiring"),
    "analyser": gettext_lazy("Analyser"),
    "source": gettext_lazy("Emission source"),
}

KINDS: dict[str, Promise] = {
    "station": gettext_lazy("Station"),
    "outlet": gettext_lazy("Outlet"),
    "site": gettext_lazy("Construction site"),
    "section": gettext_lazy("River section"),
}

INTERVALS: dict[str, Promise] = {
    "realtime": gettext_lazy("Real-time"),
    "minute": gettext_lazy("Minute"),
    "hour": gettext_lazy("Hour"),
    "day": gettext_lazy("Day"),
}


#: Editions of the protocol that have no year.
EDITIONS: dict[str, Promise] = {
    "sw": gettext_lazy("Surface-water protocol"),
}


def english() -> bool:
    """Tell whether the reader reads English."""
    return (get_language() or "").startswith("en")


def language() -> Literal["zh", "en"]:
    """Name the reader's language as rules and findings speak it."""
    return "en" if english() else "zh"


def said(words: Mapping[str, str]) -> str:
    """Take the words of the reader's language."""
    return words["en" if english() else "zh"]


def name(thing: registry.ThingInfo) -> str:
    """Name a thing."""
    return thing.name_en if english() else thing.name


def firms() -> Mapping[str, str]:
    """Give the English name of each owner and maintainer of the registry; none on a Chinese page."""
    if not english():
        return {}
    things = registry.things().values()
    kept = {one.maintainer: one.maintainer_en for one in things}
    return kept | {one.owner: one.owner_en for one in things}


def interval(key: str) -> str:
    """Name an interval."""
    return str(INTERVALS.get(key, key))


def edition(key: str) -> str:
    """Name an edition of the protocol by which marks are read."""
    return str(EDITIONS[key]) if key in EDITIONS else f"HJ 212-{key}"


def origin(key: str) -> str:
    """Name where data come from: of one's own, replayed or simulated."""
    return str(ORIGINS[key]) if key in ORIGINS else _("Own live data")


def district(thing: registry.ThingInfo) -> str:
    """Name the district of a thing; the city's own where it has none."""
    found = thing.district_name_en if english() else thing.district_name
    return found or _("Whole city")


def stream_name(stream: registry.DatastreamInfo) -> str:
    """Name an observed property."""
    return (stream.name_en if english() else stream.name) or stream.code


def factor_name(code: str) -> str:
    """Name a factor by its code; the code where the protocol has none of that name."""
    found = factors.find(code)
    return code if found is None else (found.name_en if english() else found.name)


def who(role: str, thing: registry.ThingInfo) -> str:
    """Name who answers for the next step.

    Parameters
    ----------
    role
        `maintainer`, `owner`, `platform` or `nobody`.
    thing
        The unit; where its maintainer is not registered, its owner answers.
    """
    owner = thing.owner_en if english() else thing.owner
    maintainer = thing.maintainer_en if english() else thing.maintainer
    if role == "platform":
        return _("Duty room of the platform")
    if role == "nobody":
        return ""
    if role == "maintainer" and maintainer:
        return maintainer
    return owner or _("Not registered")


def link(key: str) -> str:
    """Name a link of the chain; empty where nothing is broken."""
    return str(LINKS.get(key, ""))


def percent(ratio: Fraction | Decimal | None) -> str:
    """Write a ratio in per cent with one digit (GB/T 8170); empty where there is none.

    A ratio below one is never written as 100.0.
    """
    if ratio is None:
        return ""
    exact = Fraction(ratio)
    value = Decimal(exact.numerator * 100) / Decimal(exact.denominator)
    text = value.quantize(Decimal("0.1"), ROUND_HALF_EVEN)
    if exact < 1 and text == Decimal("100.0"):
        text = Decimal("99.9")
    return f"{text}"


def lasting(start: datetime, end: datetime | None = None) -> str:
    """Say how long something lasted, in its largest whole units."""
    minutes = max(0, int(((end or datetime.now(UTC)) - start).total_seconds() // 60))
    if minutes < 60:
        return ngettext("%(n)s min", "%(n)s min", minutes) % {"n": minutes}
    hours, rest = divmod(minutes, 60)
    if hours < 48:
        whole = ngettext("%(n)s h", "%(n)s h", hours) % {"n": hours}
        return f"{whole} {rest} min" if rest and english() else whole
    days = hours // 24
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def remaining(due: datetime) -> tuple[str, str]:
    """Say how long there is until a deadline, or how long it is over.

    Returns
    -------
    str, str
        The words, and `late`, `soon` or nothing for how it looks.
    """
    now = datetime.now(UTC)
    if due < now:
        return _("overdue by %(time)s") % {"time": lasting(due, now)}, "late"
    text = _("%(time)s left") % {"time": lasting(now, due)}
    return text, "soon" if (due - now).total_seconds() < 4 * 3600 else ""
