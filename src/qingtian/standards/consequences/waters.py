"""What of waste water is taxed by its tonnes: pH, colour, coliforms, residual chlorine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from qingtian import law
from qingtian.law import Provision
from qingtian.standards.borders import Number, at_least_zero, number

NEUTRAL = Decimal(7)


@dataclass(frozen=True)
class Waters:
    """The waste water of a month and what is wrong with it besides pollutants in kilograms.

    Attributes
    ----------
    tonnes
        Waste water that is taxed. [t]
    ph
        Its pH; None = not taxed for it. [1]
    colour
        Multiple by which colour exceeds; None = not taxed for it. [1]
    coliform, chlorine
        Whether coliforms exceed, and whether residual chlorine of a hospital does.
    """

    tonnes: Number
    ph: Number | None = None
    colour: Number | None = None
    coliform: bool = False
    chlorine: bool = False


def _ph_row(ph: Decimal, table: Provision) -> Decimal | None:
    """Find the row: below neutral the lower end is included, above it the upper."""
    for row in table.rows():
        acid = ph < NEUTRAL and row["from"] <= ph < row["to"]
        if acid or (ph > NEUTRAL and row["from"] < ph <= row["to"]):
            return Decimal(row["tonnes"])
    return None


def counted(waters: Waters | None, day: date) -> list[tuple[str, str, Fraction, Provision]]:
    """Count the equivalents of what is taxed by tonnes.

    Parameters
    ----------
    waters
        The waste water; None = nothing of the kind.
    day
        Day of the discharge.

    Returns
    -------
    list of tuple
        Item, its Chinese name, equivalents, and where that stands; pH from 6 to 9 counts for nothing. [1]

    Raises
    ------
    ValueError
        If a number is negative, or pH outside 0 to 14.
    """
    if waters is None:
        return []
    tonnes = Fraction(at_least_zero(waters.tonnes, "t", "waste water"))
    other = law.at(day)["consequences.tax.equivalents.water_other"]
    per = {row["item"]: Fraction(row["tonnes"]) for row in other.rows()}
    names = {row["item"]: str(row["zh"]) for row in other.rows()}
    found: list[tuple[str, str, Fraction, Provision]] = []
    if waters.ph is not None:
        found += _ph(number(waters.ph, "1"), tonnes, day)
    if waters.colour is not None:
        times = Fraction(at_least_zero(waters.colour, "1", "a multiple"))
        found.append(("colour", names["colour"], tonnes * times / per["colour"], other))
    flags = {"coliform": waters.coliform, "chlorine": waters.chlorine}
    return found + [(k, names[k], tonnes / per[k], other) for k, is_set in flags.items() if is_set]


def _ph(ph: Decimal, tonnes: Fraction, day: date) -> list[tuple[str, str, Fraction, Provision]]:
    table = law.at(day)["consequences.tax.equivalents.water_ph"]
    rows = table.rows()
    if not rows[0]["from"] <= ph <= rows[-1]["to"]:
        raise ValueError(f"expected a pH of {rows[0]['from']} to {rows[-1]['to']}; got {ph}")
    each = _ph_row(ph, table)
    return [] if each is None else [("pH", "pH值", tonnes / Fraction(each), table)]
