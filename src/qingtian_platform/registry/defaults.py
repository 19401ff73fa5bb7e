"""What is usual for a system code: which properties, their names and units."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from qingtian.protocols.hj212.factors import find
from qingtian.quantities.units import SPELLINGS


@dataclass(frozen=True)
class Usual:
    """Names and unit of an observed property; empty where the code is not known."""

    name: str
    name_en: str
    unit: str


def describe(st: str, code: str) -> Usual:
    """Name an observed property and give its usual unit.

    Parameters
    ----------
    st
        System code, HJ 212-2017 table 5; ambient air (22) reports µg/m³ where sources do mg/m³.
    code
        Observed property.
    """
    own = _data()["units"].get(st, {})
    factor = _factor(code)
    unit = own.get(code, factor.unit)
    short = _data()["names"].get(code)
    name, name_en = short or (factor.name, factor.name_en)
    return Usual(name, name_en, SPELLINGS.get(unit, unit))


def default_codes(st: str) -> tuple[str, ...]:
    """List the properties that a data logger of this system code usually sends."""
    return tuple(_data()["codes"].get(st, ()))


def _factor(code: str) -> Usual:
    """Look the code up in the tables of HJ 212."""
    factor = find(code)
    return Usual(factor.name, factor.name_en, factor.unit) if factor else Usual("", "", "")


@lru_cache(maxsize=1)
def _data() -> dict[str, dict[str, Any]]:
    path = Path(__file__).parent / "data" / "usual.yaml"
    data: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return data
