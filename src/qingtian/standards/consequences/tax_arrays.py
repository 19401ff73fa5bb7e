"""The tax of many outlets and months at once, equal to the scalar form to the fen.

Floats give the sum; where it comes too near to half a fen, the row is computed again exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from qingtian import law
from qingtian.standards.borders import Number, number
from qingtian.standards.consequences.money import CENTS
from qingtian.standards.consequences.pollutants import pollutant
from qingtian.standards.consequences.tax import air_tax, water_tax

Floats = npt.NDArray[np.float64]
FEN = 10**CENTS
DOUBT = 1e-9
"""Relative distance below which floats do not decide; sums here err by less than 1e-14. [1]"""


def _stack(
    kg: Mapping[str, npt.ArrayLike], media: tuple[str, ...], day: date
) -> tuple[list[str], list[str], Floats]:
    groups, items, columns = [], [], []
    for name, amounts in kg.items():
        group, each = pollutant(name, media, day)
        given = np.asarray(amounts, dtype=np.float64)
        if np.any(given < 0):
            raise ValueError(f"expected amounts of zero or more [kg]; {name} has one below")
        groups.append(group)
        items.append(each.item)
        columns.append(given / float(each.value))
    return groups, items, np.stack(np.broadcast_arrays(*columns), axis=-1)


def _largest(counts: Floats, first: int) -> Floats:
    """Sum the largest; a choice between equal ones changes nothing without reductions."""
    given = np.where(np.isnan(counts), 0.0, counts)
    if given.shape[-1] > first:
        given = np.partition(given, given.shape[-1] - first, axis=-1)[..., -first:]
    return np.asarray(given.sum(axis=-1), dtype=np.float64)


def _rounded(total: Floats) -> tuple[Floats, npt.NDArray[np.bool_]]:
    fen = total * FEN
    near = np.abs(np.abs(fen - np.floor(fen)) - 0.5) <= DOUBT * np.maximum(fen, 1.0)
    return np.rint(fen) / FEN, near


def _exactly(
    found: Floats,
    again: npt.NDArray[np.bool_],
    kg: Mapping[str, npt.ArrayLike],
    day: date,
    rate: Decimal,
    *,
    water: bool,
) -> Floats:
    """Compute the doubtful rows again from the digits written."""
    tax = water_tax if water else air_tax
    columns = dict(zip(kg, np.broadcast_arrays(*map(np.asarray, kg.values())), strict=True))
    for at in zip(*np.nonzero(again), strict=True):
        row = {name: Decimal(repr(float(column[at]))) for name, column in columns.items()}
        found[at] = float(str(tax(row, day, rate=rate).value))
    return found


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
    _groups, _items, counts = _stack(kg, ("air",), day)
    return _tax(counts, [(counts, first)], kg, day, number(rate, "CNY"), water=False)


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
    groups, items, counts = _stack(kg, ("first", "other"), day)
    rivals = [row["item"] for row in law.at(day)["consequences.tax.one_of"].rows()]
    among = np.array([item in rivals for item in items])
    first = counts[..., np.array([group == "first" for group in groups])]
    second = counts[..., np.array([group == "other" for group in groups]) & ~among]
    if among.any():
        second = np.concatenate([second, counts[..., among].max(axis=-1, keepdims=True)], axis=-1)
    parts = [(first, int(selection["water_first"])), (second, int(selection["water_other"]))]
    return _tax(counts, parts, kg, day, number(rate, "CNY"), water=True)


def _tax(
    counts: Floats,
    parts: list[tuple[Floats, int]],
    kg: Mapping[str, npt.ArrayLike],
    day: date,
    rate: Decimal,
    *,
    water: bool,
) -> Floats:
    missing = np.isnan(counts).any(axis=-1)
    sums = [_largest(part, size) for part, size in parts]
    found, near = _rounded(sum(sums, np.zeros(missing.shape)) * float(rate))
    found = _exactly(found, near & ~missing, kg, day, rate, water=water)
    return np.where(missing, np.nan, found)
