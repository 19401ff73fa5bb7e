"""What the law and the packs say of comparisons on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qingtian.law import AnyPack, NotInForceError, Provision
from qingtian.quality.checks.settings import provisions_of, row_of, value_of

AREA = "quality.comparison"


@dataclass(frozen=True)
class Rules:
    """How two series are compared.

    Attributes
    ----------
    pairs
        Fewest pairs of a verdict. [1]
    confidence, equivalence
        Of the interval that shows a difference, and of the one that shows agreement. [%]
    agreement
        Share that the limits of agreement hold. [%]
    coverage
        Factor of the expanded uncertainty. [1]
    """

    pairs: int
    confidence: int
    equivalence: int
    agreement: int
    coverage: float


@dataclass(frozen=True)
class Margin:
    """How far two means may lie apart and still be called equal.

    Attributes
    ----------
    floor
        At least so far. [unit of the property]
    share
        Or this share of the level. [1]
    source
        Where it stands; None of one that a caller made.
    """

    floor: float
    share: float
    source: Provision | None = None

    def allowed(self, level: float) -> float:
        """Give the allowed difference at a level. [unit of the property]."""
        return max(self.floor, self.share * abs(level))


@dataclass(frozen=True)
class Line:
    """What a standard asks of the line between two instruments.

    Attributes
    ----------
    slope, intercept
        How far from 1, how far from 0. [1], [unit of the property]
    correlation
        At least. [1]
    pairs
        Fewest days. [1]
    source
        Where it stands.
    """

    slope: float
    intercept: float
    correlation: float
    pairs: int
    source: Provision


@dataclass(frozen=True)
class ReferenceKind:
    """What may serve as a third reference.

    Attributes
    ----------
    key
        `standard`, `instrument`, `manual`, `neighbours`.
    pairs
        Fewest readings of a side. [1]
    margin
        Its own expanded uncertainty, as a share of the allowed difference. [1]
    independent
        Whether its readings do not depend on each other.
    both
        Whether it may name both sides at once.
    """

    key: str
    pairs: int
    margin: float
    independent: bool
    both: bool


def rules(day: date, packs: Sequence[AnyPack] = ()) -> Rules:
    """Give the rules of a day; a pack's go before the library's.

    Raises
    ------
    NotInForceError
        If there were none yet.
    """
    found = value_of(f"{AREA}.statistics", day, packs)
    if found is None:
        raise NotInForceError(f"expected rules of comparison on {day}; none are in force")
    said = found[0]
    whole = {key: int(said[key]) for key in ("pairs", "confidence", "equivalence", "agreement")}
    return Rules(coverage=float(said["coverage"]), **whole)


def margin(domain: str, kind: str, day: date, packs: Sequence[AnyPack] = ()) -> Margin | None:
    """Give the allowed difference of a property on a day; None where nobody set one.

    Parameters
    ----------
    domain, kind
        As `air`, `pm25`.
    day, packs
        Day of the data; packs whose rows go before.
    """
    found = row_of(f"{AREA}.margins", domain, kind, day, packs)
    if found is None:
        return None
    row, source = found
    return Margin(float(row["floor"]), float(row["share"]), source)


def line(domain: str, kind: str, day: date, packs: Sequence[AnyPack] = ()) -> Line | None:
    """Give what a standard asks of the line of a property on a day; None where none does."""
    found = row_of(f"{AREA}.line", domain, kind, day, packs)
    if found is None:
        return None
    row, source = found
    slope, intercept, least = (float(row[key]) for key in ("slope", "intercept", "correlation"))
    return Line(slope, intercept, least, int(row["pairs"]), source)


def references(day: date, packs: Sequence[AnyPack] = ()) -> tuple[ReferenceKind, ...]:
    """List what may serve as a third reference on a day, the surest first."""
    for provision in provisions_of(f"{AREA}.references", day, packs):
        return tuple(
            ReferenceKind(
                str(row["reference"]),
                int(row["pairs"]),
                float(row["margin"]),
                bool(row["independent"]),
                bool(row["both"]),
            )
            for row in provision.rows()
        )
    return ()
