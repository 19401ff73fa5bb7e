"""The tax of many outlets and months at once, equal to the scalar form to the fen.

Floats give the sum; where it comes too near to half a fen, the row is computed again exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from qingtian import law
from qingtian.standards.borders import Number, number
from qingtian.standards.consequences.money import CENTS, yuan
from qingtian.standards.consequences.pollutants import pollutant

Floats = npt.NDArray[np.float64]
FEN = 10**CENTS
DOUBT = 1e-13
"""Relative distance below which floats do not decide; sums here err by a hundredth of it. [1]"""


@dataclass(frozen=True)
class Part:
    """Pollutants of which the largest are taxed.

    Attributes
    ----------
    columns
        Each one pollutant with its equivalent, or several of which one is taxed. [kg]
    first
        How many are taxed. [1]
    """

    columns: Sequence[Sequence[tuple[str, Fraction]]]
    first: int


def _counts(kg: Mapping[str, Floats], part: Part) -> Floats:
    each = [
        np.maximum.reduce([kg[name] / float(value) for name, value in column])
        for column in part.columns
    ]
    return np.stack(each, axis=-1)


def _largest(counts: Floats, first: int) -> Floats:
    """Sum the largest; a choice between equal ones changes nothing without reductions."""
    if counts.shape[-1] > first:
        counts = np.partition(counts, counts.shape[-1] - first, axis=-1)[..., -first:]
    return np.asarray(counts.sum(axis=-1), dtype=np.float64)


def _exactly(row: Mapping[str, float], parts: Sequence[Part], rate: Decimal) -> float:
    """Compute one row from the digits written."""
    total = Fraction(0)
    for part in parts:
        counts = [
            max(Fraction(repr(row[name])) / value for name, value in column)
            for column in part.columns
        ]
        total += sum(sorted(counts, reverse=True)[: part.first], Fraction(0))
    return float(yuan(total * Fraction(rate)))


def air_tax_array(kg: Mapping[str, npt.ArrayLike], day: date, rate: Number) -> Floats:
    """Compute the tax on air pollutants for many outlets and months without reductions.

    Parameters
    ----------
    kg
        Pollutant to amounts, arrays of one shape; NaN = missing. [kg]
    day
        A day under the law of which all of them fall.
    rate
        For one equivalent. [CNY]

    Returns
    -------
    ndarray of float64
        The tax as `air_tax` gives it; NaN where an amount is missing. [CNY]

    Raises
    ------
    ValueError
        If a pollutant is not taxed, or an amount negative.
    """
    first = int(law.at(day)["consequences.tax.selection"].value["air"])
    each = {name: pollutant(name, ("air",), day)[1] for name in kg}
    columns = [[(name, Fraction(one.value))] for name, one in each.items()]
    return _tax(kg, [Part(columns, first)], rate)


def water_tax_array(kg: Mapping[str, npt.ArrayLike], day: date, rate: Number) -> Floats:
    """Compute the tax on water pollutants for many outlets and months without reductions.

    Parameters
    ----------
    kg, day, rate
        As for `air_tax_array`.

    Returns
    -------
    ndarray of float64
        The tax as `water_tax` gives it; NaN where an amount is missing. [CNY]

    Raises
    ------
    ValueError
        If a pollutant is not taxed, or an amount negative.
    """
    selection = law.at(day)["consequences.tax.selection"].value
    rivals = [row["item"] for row in law.at(day)["consequences.tax.one_of"].rows()]
    each = {name: pollutant(name, ("first", "other"), day) for name in kg}
    first: list[Sequence[tuple[str, Fraction]]] = []
    other: list[Sequence[tuple[str, Fraction]]] = []
    among: list[tuple[str, Fraction]] = []
    for name, (group, one) in each.items():
        column = (name, Fraction(one.value))
        if one.item in rivals:
            among.append(column)
        else:
            (first if group == "first" else other).append([column])
    other += [among] if among else []
    sizes = (int(selection["water_first"]), int(selection["water_other"]))
    return _tax(kg, [Part(first, sizes[0]), Part(other, sizes[1])], rate)


def _tax(kg: Mapping[str, npt.ArrayLike], parts: Sequence[Part], rate: Number) -> Floats:
    given = [np.asarray(amounts, dtype=np.float64) for amounts in kg.values()]
    columns = dict(zip(kg, np.broadcast_arrays(*given), strict=True))
    for name, amounts in columns.items():
        if np.any(amounts < 0):
            raise ValueError(f"expected amounts of zero or more [kg]; {name} has one below")
    missing = np.logical_or.reduce([np.isnan(amounts) for amounts in columns.values()])
    there = {name: np.where(missing, 0.0, amounts) for name, amounts in columns.items()}
    exact = number(rate, "CNY")
    sums = [_largest(_counts(there, part), part.first) for part in parts if part.columns]
    fen = sum(sums, np.zeros(missing.shape)) * float(exact) * FEN
    found = np.rint(fen) / FEN
    near = np.abs(fen - np.floor(fen) - 0.5) <= DOUBT * np.maximum(fen, 1.0)
    for at in zip(*np.nonzero(near), strict=True):
        row = {name: float(amounts[at]) for name, amounts in there.items()}
        found[at] = _exactly(row, parts, exact)
    return np.where(missing, np.nan, found)
