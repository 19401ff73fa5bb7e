"""What the pages of targets say in the reader's language: lights with their reason, lineage, forecast."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from qingtian.policy.forecasting import Forecast
from qingtian.policy.targets import Target
from qingtian.standards.water.names import CLASSES
from qingtian_platform.assess.tasks.api import Lineage, TargetInfo
from qingtian_platform.publish.desk import words as desk

LIGHTS = {
    "green": gettext_lazy("green"),
    "amber": gettext_lazy("amber"),
    "red": gettext_lazy("red"),
    "grey": gettext_lazy("grey"),
}
REASONS = {
    "met": gettext_lazy("reached"),
    "on the path": gettext_lazy("on the path"),
    "behind the path": gettext_lazy("a little behind the path"),
    "far behind": gettext_lazy("far behind the path"),
    "missed": gettext_lazy("not reached on its day"),
    "no record": gettext_lazy("day passed, no record"),
    "not yet reported": gettext_lazy("not yet reported"),
    "no number": gettext_lazy("the text gives no number"),
}
METHODS = {
    "least-squares": gettext_lazy("line of least squares"),
    "theil-sen": gettext_lazy("middle slope (Theil–Sen)"),
}
ORIGINS = {
    "results": gettext_lazy("the platform's own results"),
    "files": gettext_lazy("files of checks that were handed in"),
    "imported": gettext_lazy("daily values imported from before the platform"),
}
COUNTS = {
    "heavy": gettext_lazy("days of heavy pollution"),
    "stations": gettext_lazy("stations"),
    "days": gettext_lazy("days counted"),
    "missing": gettext_lazy("days without a value"),
    "required": gettext_lazy("days needed"),
    "of-class": gettext_lazy("sections of the class"),
    "sections": gettext_lazy("sections with a class"),
    "without-class": gettext_lazy("sections without a class"),
    "section-days-classed": gettext_lazy("section days counted"),
    "section-days-maintenance": gettext_lazy("section days in maintenance left out"),
    "section-days-shutdown": gettext_lazy("section days of a declared stop left out"),
    "section-days-missing": gettext_lazy("section days without a value"),
    "checks": gettext_lazy("rows of checks counted"),
    "connected": gettext_lazy("connected"),
    "registered": gettext_lazy("owing data"),
}
SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "≈": "≈"}
WORST = CLASSES[-1]
NAMED = 4
"""Months that are named; of more their number is told. [1]"""


def unit(target: Target) -> str:
    """Name the unit of a target's figures; empty where its number has none."""
    return desk.said(target.unit)


def goal(target: Target, setting: str = "") -> str:
    """Write what must be reached, with the sign and the unit of the text."""
    clause = target.clause
    value = f"{target.goal:f}" if setting and target.goal is not None else clause.value
    return f"{SIGNS.get(clause.operator, '')} {value} {unit(target)}".strip()


def measured(value: Decimal | None, target: Target) -> str:
    """Write a figure of a target with its unit; empty where there is none."""
    return "" if value is None else f"{number(value)} {unit(target)}".strip()


def number(value: Decimal | None) -> str:
    """Write a figure as it was given; empty where there is none."""
    return "" if value is None else f"{value:f}"


def why_light(found: TargetInfo) -> str:
    """Say in a sentence why a light is as it is, with its numbers."""
    progress = found.progress
    said = {
        "value": measured(progress.value, found.target),
        "expected": measured(progress.expected, found.target),
        "day": progress.day,
        "goal": goal(found.target, found.goal),
        "last": progress.due,
    }
    match progress.reason:
        case "met":
            text = _("%(value)s on %(day)s reaches %(goal)s.")
        case "on the path" | "far behind":
            text = _("%(value)s on %(day)s; the path asks for %(expected)s.")
        case "behind the path":
            text = _("%(value)s on %(day)s, short of %(expected)s.")
        case "missed":
            text = _("%(value)s on %(day)s; %(goal)s was due on %(last)s.")
        case "no record" if progress.day:
            text = _("The newest figure, %(value)s, is of %(day)s; none is of %(last)s.")
        case "no record":
            text = _("%(last)s has passed, and nobody has reported.")
        case "no number":
            text = _("There is no number to hold figures against.")
        case _:
            return ""
    return text % said


def forecast(found: Forecast | None) -> str:
    """Say what figures lead to, how surely, and by which method; empty where nothing can be said."""
    if found is None:
        return ""
    return _("%(value)s on %(day)s (%(percent)s %% within %(low)s to %(high)s); %(method)s through %(n)s figures") % {
        "value": number(found.value),
        "day": found.day,
        "percent": found.rule.percent,
        "low": number(found.low),
        "high": number(found.high),
        "method": METHODS[found.rule.method],
        "n": found.count,
    }  # fmt: skip


def why_none(lineage: Lineage) -> str:
    """Say why a period gives no figure, or none that is final; empty where it stands."""
    return " ".join(_why(each, lineage) for each in lineage.why)


def _why(key: str, lineage: Lineage) -> str:
    name, _colon, rest = key.partition(":")
    if name == "months":
        months = rest.split(",")
        if len(months) > NAMED:
            return _("%(n)s months have too few days.") % {"n": len(months)}
        return ngettext(
            "Month %(months)s has too few days.",
            "Months %(months)s have too few days.",
            len(months),
        ) % {"months": ", ".join(months)}
    if name == "days":
        return _("%(days)s days count; %(required)s are needed.") % lineage.counts
    return str(WHYS[name])


WHYS = {
    "unfinished": gettext_lazy("The year is not over: provisional."),
    "no-base": gettext_lazy("There is no number of the base year to count from."),
    "no-class": gettext_lazy("No section has months enough for a class."),
}


def counted(lineage: Lineage) -> str:
    """List what a figure counts."""
    return _(", ").join(f"{COUNTS[key]} {n}" for key, n in lineage.counts.items())


def series(lineage: Lineage) -> str:
    """Name what was computed."""
    match lineage.series:
        case "annual-mean":
            return _("annual value of %(x)s in the city, by HJ 663") % {"x": lineage.of}
        case "heavy-days":
            return _("days with an AQI of heavy pollution or worse in the city")
        case "water-share":
            return _("sections of class %(x)s by their year") % {"x": _classes(lineage.of)}
        case "checks":
            return _("checks of the year")
        case _:
            kinds = (str(desk.KINDS[each]) for each in lineage.of.split(","))
            return _("connection rate of the day: %(x)s") % {"x": _(", ").join(kinds)}


def _classes(names: str) -> str:
    found = names.split(",")
    return _("worse than V") if found == [WORST] else _(", ").join(found)


def origins(keys: Iterable[str]) -> str:
    """Say where values come from."""
    return _(", ").join(str(ORIGINS[each]) for each in keys)


def due(target: Target) -> date | None:
    """Give the last day of a target; None where it has none."""
    return target.clause.deadline.last_day if target.clause.deadline else None
