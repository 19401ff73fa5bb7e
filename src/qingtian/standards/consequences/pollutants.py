"""Taxed pollutants: their names, and how many kilograms make one pollution equivalent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Final

from qingtian import law
from qingtian.law import Provision
from qingtian.standards.borders import Number, at_least_zero

PATHS: Final[dict[str, tuple[str, ...]]] = {
    "air": ("air", "air_more"),
    "first": ("water_first",),
    "other": ("water_second", "water_second_more"),
}
"""Lists of equivalents; the first class of water pollutants stands apart."""

SPELLINGS: Final[dict[str, str]] = {
    "so₂": "SO2",
    "no2": "NOx",
    "nox(no2)": "NOx",
    "noₓ": "NOx",
    "codcr": "COD",
    "bod": "BOD5",
    "bod₅": "BOD5",
    "nh3n": "NH3-N",
    "nh3_n": "NH3-N",
    "nh₃-n": "NH3-N",
    "nh₃": "NH3",
    "h₂s": "H2S",
    "cs₂": "CS2",
    "cl₂": "Cl2",
    "氨气": "NH3",
    "苯并芘": "BaP",
    "苯并[a]芘": "BaP",
    "苯并(a)芘": "BaP",
    "b[a]p": "BaP",
    "cr(vi)": "Cr6",
    "cr6+": "Cr6",
    "cr+6": "Cr6",
    "tcr": "Cr",
    "hexavalent chromium": "Cr6",
    "油类": "oil",
    "petroleum": "oil",
    "硫化物(s)": "sulphide",
    "s": "sulphide",
    "氰化物": "CN",
    "f": "F",
    "ag": "Ag",
    "烟尘": "smoke",
    "粉尘": "dust",
    "一般粉尘": "dust",
    "表面活性剂": "LAS",
    "二甲苯类": "xylene",
    "cod(cr)": "COD",
}
"""Other spellings, as met in declarations; lower case."""


@dataclass(frozen=True)
class Equivalent:
    """A pollutant and what one equivalent of it weighs; `cite` says where that stands. [kg]."""

    item: str
    zh: str
    en: str
    value: Decimal
    cite: Provision


def _names(each: Equivalent) -> set[str]:
    short = each.zh.removesuffix("及其化合物").removesuffix("(以P计)")
    plain = {each.item, each.zh, each.en, short, each.zh.removeprefix("总")}
    return {name.lower() for name in plain}


@cache
def equivalents(medium: str, day: date) -> dict[str, Equivalent]:
    """List the pollutants of a list on a day, by item.

    Parameters
    ----------
    medium
        `air`, `first` or `other`: the two classes of water pollutants.
    day
        Day of the discharge.
    """
    found: dict[str, Equivalent] = {}
    for name in PATHS[medium]:
        table = law.at(day)[f"consequences.tax.equivalents.{name}"]
        for row in table.rows():
            found[row["item"]] = Equivalent(row["item"], row["zh"], row["en"], row["value"], table)
    return found


@cache
def _index(medium: str, day: date) -> dict[str, Equivalent]:
    return {name: each for each in equivalents(medium, day).values() for name in _names(each)}


def pollutant(text: str, media: tuple[str, ...], day: date) -> tuple[str, Equivalent]:
    """Find a pollutant by symbol or name in the lists of a medium.

    Returns
    -------
    tuple
        The list it stands in, and the pollutant.

    Raises
    ------
    ValueError
        If no list has it; the message lists the items.
    """
    key = text.strip().lower().replace(" ", " ")
    for name in (key, SPELLINGS.get(key, key).lower()):
        for medium in media:
            if name in _index(medium, day):
                return medium, _index(medium, day)[name]
    items = ", ".join(each for medium in media for each in equivalents(medium, day))
    raise ValueError(f"expected a taxed pollutant of {items}; got {text!r}")


def count(amount: Number, each: Equivalent) -> Fraction:
    """Turn an amount into pollution equivalents, exactly.

    Parameters
    ----------
    amount
        What was discharged. [kg]
    each
        The pollutant.

    Raises
    ------
    ValueError
        If the amount is negative.
    """
    return Fraction(at_least_zero(amount, "kg", "an amount")) / Fraction(each.value)
