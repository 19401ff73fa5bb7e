"""What is measured at a source: names, units, codes of HJ 212, other spellings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Medium = Literal["air", "water"]


@dataclass(frozen=True)
class Item:
    """One observed property of a source.

    Attributes
    ----------
    name
        As the law writes it: `NOx`, `NH3-N`.
    file
        Name of its files of the law.
    zh, en
        What it is called.
    medium
        `air` for a stack, `water` for waste water.
    unit
        Of its limits.
    codes
        Codes of HJ 212 that carry it.
    """

    name: str
    file: str
    zh: str
    en: str
    medium: Medium
    unit: str
    codes: tuple[str, ...] = ()


_ROWS: tuple[tuple[str, str, str, str, Medium, str, tuple[str, ...]], ...] = (
    ("PM", "pm", "颗粒物", "particulate matter", "air", "mg/m³", ("a34013", "a34000")),
    ("SO2", "so2", "二氧化硫", "SO2", "air", "mg/m³", ("a21026",)),
    ("NOx", "nox", "氮氧化物", "NOx as NO2", "air", "mg/m³", ("a21002",)),
    ("HCl", "hcl", "氯化氢", "HCl", "air", "mg/m³", ("a21024",)),
    ("CO", "co", "一氧化碳", "CO", "air", "mg/m³", ("a21005",)),
    ("Hg", "hg", "汞及其化合物", "mercury", "air", "mg/m³", ("a20057", "a20058")),
    ("Cd+Tl", "cd_tl", "镉、铊及其化合物", "cadmium and thallium", "air", "mg/m³", ()),
    ("metals", "metals", "锑、砷、铅、铬、钴、铜、锰、镍", "other metals", "air", "mg/m³", ()),
    ("dioxin", "dioxin", "二噁英类", "dioxins", "air", "ng TEQ/m³", ()),
    ("blackness", "blackness", "烟气黑度", "smoke blackness", "air", "1", ()),
    ("NMHC", "nmhc", "非甲烷总烃", "non-methane hydrocarbons", "air", "mg/m³", ("a24088",)),
    ("COD", "cod", "化学需氧量", "COD", "water", "mg/L", ("w01018",)),
    ("BOD5", "bod5", "五日生化需氧量", "BOD5", "water", "mg/L", ("w01017",)),
    ("SS", "ss", "悬浮物", "suspended solids", "water", "mg/L", ("w01012",)),
    ("TN", "tn", "总氮", "total nitrogen", "water", "mg/L", ("w21001",)),
    ("NH3-N", "nh3n", "氨氮", "ammonia nitrogen", "water", "mg/L", ("w21003",)),
    ("TP", "tp", "总磷", "total phosphorus", "water", "mg/L", ("w21011",)),
    ("pH", "ph", "pH值", "pH", "water", "1", ("w01001",)),
    ("coliform", "coliform", "粪大肠菌群", "faecal coliforms", "water", "1/L", ("w02003",)),
    ("oil", "oil", "石油类", "petroleum", "water", "mg/L", ("w22001",)),
    ("fat", "fat", "动植物油", "animal and vegetable oil", "water", "mg/L", ()),
    ("LAS", "las", "阴离子表面活性剂", "anionic surfactants", "water", "mg/L", ("w19002",)),
    ("colour", "colour", "色度", "colour", "water", "1", ("w01002",)),
)

ITEMS: Final[Mapping[str, Item]] = {row[0]: Item(*row) for row in _ROWS}
"""Every item of the limits, by name."""

OXYGEN_CODE: Final = "a19001"
"""Oxygen of flue gas in HJ 212. [%vol]"""

FLOW_CODES: Final[Mapping[Medium, str]] = {"air": "a00000", "water": "w00000"}
"""Flow of flue gas and of waste water in HJ 212."""

_OTHER: Final[Mapping[str, str]] = {
    "codcr": "COD",
    "bod": "BOD5",
    "nh3n": "NH3-N",
    "ammonia": "NH3-N",
    "nox(asno2)": "NOx",
    "dust": "PM",
    "particulate": "PM",
    "particulates": "PM",
    "烟尘": "PM",
    "氮氧化物(以no2计)": "NOx",
    "fc": "coliform",
    "faecalcoliform": "coliform",
    "fecalcoliform": "coliform",
    "petroleum": "oil",
    "动植物油": "fat",
    "animaloil": "fat",
    "animalandvegetableoil": "fat",
    "sb+as+pb+cr+co+cu+mn+ni": "metals",
    "dioxins": "dioxin",
    "二噁英": "dioxin",
    "color": "colour",
    "cd+tl": "Cd+Tl",
    "nonmethanehydrocarbons": "NMHC",
    "totalnitrogen": "TN",
    "totalphosphorus": "TP",
    "粪大肠菌群数": "coliform",
    "汞": "Hg",
    "ph": "pH",
    "blackness": "blackness",
    "黑度": "blackness",
}


def _plain(text: str) -> str:
    return "".join(text.lower().replace("₃", "3").replace("₂", "2").split()).replace("_", "")


_KNOWN: Final[Mapping[str, str]] = {
    **_OTHER,
    **{
        _plain(word): item.name
        for item in ITEMS.values()
        for word in (item.name, item.file, item.zh, item.en, *item.codes)
    },
}


def item_of(text: str) -> Item:
    """Find an item by its name, another spelling, or its code of HJ 212.

    Parameters
    ----------
    text
        As `NOx`, `氨氮`, `NH3N`, `a21026`.

    Raises
    ------
    LookupError
        If none is known by it; the message lists the names.
    """
    name = _KNOWN.get(_plain(text)) or _KNOWN.get(_plain(text).replace("-", ""))
    if name is None:
        raise LookupError(f"expected one of {', '.join(ITEMS)}; got {text!r}")
    return ITEMS[name]
