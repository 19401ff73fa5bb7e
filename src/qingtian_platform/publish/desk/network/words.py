"""What the pages of the network say: sentences, numbers, months, departments, settings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, date
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian.policy import Policy
from qingtian_platform.kit.words import unit_text
from qingtian_platform.people.api import Role
from qingtian_platform.publish.desk import words as desk_words

READERS = (
    Role.DUTY,
    Role.ENFORCEMENT,
    Role.ASSESSOR,
    Role.REVIEWER,
    Role.HEAD,
    Role.SUPERVISOR,
    Role.QUALITY_CENTRE,
)
"""The authority's own people, and the regional quality-control centre, which reads the whole course of all:
what a report says of a named owner is for the desk alone."""
WRITERS = (Role.DUTY, Role.REVIEWER)
"""Who enters siting decisions."""
CLAUSES = ("D7-3.8-01", "D7-3.8-05", "D7-7.25-03")

OUTCOMES: Mapping[str, Promise] = {
    "agree": gettext_lazy("Agree"),
    "first biased": gettext_lazy("One is biased"),
    "second biased": gettext_lazy("One is biased"),
    "both biased": gettext_lazy("Both are biased"),
    "cannot tell": gettext_lazy("Cannot be told"),
}
REFERENCES: Mapping[str, Promise] = {
    "standard": gettext_lazy("checks with a standard"),
    "instrument": gettext_lazy("a reference instrument"),
    "manual": gettext_lazy("comparisons with the reference method"),
    "neighbours": gettext_lazy("the consensus of neighbours"),
}
STATES: Mapping[str, Promise] = {
    "within": gettext_lazy("within what is allowed"),
    "beyond": gettext_lazy("beyond what is allowed"),
    "unclear": gettext_lazy("not shown either way"),
    "unknown": gettext_lazy("too few readings"),
}


def number(value: float | None) -> str:
    """Write a number with three digits that say something; a dash where there is none."""
    if value is None:
        return "–"
    size = abs(value)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    text = f"{value:.{digits}f}"
    return "0" if float(text) == 0 else text.replace("-", "−")


def ranged(found: Mapping[str, float] | None) -> str:
    """Write a figure with its interval."""
    if found is None:
        return "–"
    ends = _("%(low)s to %(high)s") % {
        "low": number(found["low"]),
        "high": number(found["high"]),
    }
    return (
        f"{number(found['value'])} ({ends})"
        if desk_words.english()
        else f"{number(found['value'])}（{ends}）"
    )


def unit(content: Mapping[str, Any]) -> str:
    """Write the unit of a report, with a space before it; empty of a plain number."""
    text = unit_text(str(content["unit"]))
    return f" {text}" if text else ""


def side(content: Mapping[str, Any], which: str) -> str:
    """Name a side by its station and owner."""
    said = content[which]
    name, owner = (said[key][desk_words.language()] for key in ("name", "owner"))
    return f"{name} ({owner})" if desk_words.english() else f"{name}（{owner}）"


def sentence(content: Mapping[str, Any]) -> str:
    """Say what a report comes to, and name who is biased and who is cleared."""
    outcome = content["outcome"]
    if outcome == "agree":
        return _agree(content)
    if outcome == "cannot tell":
        return _cannot(content)
    if outcome == "both biased":
        return _("Both are biased: %(first)s %(second)s") % {
            "first": _against(content, "first"),
            "second": _against(content, "second"),
        }
    biased, other = ("first", "second") if outcome == "first biased" else ("second", "first")
    told = _("%(who)s is biased: %(how)s") % {
        "who": side(content, biased),
        "how": _against(content, biased, named=False),
    }
    if other in content["cleared"]:
        rest = _("%(who)s is cleared by the same: it lies within what is allowed.")
    else:
        rest = _("%(who)s is neither named nor cleared by it.")
    return f"{told}{_gap()}{rest % {'who': side(content, other)}}"


def _gap() -> str:
    return " " if desk_words.english() else ""


def _apart(content: Mapping[str, Any]) -> dict[str, str]:
    hours = content["hours"]
    return {
        "first": side(content, "first"),
        "second": side(content, "second"),
        "n": str(hours["count"]) if hours else "0",
        "apart": ranged(hours["difference"]) if hours else "–",
        "allowed": number(content["allowed"]),
        "unit": unit(content),
        "least": str(content["least"]),
    }


def _agree(content: Mapping[str, Any]) -> str:
    told = _("%(first)s and %(second)s agree: over %(n)s hours the second minus the first is %(apart)s%(unit)s, where ±%(allowed)s%(unit)s are allowed.") % _apart(content)  # fmt: skip
    if content["reason"] == "reference alone":
        who = REFERENCES[content["told"]]
        return (
            told
            + _gap()
            + _("A third, %(who)s, differs from both; it names nobody.") % {"who": who}
        )
    return told


REASONS: Mapping[str, Promise] = {
    "too few pairs": gettext_lazy("It cannot be told whether %(first)s and %(second)s agree: they have %(n)s hours in common, and %(least)s are needed."),
    "too uncertain": gettext_lazy("It cannot be told whether %(first)s and %(second)s agree: the second minus the first is %(apart)s%(unit)s, and ±%(allowed)s%(unit)s are allowed; neither agreement nor difference is shown."),
    "line": gettext_lazy("The means of %(first)s and %(second)s agree, but high and low values do not: the line between their days is not within what HJ 655 asks."),
    "no reference": gettext_lazy("%(first)s and %(second)s disagree: the second minus the first is %(apart)s%(unit)s, where ±%(allowed)s%(unit)s are allowed. Which of them is biased cannot be told: there is no third reference."),
    "reference unclear": gettext_lazy("%(first)s and %(second)s disagree: the second minus the first is %(apart)s%(unit)s, where ±%(allowed)s%(unit)s are allowed. Which of them is biased cannot be told: the third reference shows neither to be."),
    "both differ": gettext_lazy("%(first)s and %(second)s disagree, and both differ from their neighbours; neighbours may not name both, so it cannot be told which is biased."),
}  # fmt: skip


def _cannot(content: Mapping[str, Any]) -> str:
    return str(REASONS[content["reason"]]) % _apart(content)


def _against(content: Mapping[str, Any], which: str, *, named: bool = True) -> str:
    """Say how a side differs from the reference that told."""
    row = next(each for each in content["references"] if each["kind"] == content["told"])
    found = row[which]
    value = found["difference"]["value"]
    said = {
        "who": side(content, which),
        "n": found["count"],
        "apart": number(abs(value)),
        "unit": unit(content),
        "third": REFERENCES[content["told"]],
        "allowed": number(found["allowed"]),
    }
    if named:
        more = _(
            "%(who)s shows %(apart)s%(unit)s more than %(third)s (%(n)s readings, %(allowed)s%(unit)s allowed)."
        )
        less = _(
            "%(who)s shows %(apart)s%(unit)s less than %(third)s (%(n)s readings, %(allowed)s%(unit)s allowed)."
        )
    else:
        more = _(
            "it shows %(apart)s%(unit)s more than %(third)s (%(n)s readings, %(allowed)s%(unit)s allowed)."
        )
        less = _(
            "it shows %(apart)s%(unit)s less than %(third)s (%(n)s readings, %(allowed)s%(unit)s allowed)."
        )
    return (more if value >= 0 else less) % said  # fmt: skip


def month_of(text: str) -> date | None:
    """Read a month like `2026-10`; None where it is none, or has none before or after it."""
    try:
        found = date.fromisoformat(f"{text}-01") if len(text) == 7 else None
    except ValueError:
        return None
    return found if found and MINYEAR < found.year < MAXYEAR else None


def asked_month(request: HttpRequest, default: date) -> date:
    """Read the month that a page is asked for; anything else gives the default."""
    return month_of(request.GET.get("month", "")) or default


def department(known: Policy, key: str) -> str:
    """Name a department by its key in the pack; a dash where the owner belongs to none of them."""
    found = known.organisations.by_key.get(key)
    return desk_words.said(found.name) if found else "–"


def settings(known: Policy, day: date, *names: str) -> list[dict[str, Any]]:
    """List settings of the network with their answer of a day, author and reason."""
    found = []
    for name in names:
        one = known.settings[f"network.{name}"]
        told = one.on(max(day, one.decisions[0].since))
        found.append(
            {
                "question": desk_words.said(one.question),
                "answer": _answer(known, told.value),
                "reason": desk_words.said(told.reason),
                "author": told.author,
                "since": told.since,
                "clauses": one.clauses,
            }
        )
    return found


KEYS: Mapping[str, Promise] = {
    "station": gettext_lazy("air stations (km)"),
    "section": gettext_lazy("water sections (km)"),
    "kilometres": gettext_lazy("within (km)"),
    "least": gettext_lazy("stations at least"),
    "most": gettext_lazy("stations at most"),
    "days": gettext_lazy("days back"),
    "hours": gettext_lazy("hours of a daily mean"),
    "again_hours": gettext_lazy("running month again after (h)"),
    "quiet_minutes": gettext_lazy("older month again after (min)"),
    "interval": gettext_lazy("counted by"),
    "low": gettext_lazy("low below (%)"),
}
"""What the names within an answer mean."""


def _answer(known: Policy, value: Any) -> str:  # noqa: ANN401 - whatever was decided
    """Write an answer in the reader's language; departments go by their names in the pack."""
    if isinstance(value, Mapping):
        return "; ".join(f"{_key(known, key)}: {_answer(known, v)}" for key, v in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(desk_words.INTERVALS.get(value, value))


def _key(known: Policy, key: str) -> str:
    return str(KEYS[key]) if key in KEYS else department(known, key)
