"""联网率, 传输率, 有效率 and 传输有效率: formulas as data, exact fractions as results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from qingtian.quality.completeness import Counts

TERMS = ("expected", "received", "valid", "received_in_time", "valid_in_time", "missing")


@dataclass(frozen=True)
class Ratio:
    """One count over another.

    Attributes
    ----------
    above, below
        Names of counts, among `TERMS`.
    """

    above: str
    below: str

    def __post_init__(self) -> None:
        for name in (self.above, self.below):
            if name not in TERMS:
                raise ValueError(f"a formula names {name!r}; expected one of {', '.join(TERMS)}")

    def of(self, counts: Counts) -> Fraction | None:
        """Divide; None where nothing was owed, which is not zero."""
        below = int(getattr(counts, self.below))
        return Fraction(int(getattr(counts, self.above)), below) if below else None


@dataclass(frozen=True)
class Formula:
    """How the rates are computed from a day on, and what they must reach.

    Attributes
    ----------
    valid_from
        First day it applies to: the day of the data.
    transmission, validity
        Ratios for 传输率 and 有效率; 传输有效率 is their product.
    interval
        Which interval is counted by default (`hour`).
    pass_mark
        What 传输有效率 must reach; None where no mark is known. [1]
    source, evidence
        Where this comes from, and how surely we know it (`V` read in the text … `K:l`).
    requires_review
        Whether a page must mark it 依据待核.
    """

    valid_from: date
    transmission: Ratio
    validity: Ratio
    interval: str
    pass_mark: Decimal | None
    source: Mapping[str, str]
    evidence: str
    requires_review: bool


@dataclass(frozen=True)
class Rates:
    """The rates of some counts; None = nothing was owed or came.

    Attributes
    ----------
    transmission, validity, both
        传输率, 有效率, 传输有效率. [1]
    passed
        Whether `both` reaches the pass mark; None where either is unknown.
    """

    transmission: Fraction | None
    validity: Fraction | None
    both: Fraction | None
    passed: bool | None


def rates(counts: Counts, formula: Formula) -> Rates:
    """Compute the rates.

    Parameters
    ----------
    counts
        Of any set of datastreams and days that share the formula.
    formula
        The one in force on the days of the data.

    Returns
    -------
    Rates
        Exact fractions. Nothing sent although owed is a 传输有效率 of zero.
    """
    sent = formula.transmission.of(counts)
    valid = formula.validity.of(counts)
    both = Fraction(0) if sent == 0 else None
    if sent is not None and valid is not None:
        both = sent * valid
    mark = formula.pass_mark
    passed = None if both is None or mark is None else both >= Fraction(mark)
    return Rates(sent, valid, both, passed)


def connection(connected: int, registered: int) -> Fraction | None:
    """Compute 联网率: outlets that sent anything over outlets that owe data."""
    return Fraction(connected, registered) if registered else None


def in_force(formulas: tuple[Formula, ...], day: date) -> Formula:
    """Choose the formula in force on the day of the data.

    Raises
    ------
    LookupError
        If the day lies before the first formula.
    """
    known = [formula for formula in formulas if formula.valid_from <= day]
    if not known:
        raise LookupError(f"no formula is in force on {day}; the settings begin later: add a row")
    return max(known, key=lambda formula: formula.valid_from)
