"""Where water is sampled in a section: verticals by width, layers by depth (HJ 91.2-2022)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from qingtian import law
from qingtian.law import Provision
from qingtian.standards.borders import Number, number
from qingtian.standards.result import Cite, Given, Result, Step


def _row(size: Decimal, table: Provision, *, shallow: Decimal | None = None) -> Any:  # noqa: ANN401 - a row of the law
    for row in table.rows():
        if row["up_to"] == shallow and shallow is not None:
            if size < shallow:
                return row
        elif row["up_to"] is None or size <= row["up_to"]:
            return row
    raise LookupError(f"{table.path}: no row holds {size}")


def sampling_grid(width: Number, depth: Number, day: date) -> Result:
    """Find the verticals of a section and the layers of a vertical.

    Parameters
    ----------
    width, depth
        Width of the water and depth at the vertical. [m]
    day
        Day of the sampling.

    Returns
    -------
    Result
        Count of the points; `more` has verticals, layers, and where they are. [1]

    Raises
    ------
    ValueError
        If width or depth is not above zero.
    """
    wide, deep = number(width, "m"), number(depth, "m")
    if wide <= 0 or deep <= 0:
        raise ValueError(f"expected a width and a depth above zero [m]; got {wide}, {deep}")
    the = law.at(day)
    across, down = the["quality.sampling.verticals"], the["quality.sampling.layers"]
    shallow = the["quality.sampling.shallow"]
    v = _row(wide, across)
    h = _row(deep, down, shallow=shallow.number())
    cites = (across, down, *([shallow] if deep < shallow.number() else []))
    steps = (
        Step("grid-verticals", {"m": wide, "n": len(v["zh"]), **_joined(v)}),
        Step("grid-layers", {"m": deep, "n": len(h["zh"]), **_joined(h)}),
    )
    return Result(
        rule="QC-GRID",
        subject="",
        value=len(v["zh"]) * len(h["zh"]),
        unit="",
        valid=True,
        edition=across.standard,
        cites=tuple(Cite.of(each) for each in cites),
        steps=steps,
        inputs=(Given("width", wide, "m"), Given("depth", deep, "m")),
        more={
            "verticals": len(v["zh"]),
            "layers": len(h["zh"]),
            "places": {"zh": [v["zh"], h["zh"]], "en": [v["en"], h["en"]]},
        },
    )


def _joined(row: Any) -> dict[str, str]:  # noqa: ANN401 - a row of the law
    return {"zh": "、".join(row["zh"]), "en": ", ".join(row["en"])}
