"""Names of the items of surface water: in paths of the law, in tables, in codes of HJ 525."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Body = Literal["river", "lake"]
"""Rivers and river-like reservoirs, or lakes and reservoirs."""

CLASSES: Final = ("I", "II", "III", "IV", "V", "劣V")
"""The classes from the best; what meets no class is 劣V, worse than class V."""

BODIES: Final[dict[str, Body]] = {
    "river": "river",
    "lake": "lake",
    "reservoir": "lake",
    "河流": "river",
    "湖泊": "lake",
    "湖库": "lake",
    "水库": "lake",
}
"""Spellings of the two kinds of water body."""


@dataclass(frozen=True)
class Item:
    """An item of surface water.

    Attributes
    ----------
    key
        Its name in paths of the law and in columns, as `nh3n`.
    symbol
        Its short name, as `NH3-N`.
    zh
        Its name in Chinese.
    code
        Its code in HJ 525, where known; else empty.
    group
        `basic` (GB 3838 table 1), `source` (table 2), `specific` (table 3), or `other`.
    """

    key: str
    symbol: str
    zh: str
    code: str = ""
    group: str = "basic"

    def __str__(self) -> str:
        """Give the short name."""
        return self.symbol


ITEMS: Final = {
    each.key: each
    for each in (
        Item("ph", "pH", "pH值", "w01001"),
        Item("do", "DO", "溶解氧", "w01009"),
        Item("codmn", "CODMn", "高锰酸盐指数", "w01019"),
        Item("cod", "COD", "化学需氧量", "w01018"),
        Item("bod5", "BOD5", "五日生化需氧量", "w01017"),
        Item("nh3n", "NH3-N", "氨氮", "w21003"),
        Item("tp", "TP", "总磷", "w21011"),
        Item("tn", "TN", "总氮", "w21001"),
        Item("copper", "Cu", "铜", "w20122"),
        Item("zinc", "Zn", "锌", "w20123"),
        Item("fluoride", "F-", "氟化物", "w21017"),
        Item("selenium", "Se", "硒", "w20128"),
        Item("arsenic", "As", "砷", "w20141"),
        Item("mercury", "Hg", "汞", "w20111"),
        Item("cadmium", "Cd", "镉", "w20115"),
        Item("chromium_vi", "Cr6+", "六价铬", "w20117"),
        Item("lead", "Pb", "铅", "w20120"),
        Item("cyanide", "CN", "氰化物", "w21016"),
        Item("volatile_phenol", "挥发酚", "挥发酚", "w23002"),
        Item("petroleum", "石油类", "石油类", "w22001"),
        Item("las", "LAS", "阴离子表面活性剂", "w19002"),
        Item("sulfide", "硫化物", "硫化物", "w21019"),
        Item("faecal_coliforms", "FC", "粪大肠菌群", "w02003"),
        Item("temperature", "T", "水温", "w01010"),
        Item("sulfate", "SO4", "硫酸盐", group="source"),
        Item("chloride", "Cl", "氯化物", group="source"),
        Item("nitrate", "NO3-N", "硝酸盐", group="source"),
        Item("iron", "Fe", "铁", group="source"),
        Item("manganese", "Mn", "锰", group="source"),
        Item("molybdenum", "Mo", "钼", group="specific"),
        Item("cobalt", "Co", "钴", group="specific"),
        Item("beryllium", "Be", "铍", group="specific"),
        Item("boron", "B", "硼", group="specific"),
        Item("antimony", "Sb", "锑", group="specific"),
        Item("nickel", "Ni", "镍", group="specific"),
        Item("barium", "Ba", "钡", group="specific"),
        Item("vanadium", "V", "钒", group="specific"),
        Item("titanium", "Ti", "钛", group="specific"),
        Item("thallium", "Tl", "铊", group="specific"),
        Item("chlorophyll_a", "Chl-a", "叶绿素a", group="other"),
        Item("transparency", "SD", "透明度", group="other"),
        Item("redox", "ORP", "氧化还原电位", group="other"),
        Item("conductivity", "EC", "电导率", group="other"),
        Item("turbidity", "NTU", "浊度", group="other"),
        Item("algae", "algae", "藻密度", group="other"),
    )
}
"""Every item by its key, in the order of the standard's tables."""

