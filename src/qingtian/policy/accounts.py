"""Where a unit stands on the ladders of accountability, and what is proposed that nobody decided yet.

Nothing expires: what was found counts until somebody decides, and a decision stands for the facts that it
rested on. They propose nothing a second time; later facts do, alone, or where all together reach a higher
level than was decided on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from qingtian.policy.deadlines import Period
from qingtian.policy.errors import NotThereError
from qingtian.policy.ladders import WAYS, Fact, Ladder, Proposal, by_problems, reached
from qingtian.policy.policy import Policy

FIRMS = "accountability.firms"
TYPES = "accountability.types"
HANDS = "accountability.hands"
SHARE = "accountability.result.share"
ORDER = "rectification.order"
ORGAN = "accountability.organ"
AUTHOR = "accountability.report.author"
NEEDED = (TYPES, HANDS, SHARE, ORDER, ORGAN, AUTHOR)
"""Settings that a pack must answer before facts are taken in."""
TOWNS = ("subdistrict", "town", "area", "township")
USUAL = {"window": "all", "unfinished": "open", "share": "of-target", "several": "greatest"}
"""What holds where a ladder names neither a way nor a setting."""
_YEAR = Period(months=12)


@dataclass(frozen=True)
class Answer:
    """A decision that was taken before.

    Attributes
    ----------
    facts
        Numbers of the facts that it rested on.
    level
        The higher of what was proposed and what was decided; empty where neither was one.
    turn
        Of the year that it was about; empty where a ladder knows no years.
    """

    facts: frozenset[str]
    level: str
    turn: str = ""


@dataclass(frozen=True)
class Rung:
    """The next rung.

    Attributes
    ----------
    level
        Its key.
    threshold
        What must be reached, or exceeded on a ladder of results.
    lacking
        How much there is less; 0 where it is exactly there. [1 or %]
    unfinished
        Whether a matter that is unfinished is still wanting.
    """

    level: str
    threshold: Decimal
    lacking: Decimal
    unfinished: bool = False


@dataclass(frozen=True)
class Standing:
    """Where a unit stands on a ladder as of a day.

    Attributes
    ----------
    ladder, subject, turn
        Which, whose, and of which year; empty where the ladder knows no years.
    level
        What all the facts reach; empty where they reach nothing.
    proposed
        What is proposed now; empty where it is nothing, or was decided on already.
    counted, unfinished, share
        What was counted. [1, 1, %]
    facts, fresh
        Numbers of the facts that it rests on, and of those that no decision rested on yet.
    heavier
        Numbers of the findings of sham rectification that raised it; among `facts`.
    next
        The rung above; None at the top.
    """

    ladder: str
    subject: str
    turn: str
    level: str
    proposed: str
    counted: int
    unfinished: int
    share: Decimal | None
    facts: tuple[str, ...]
    fresh: tuple[str, ...]
    heavier: tuple[str, ...]
    next: Rung | None


@dataclass(frozen=True)
class Rules:
    """The settings of a ladder on a day: thresholds by level, and each way by its name."""

    steps: Mapping[str, Decimal]
    ways: Mapping[str, Any]


def rules(policy: Policy, ladder: Ladder, day: date) -> Rules:
    """Give what holds for a ladder on a day.

    Raises
    ------
    NotThereError
        If a setting was not decided yet.
    """
    named = {way: getattr(ladder, way) for way in WAYS if getattr(ladder, way)}
    ways = {way: policy.decided(word, day) for way, word in named.items()}
    usual = USUAL if ladder.kind in ("problem", "kindred") else {**USUAL, "window": "calendar-year"}
    return Rules(policy.numbers(ladder.steps, day), {**usual, **ways})


def kind_of(policy: Policy, unit: str, day: date) -> str:
    """Tell what a unit is: `district`, `township`, `department` or `firm`.

    Parameters
    ----------
    policy
        The policy.
    unit
        Code of a place, key of an organisation, or key of a firm of the city's list.
    day
        On which the list of firms is read.

    Raises
    ------
    NotThereError
        If there is no such unit that can be called to account.
    """
    place = policy.divisions.by_code.get(unit)
    if place is not None and place.kind in ("district", *TOWNS):
        return "district" if place.kind == "district" else "township"
    body = policy.organisations.by_key.get(unit)
    if body is not None and body.kind == "body" and body.level in ("city", "district"):
        return "department"
    if FIRMS in policy.settings and unit in policy.decided(FIRMS, day):
        return "firm"
    raise NotThereError(f"no district, township, department or firm of the city is called {unit!r}")


def stands_on(policy: Policy, unit: str, ladder: Ladder, day: date) -> bool:
    """Tell whether a unit stands on a ladder: by what it is, or by the kind of its place."""
    place = policy.divisions.by_code.get(unit)
    if place is not None and place.kind in ladder.subjects:
        return True
    try:
        return kind_of(policy, unit, day) in ladder.subjects
    except NotThereError:  # a firm that is on the list no longer: what was found of it stays
        return "firm" in ladder.subjects


def unmet(
    target: Decimal, result: Decimal, base: Decimal | None, *, better: str, way: str
) -> Decimal:
    """Give the share of a target that is unmet (按未完成比例, D3-3.2-25).

    Parameters
    ----------
    target, result
        What was to be reached, and what was.
    base
        Where the way to it began; needed for `of-path`.
    better
        `low` or `high`: which way is better.
    way
        `of-target`: what is missing by the target; `of-path`: by the way from the base to the target.

    Returns
    -------
    Decimal
        0 where it is met. [%]

    Raises
    ------
    ValueError
        If what it is a share of is 0, or the base is wanting.
    """
    missing = result - target if better == "low" else target - result
    if missing <= 0:
        return Decimal(0)
    if way == "of-path":
        if base is None:
            raise ValueError("expected where the way to the target began; it is wanting")
        whole = abs(base - target)
    else:
        whole = abs(target)
    if not whole:
        raise ValueError(
            "expected a target that is not 0 or a way that is not; a share is of something"
        )
    share = Fraction(missing) * 100 / Fraction(whole)
    return Decimal(share.numerator) / Decimal(share.denominator)


def standings(
    policy: Policy,
    ladder: str,
    subject: str,
    facts: Iterable[Fact],
    day: date,
    answers: Iterable[Answer] = (),
) -> tuple[Standing, ...]:
    """Tell where a unit stands on a ladder as of a day, year by year where the ladder knows years.

    Parameters
    ----------
    policy, ladder
        The policy, and the key of the ladder.
    subject
        The unit.
    facts
        What was known on that day, in any order; those of others and of later days are not looked at.
    day
        As of which it is told.
    answers
        Decisions on this ladder about this unit, taken until then.

    Returns
    -------
    tuple of Standing
        The newest year first; one that nothing counts in is left out.
    """
    one = policy.ladders[ladder]
    holding = rules(policy, one, day)
    known = sorted(
        (f for f in facts if f.subject == subject and f.day <= day), key=lambda f: (f.day, f.id)
    )
    mine = [f for f in known if f.kind == one.of]
    sham = [f for f in known if f.kind == "sham"] if one.heavier else []
    asked = _Asked(one, holding, subject, day)
    given = list(answers)
    found = []
    for turn, within in asked.turns(mine, frozenset().union(*(a.facts for a in given))):
        earlier = [a for a in given if a.turn == turn]
        standing = asked.standing(turn, within, sham, earlier)
        if standing.facts:
            found.append(standing)
    return tuple(found)


@dataclass(frozen=True)
class _Asked:
    """A ladder with its rules, asked about one unit as of a day."""

    ladder: Ladder
    rules: Rules
    subject: str
    day: date

    @property
    def order(self) -> list[str]:
        """Its levels by what they ask for, nothing first."""
        return ["", *sorted(self.rules.steps, key=lambda each: self.rules.steps[each])]

    def turns(
        self, facts: Sequence[Fact], answered: Collection[str]
    ) -> list[tuple[str, Sequence[Fact]]]:
        """Cut facts into what is counted together, the newest first."""
        window = self.rules.ways["window"]
        if window == "calendar-year":
            years = sorted({f.day.year for f in facts}, reverse=True)
            return [(str(year), [f for f in facts if f.day.year == year]) for year in years]
        if window == "rolling-year":
            return [("", self._worst_year(facts, answered))]
        return [("", facts)]

    def _worst_year(self, facts: Sequence[Fact], answered: Collection[str]) -> Sequence[Fact]:
        """Find the twelve months that reach most, of equal ones the latest: none expires unseen.

        What nobody decided on yet goes before what somebody did.
        """
        years = []
        for end in sorted({f.day for f in facts}):
            start = _YEAR.after(end, -1)
            within = [f for f in facts if start < f.day <= end]
            fresh, found = self.proposal(within, answered), self.proposal(within)
            ranks = (self.order.index(fresh.level), self.order.index(found.level))
            years.append(((*ranks, found.counted, end), within))
        return max(years, key=lambda each: each[0])[1] if years else []

    def proposal(self, facts: Sequence[Fact], answered: Collection[str] = ()) -> Proposal:
        """Count facts, without those that a decision rested on."""
        ways, steps = self.rules.ways, self.rules.steps
        if self.ladder.kind in ("problem", "kindred"):
            return by_problems(
                self.ladder,
                self.subject,
                facts,
                steps,
                reading=ways["reading"],
                counted=ways["counted"],
                unfinished=ways["unfinished"],
                day=self.day,
                answered=answered,
            )
        fresh = [f for f in facts if f.id not in answered]
        told = tuple(f.id for f in fresh if f.share != 0)
        share = _together(fresh, ways["several"]) if self.ladder.kind == "result" else None
        number = Decimal(len(fresh)) if share is None else share
        level = reached(steps, number, above=share is not None) if fresh else ""
        return Proposal(self.ladder.key, self.subject, level, len(told), 0, share, told)

    def standing(
        self, turn: str, facts: Sequence[Fact], sham: Sequence[Fact], answers: Sequence[Answer]
    ) -> Standing:
        """Compare what all facts reach with what was decided on."""
        answered = frozenset().union(*(a.facts for a in answers))
        settled = max(
            (self.order.index(a.level) for a in answers if a.level in self.order), default=0
        )
        whole, rest = self.proposal(facts), self.proposal(facts, answered)
        level = self._raised(whole.level, sham)
        heavier = tuple(f.id for f in sham) if level != whole.level else ()
        evidence = (*whole.facts, *heavier)
        fresh = tuple(each for each in evidence if each not in answered)
        proposed = ""
        if fresh:
            alone = self._raised(rest.level, [f for f in sham if f.id not in answered])
            proposed = level if self.order.index(level) > settled else alone
        told = (whole.counted, whole.unfinished, whole.share, evidence, fresh, heavier)
        above = self._next(level, whole)
        return Standing(self.ladder.key, self.subject, turn, level, proposed, *told, above)

    def _raised(self, level: str, sham: Sequence[Fact]) -> str:
        """Raise a level by what sham rectification weighs (从重问责, D3-3.2-15)."""
        if not level or not sham:
            return level
        rungs = int(self.rules.ways["heavier"]["rungs"])
        order = self.order
        return order[min(order.index(level) + rungs, len(order) - 1)]

    def _next(self, level: str, found: Proposal) -> Rung | None:
        order = self.order
        if level == order[-1]:
            return None
        above = order[order.index(level) + 1]
        threshold = self.rules.steps[above]
        there = Decimal(found.counted) if found.share is None else found.share
        wanting = self.rules.ways.get("reading") == "both" and not found.unfinished
        return Rung(above, threshold, max(threshold - there, Decimal(0)), wanting)


def _together(facts: Sequence[Fact], way: str) -> Decimal:
    """Put the unmet shares of a year together."""
    shares = [f.share or Decimal(0) for f in facts]
    if not shares:
        return Decimal(0)
    return max(shares) if way == "greatest" else sum(shares, Decimal(0)) / len(shares)


def fact_types(policy: Policy, kind: str, day: date) -> dict[str, Mapping[str, str]]:
    """List the types of a kind of fact, by language (`accountability.types`); none of an unknown kind."""
    return dict(policy.decided(TYPES, day).get(kind, {}))


def lacking(policy: Policy) -> tuple[str, ...]:
    """Name the settings that accountability needs and a pack does not have."""
    return tuple(each for each in NEEDED if each not in policy.settings)


def told_rules(ladder: Ladder) -> tuple[str, ...]:
    """Name the settings that a ladder rests on, in the order of its row."""
    words = (ladder.steps, *(getattr(ladder, way) for way in WAYS))
    return tuple(dict.fromkeys(word for word in words if word))
