"""A section's class in the shape that pages show: statutory colour and word, items, target."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian.standards.water import CLASSES, ITEMS, item_of
from qingtian_platform.evaluate.api import Verdict, class_colour
from qingtian_platform.kit.categories import english
from qingtian_platform.kit.colours import text_on
from qingtian_platform.kit.times import beijing, span_text
from qingtian_platform.publish.names import Place
from qingtian_platform.publish.verdicts.shapes import verdict_href

ROMAN = dict(zip(CLASSES, ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ"), strict=True))
NODATA = {"maintenance": "maintenance", "shutdown": "shutdown", "missing": "missing"}
STOPPED: dict[str, Promise] = {
    "maintenance": gettext_lazy("the station is in maintenance"),
    "shutdown": gettext_lazy("the station is declared as stopped"),
    "marked": gettext_lazy("the values carry marks and do not count"),
    "missing": gettext_lazy("there is no value that counts"),
}
EN_NAMES = {
    "do": "dissolved oxygen",
    "codmn": "permanganate index",
    "cod": "COD",
    "bod5": "BOD5",
    "nh3n": "ammonia nitrogen",
    "tp": "total phosphorus",
    "tn": "total nitrogen",
    "ph": "pH",
}


@dataclass(frozen=True)
class ItemShown:
    """One item with its value and class."""

    name: str
    value: str
    unit: str
    name_of_class: str
    colour: str
    ink: str
    decides: bool


@dataclass(frozen=True)
class Classed:
    """The class of one hour or day; `label` is empty where there is none, then `nodata` says why."""

    start: datetime
    end: datetime
    label: str
    status: str
    colour: str
    ink: str
    nodata: str
    says: str
    target: str
    meets: bool | None
    main: str
    items: tuple[ItemShown, ...]
    edition: str
    weak: bool
    href: str


def class_name(code: str) -> str:
    """Write a class in the reader's language, as `Ⅲ类` or `class III`."""
    if not english():
        return f"{ROMAN[code]}类"
    return "worse than class V" if code == CLASSES[-1] else f"class {code}"


def item_name(symbol: str) -> str:
    """Name an item in the reader's language."""
    item = item_of(symbol)
    return EN_NAMES.get(item.key, item.symbol) if english() else item.zh


def classed(found: Verdict, one: Place) -> Classed:
    """Put a section's verdict into the reader's language."""
    more, day = found.more, beijing(found.start).date()
    code = more.get("class") if found.word == "classed" else None
    colour = class_colour(code, day) if code else ""
    return Classed(
        start=found.start,
        end=found.end,
        label=class_name(code) if code else "",
        status=more["status"]["en" if english() else "zh"] or "" if code else "",
        colour=colour,
        ink=text_on(colour, large=True) if colour else "",
        nodata="" if code else NODATA.get(found.word, "invalid"),
        says=says(found, one, code),
        target=class_name(more["target"]) if more.get("target") else "",
        meets=more.get("meets") if code else None,
        main=main_text(found) if code else "",
        items=tuple(
            item_shown(each.symbol, more["classes"][each.symbol], found)
            for each in ITEMS.values()
            if more["classes"].get(each.symbol)
        ),
        edition=found.edition,
        weak=found.review,
        href=verdict_href(one.key, found.period, found.start, found.code),
    )


def item_shown(symbol: str, cls: str, found: Verdict) -> ItemShown:
    """Set one item with its value, class and colour."""
    colour = class_colour(cls, beijing(found.start).date())
    unit = "" if item_of(symbol).key == "ph" else "mg/L"
    return ItemShown(
        name=item_name(symbol),
        value=found.more["values"].get(symbol) or "",
        unit=unit,
        name_of_class=class_name(cls),
        colour=colour,
        ink=text_on(colour),
        decides=symbol in found.more["deciding"],
    )


def main_text(found: Verdict) -> str:
    """Name the main pollutants with their multiples, in the reader's language."""
    text = str(found.more["main"] or "")
    if english():
        for item in sorted(ITEMS.values(), key=lambda each: -len(each.zh)):
            text = text.replace(item.zh, EN_NAMES.get(item.key, item.symbol))
        text = text.replace("、", ", ")
    return text


def says(found: Verdict, one: Place, code: str | None) -> str:
    """Say the class in one sentence, with target, or why there is none."""
    values = {"whose": one.name, "span": span_text(found.start, found.end)}
    if code is None:
        reason = STOPPED.get(found.word, STOPPED["missing"])
        return _("%(whose)s, %(span)s: no class; %(reason)s.") % {**values, "reason": reason}
    values |= {
        "name": class_name(code),
        "status": found.more["status"]["en" if english() else "zh"],
        "n": str(len(found.more["classes"])),
    }
    first = _("%(whose)s, %(span)s: water of %(name)s (%(status)s), by %(n)s items.") % values
    target = found.more.get("target")
    if not target:
        return first
    met = (
        _("It meets the target, %(target)s.")
        if found.more["meets"]
        else _("It does not meet the target, %(target)s.")
    )
    glue = " " if english() else ""
    return f"{first}{glue}{met % {'target': class_name(target)}}"
