"""Control charts: the rules of Westgard on a run of scores, one chart or many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from qingtian import law
from qingtian.standards.borders import Number, number
from qingtian.standards.result import Cite, Given, Result, Step

Flags = npt.NDArray[np.bool_]


def scores(
    values: Sequence[Number], mean: Number, deviation: Number, unit: str = "1"
) -> list[Decimal]:
    """Turn results of a control sample into standard deviations from the centre line.

    Parameters
    ----------
    values, mean, deviation
        Results, centre line and standard deviation of the chart. [unit]
    unit
        Unit of bare numbers.

    Returns
    -------
    list of Decimal
        (x - mean)/s. [1]

    Raises
    ------
    ValueError
        If the deviation is not above zero.
    """
    centre, s = number(mean, unit), number(deviation, unit)
    if s <= 0:
        raise ValueError(f"expected a standard deviation above zero; got {s}")
    return [(number(value, unit) - centre) / s for value in values]


def _hit(window: Sequence[Decimal], row: Mapping[str, Any]) -> bool:
    beyond = row["beyond"]
    if row["side"] == "either":
        return all(abs(z) > beyond for z in window)
    above, below = [z > beyond for z in window], [z < -beyond for z in window]
    if row["side"] == "opposite":
        return any(above) and any(below)
    return all(above) or all(below)


def _places(z: Sequence[Decimal], row: Mapping[str, Any]) -> list[int]:
    """List the points, from one, at which a rule is met: the last of the points it needs."""
    size = int(row["count"])
    return [n for n in range(size, len(z) + 1) if _hit(z[n - size : n], row)]


def _runs(z: Sequence[Decimal], size: int, *, trending: bool) -> list[int]:
    found = []
    for n in range(size, len(z) + 1):
        part = z[n - size : n]
        steps = [b - a for a, b in pairwise(part)] if trending else part
        if all(x > 0 for x in steps) or all(x < 0 for x in steps):
            found.append(n)
    return found


def westgard(z: Sequence[Number], day: date) -> Result:
    """Judge one run of scores.

    Parameters
    ----------
    z
        Scores in the order of the run. [1]
    day
        Day of the run.

    Returns
    -------
    Result
        Whether the run is accepted; `more` has the rules that reject it, the warnings, and the
        points (from one) at which each was met. Exactly 3 s is not beyond 3 s.
    """
    run = [number(each, "1") for each in z]
    table, extra = law.at(day)["quality.westgard.rules"], law.at(day)["quality.westgard.extra"]
    places = {row["rule"]: _places(run, row) for row in table.rows()}
    rejecting = [row["rule"] for row in table.rows() if row["rejects"] and places[row["rule"]]]
    side, trend = int(extra.value["one_side"]), int(extra.value["trending"])
    hints = {
        f"{side}_side": _runs(run, side, trending=False),
        f"{trend}_trend": _runs(run, trend, trending=True),
    }
    warned = [row["rule"] for row in table.rows() if not row["rejects"] and places[row["rule"]]]
    warned += [name for name, at in hints.items() if at]
    met = {name: at for name, at in {**places, **hints}.items() if at}
    said = [
        Step("chart-rejects" if rule in rejecting else "chart-warns", {"rule": rule, "at": at})
        for rule, at in met.items()
    ]
    return Result(
        rule="QC-WESTGARD",
        subject="",
        value=not rejecting,
        unit="",
        valid=bool(run),
        edition=table.standard,
        cites=(Cite.of(table), Cite.of(extra)),
        steps=tuple(said) or (Step("chart-quiet", {"count": len(run)}),),
        inputs=tuple(Given(str(n), each) for n, each in enumerate(run, 1)),
        more={"rules": rejecting, "warnings": warned, "places": met, "accuses": False},
    )


def westgard_array(z: npt.ArrayLike, day: date) -> dict[str, Flags]:
    """Judge many runs of one length at once, as `westgard` judges each.

    Parameters
    ----------
    z : array-like, shape (..., n)
        Scores, the run along the last axis; NaN = missing, which breaks every rule it takes part
        in. [1]
    day
        Day of the runs.

    Returns
    -------
    dict of ndarray of bool, shape (..., n)
        Rule to the points at which it is met.
    """
    given = np.asarray(z, dtype=np.float64)
    return {
        row["rule"]: _flags(given, int(row["count"]), float(row["beyond"]), row["side"])
        for row in law.at(day)["quality.westgard.rules"].rows()
    }


def _flags(z: npt.NDArray[np.float64], size: int, beyond: float, side: str) -> Flags:
    found = np.zeros(z.shape, dtype=np.bool_)
    if z.shape[-1] < size:
        return found
    windows = np.lib.stride_tricks.sliding_window_view(z, size, axis=-1)
    above, below = windows > beyond, windows < -beyond
    if side == "either":
        hit = (above | below).all(axis=-1)
    elif side == "opposite":
        hit = above.any(axis=-1) & below.any(axis=-1)
    else:
        hit = above.all(axis=-1) | below.all(axis=-1)
    found[..., size - 1 :] = hit
    return found
