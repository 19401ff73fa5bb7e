"""Facts of a procedure: what somebody tells, what a setting decides, what is counted or happens.

    malicious: {name: …, kind: yesno}                        an act asks for it
    reading: {name: …, setting: dust.malice}                 as the setting says on the day on which the case begins
    served: {name: …, kind: days}                            a list of days
    penalties: {name: …, kind: count, counts: served, since: cycle}      those from a day on
    checked: {name: …, at: [confirm, reject]}                when the first of these acts was done
    in-year: {name: …, kind: count, counts: served, within: P1Y}         those of the last twelve months

A day after the act that tells them is not counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from qingtian.cases.cells import KINDS, Domain, Kind, Value
from qingtian.policy.deadlines import Period
from qingtian.policy.policy import Policy
from qingtian.policy.rows import Row

CALENDAR_YEAR = "calendar-year"
"""What is counted within the year of the act."""


@dataclass(frozen=True)
class Count:
    """How many of a list of days count.

    Attributes
    ----------
    of
        The fact that lists them.
    since
        The fact that names the first day that counts; empty where none does.
    within
        For how long a day counts; None = for ever, or with `year` as long as the year of the act.
    year
        Whether the year of the day and that of the act must be one.
    """

    of: str
    since: str = ""
    within: Period | None = None
    year: bool = False

    def number(self, facts: Mapping[str, Value], day: date) -> int | None:
        """Count on a day; None where the list, or the day since which it counts, is not known."""
        listed, first = facts.get(self.of), facts.get(self.since) if self.since else date.min
        if not isinstance(listed, tuple) or not isinstance(first, date):
            return None
        return sum(first <= each <= day and self._stands(each, day) for each in listed)

    def _stands(self, each: date, day: date) -> bool:
        if self.year and each.year != day.year:
            return False
        return self.within is None or self.within.after(each) > day


@dataclass(frozen=True)
class Given:
    """What a setting decides.

    Attributes
    ----------
    setting
        Which.
    answers
        Each from its day, in their order.
    """

    setting: str
    answers: tuple[tuple[date, str], ...]

    def on(self, day: date) -> str:
        """Give the answer that holds on a day; before the first one, that."""
        earlier = [answer for since, answer in self.answers if since <= day]
        return earlier[-1] if earlier else self.answers[0][1]


def domain(row: Row, policy: Policy | None) -> tuple[Domain, Given | None]:
    """Read what a fact can be, and which setting decides it.

    Raises
    ------
    PackFileError
        If it breaks the form, or there is no such setting.
    """
    if "setting" in row.values:
        row.only(["name", "setting"])
        return _decided(row, policy)
    if "at" in row.values:
        row.only(["name", "at"])
        return Domain("moment"), None
    row.only(["name", "kind"], ["words", "counts", "since", "within"])
    kind = cast("Kind", row.choice("kind", KINDS))
    words = row.texts("words", empty=kind != "choice")
    if words and kind != "choice":
        raise row.error("words", "expected words for a choice alone")
    return Domain(kind, words), None


def _decided(row: Row, policy: Policy | None) -> tuple[Domain, Given]:
    name = row.text("setting")
    if policy is None or name not in policy.settings:
        raise row.error("setting", f"expected a setting of the pack; got {name!r}")
    asked = policy.settings[name]
    answers = tuple((each.since, _written(each.value)) for each in asked.decisions)
    words = asked.choices or tuple(dict.fromkeys(answer for _, answer in answers))
    return Domain("choice", words), Given(name, answers)


def _written(value: object) -> str:
    """Write an answer as one word; a list in its order."""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def count(row: Row, domains: Mapping[str, Domain]) -> Count | None:
    """Read what a fact counts; None where somebody tells it.

    Raises
    ------
    PackFileError
        If it counts what is no list of days, or no count holds it.
    """
    if "counts" not in row.values:
        return None
    of, since, within = row.text("counts"), row.text("since", ""), row.text("within", "")
    if domains[row.name].kind != "count":
        raise row.error("counts", f"expected a fact of kind count; it is {domains[row.name].kind}")
    if of not in domains or domains[of].kind != "days":
        raise row.error("counts", f"expected a fact that lists days; got {of!r}")
    if since and (since not in domains or domains[since].kind != "day"):
        raise row.error("since", f"expected a fact that is a day; got {since!r}")
    if within == CALENDAR_YEAR:
        return Count(of, since, year=True)
    try:
        return Count(of, since, Period.read(within) if within else None)
    except ValueError as problem:
        raise row.error("within", f"{problem}; or {CALENDAR_YEAR}") from None
