"""Placing: figures become places, a list is cut at its end, and what was left out says why.

Figures are ranked as they are published: rounded by GB/T 8170 first, so that two that look alike on
paper share a place. A tie that lies across the cut is treated by a rule that the list prints.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from math import ceil, floor
from typing import Literal

from qingtian.quantities import gbt8170

Better = Literal["high", "low"]
Ties = Literal["same place", "include", "exclude", "next"]
Missing = Literal["exclude", "last"]
Rounding = Literal["up", "down", "half-even"]
Border = Literal["clean", "included", "excluded", "parted"]
Key = tuple[bool, Decimal, Decimal]
ZERO = Decimal(0)


@dataclass(frozen=True)
class Figure:
    """What one subject has to show.

    Attributes
    ----------
    subject
        Key of the place or cluster.
    value, then
        The figure, and the one that parts ties; None where there is none.
    reason
        Why there is none, or why the subject is left out though there is.
    """

    subject: str
    value: Decimal | None
    then: Decimal | None = None
    reason: str = ""


@dataclass(frozen=True)
class Measure:
    """How a figure is read.

    Attributes
    ----------
    better
        Which way is better.
    digits
        Digits that are published. [1]
    """

    better: Better
    digits: int

    def published(self, value: Decimal | None) -> Decimal | None:
        """Round as it is published."""
        return None if value is None else gbt8170(value, self.digits)

    def order(self, value: Decimal | None) -> tuple[bool, Decimal]:
        """Give what sorts the best first, and what has no figure last."""
        if value is None:
            return True, ZERO
        return False, -value if self.better == "high" else value


@dataclass(frozen=True)
class Cut:
    """How many at the end of a list are named: a count, or a share of those placed.

    Attributes
    ----------
    bottom_n
        A count; None where it is a share.
    bottom_pct, rounding
        A share, and how it becomes a whole number. [%]
    """

    bottom_n: int | None = None
    bottom_pct: Decimal | None = None
    rounding: Rounding = "up"

    def wanted(self, placed: int) -> int:
        """Give how many of those placed are named."""
        if self.bottom_n is not None:
            return min(self.bottom_n, placed)
        if self.bottom_pct is None:
            return 0
        share = Fraction(self.bottom_pct) * placed / 100
        return min(_whole(share, self.rounding), placed)


def _whole(share: Fraction, rounding: Rounding) -> int:
    if rounding == "half-even":
        return round(share)
    return ceil(share) if rounding == "up" else floor(share)


@dataclass(frozen=True)
class Placed:
    """One line of a list.

    Attributes
    ----------
    subject, place
        Who, and the place from the best, 1; equal figures share the best place of theirs; 0 where
        figures are fed back and nobody is placed.
    value, then
        As published; None where a subject without figure is placed last.
    tied
        Whether another has the same place.
    """

    subject: str
    place: int
    value: Decimal | None
    then: Decimal | None
    tied: bool


@dataclass(frozen=True)
class Listing:
    """A list that was cut.

    Attributes
    ----------
    placed
        All that have a place, the best first.
    named
        The end of the list that is named, the worst first.
    left_out
        Subjects without a place, each with its reason.
    wanted
        How many were to be named.
    border
        What became of a tie across the cut: `clean` there was none, `included` the whole tie is named,
        `excluded` none of it, `parted` by the second figure.
    """

    placed: tuple[Placed, ...]
    named: tuple[Placed, ...]
    left_out: tuple[Figure, ...]
    wanted: int
    border: Border


def listing(
    figures: Iterable[Figure],
    measure: Measure,
    *,
    then: Measure | None = None,
    cut: Cut | None = None,
    ties: Ties = "same place",
    missing: Missing = "exclude",
) -> Listing:
    """Place figures and cut the list.

    Parameters
    ----------
    figures
        One a subject; the order does not matter.
    measure, then
        How the figure and the second one are read.
    cut
        How many at the end are named; None = nobody.
    ties
        What becomes of a tie across the cut: named whole (`include`, `same place`), not at all
        (`exclude`), or parted by the second figure, and named whole where it stays (`next`).
    missing
        Whether a subject without figure is left out or placed last.

    Returns
    -------
    Listing
        A subject whose figure is there but which bears a reason is left out.

    Raises
    ------
    ValueError
        If a subject stands twice, or ties are to be parted without a second measure.
    """
    if ties == "next" and then is None:
        raise ValueError("expected a second figure to part ties by; got none")
    known = sorted(figures, key=lambda each: each.subject)
    if len({each.subject for each in known}) != len(known):
        raise ValueError("expected each subject once; one stands twice")
    out = [f for f in known if f.reason and (f.value is not None or missing == "exclude")]
    out += [f for f in known if not f.reason and f.value is None and missing == "exclude"]
    left = {each.subject for each in out}
    placed = _placed([f for f in known if f.subject not in left], measure, then, ties)
    wanted = cut.wanted(len(placed)) if cut else 0
    named, border = _named(placed, wanted, ties)
    return Listing(tuple(placed), named, tuple(out), wanted, border)


def fed_back(
    figures: Iterable[Figure], measure: Measure, *, then: Measure | None = None
) -> Listing:
    """Tell figures without placing anybody: in the order of the subjects, nobody named.

    Parameters
    ----------
    figures
        One a subject; who has none, or bears a reason, is left out.
    measure, then
        How the figure and the second one are read.
    """
    known = sorted(figures, key=lambda each: each.subject)
    out = tuple(f for f in known if f.reason or f.value is None)
    told = tuple(
        Placed(
            f.subject,
            0,
            measure.published(f.value),
            then.published(f.then) if then else None,
            tied=False,
        )
        for f in known
        if f not in out
    )
    return Listing(told, (), out, 0, "clean")


def _placed(
    figures: Sequence[Figure], measure: Measure, then: Measure | None, ties: Ties
) -> list[Placed]:
    second = then or Measure("high", 0)
    lines = [
        (measure.published(f.value), second.published(f.then) if then else f.then, f.subject)
        for f in figures
    ]

    def key(line: tuple[Decimal | None, Decimal | None, str]) -> tuple[object, ...]:
        first = measure.order(line[0])
        return (*first, *second.order(line[1])) if ties == "next" else first

    found: list[Placed] = []
    for _, group in groupby(sorted(lines, key=key), key=key):
        same = list(group)
        place = len(found) + 1
        found += [Placed(who, place, value, other, len(same) > 1) for value, other, who in same]
    return found


def _named(placed: Sequence[Placed], wanted: int, ties: Ties) -> tuple[tuple[Placed, ...], Border]:
    """Take groups of equal place from the end until as many as wanted are named."""
    found: list[Placed] = []
    border: Border = "clean"
    for _, group in groupby(reversed(placed), key=lambda each: each.place):
        same = sorted(group, key=lambda each: each.subject)
        room = wanted - len(found)
        if room <= 0:
            border = _parted(found, same, ties)
            break
        if len(same) > room:
            if ties != "exclude":
                found += same
            border = "excluded" if ties == "exclude" else "included"
            break
        found += same
    return tuple(found), border


def _parted(found: Sequence[Placed], following: Sequence[Placed], ties: Ties) -> Border:
    """Tell whether the cut lies between two that the first figure alone would not part."""
    alike = bool(found) and found[-1].value == following[0].value
    return "parted" if ties == "next" and alike else "clean"