ALSO: Final[dict[str, str]] = {
    "nh3-n": "nh3n",
    "nh4-n": "nh3n",
    "ammonia": "nh3n",
    "ammonia nitrogen": "nh3n",
    "total phosphorus": "tp",
    "total nitrogen": "tn",
    "permanganate index": "codmn",
    "nh4n": "nh3n",
    "dissolved oxygen": "do",
    "imn": "codmn",
    "高锰酸盐": "codmn",
    "codcr": "cod",
    "bod": "bod5",
    "生化需氧量": "bod5",
    "f": "fluoride",
    "氟": "fluoride",
    "cr6": "chromium_vi",
    "cr(vi)": "chromium_vi",
    "crvi": "chromium_vi",
    "cr6+": "chromium_vi",
    "铬（六价）": "chromium_vi",
    "铬(六价)": "chromium_vi",
    "cn-": "cyanide",
    "总氰化物": "cyanide",
    "phenol": "volatile_phenol",
    "volatile phenol": "volatile_phenol",
    "oil": "petroleum",
    "oils": "petroleum",
    "surfactant": "las",
    "anionic surfactant": "las",
    "petroleum oil": "petroleum",
    "s": "sulfide",
    "s2-": "sulfide",
    "coliform": "faecal_coliforms",
    "faecal coliform": "faecal_coliforms",
    "faecal coliforms": "faecal_coliforms",
    "fecal coliform": "faecal_coliforms",
    "fecal coliforms": "faecal_coliforms",
    "fecal_coliforms": "faecal_coliforms",
    "粪大肠菌群（个/l）": "faecal_coliforms",
    "water_temperature": "temperature",
    "temp": "temperature",
    "so4": "sulfate",
    "so42-": "sulfate",
    "cl-": "chloride",
    "no3n": "nitrate",
    "no3": "nitrate",
    "硝酸盐氮": "nitrate",
    "chla": "chlorophyll_a",
    "chl_a": "chlorophyll_a",
    "chla_mg_m3": "chlorophyll_a",
    "chla_ug_l": "chlorophyll_a",
    "chlorophyll": "chlorophyll_a",
    "sd_m": "transparency",
    "transparency_cm": "transparency",
    "turb": "turbidity",
}
"""Other spellings, in lower case, as met in files and papers."""

SPELLINGS: Final = {
    **{
        spelling.lower(): each.key
        for each in ITEMS.values()
        for spelling in (each.key, each.symbol, each.zh, each.code)
        if spelling
    },
    **ALSO,
}
"""Every spelling, in lower case, and the key that it means."""


def item_of(text: str) -> Item:
    """Find an item by its key, symbol, Chinese name, code, or another spelling.

    Raises
    ------
    ValueError
        If it is no item of surface water; the message lists those of table 1.
    """
    plain = text.strip().lower()
    for suffix in ("_river", "_lake", "_reservoir"):
        plain = plain.removesuffix(suffix)
    key = SPELLINGS.get(plain) or SPELLINGS.get(plain.replace("₃", "3").replace("_", "-"))
    if key is None:
        known = ", ".join(each.symbol for each in ITEMS.values() if each.group == "basic")
        raise ValueError(f"expected an item of surface water ({known} …); got {text!r}")
    return ITEMS[key]


def body_of(text: str, default: str = "river") -> Body:
    """Read the kind of a water body, or the ending of an item as `TP_lake`.

    Raises
    ------
    ValueError
        If the default is no kind of water body.
    """
    ending = text.strip().lower().rpartition("_")[2]
    found = BODIES.get(ending) or BODIES.get(default.strip().lower())
    if found is None:
        raise ValueError(f"expected one of {', '.join(BODIES)}; got {default!r}")
    return found


def class_of(text: str) -> str:
    """Read a class as printed anywhere: `Ⅲ`, `III`, `III类`, `3`, `劣Ⅴ`, `劣V`.

    Raises
    ------
    ValueError
        If it is no class.
    """
    plain = str(text).strip().removesuffix("类").strip()
    for sign, letters in zip("ⅠⅡⅢⅣⅤ", CLASSES, strict=False):
        plain = plain.replace(sign, letters)
    if plain in ("worse than V", "inferior V", "V-"):
        plain = "劣V"
    if plain.isdigit() and 1 <= int(plain) <= len(CLASSES):
        plain = CLASSES[int(plain) - 1]
    if plain not in CLASSES:
        raise ValueError(f"expected one of {', '.join(CLASSES)}; got {text!r}")
    return plain


def rank_of(water_class: str) -> int:
    """Give the place of a class, 1 for I to 6 for 劣V. [1]."""
    return CLASSES.index(class_of(water_class)) + 1
