"""What the pages of traceability say: kinds, quantities, states, reasons."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian.quality.traceability import REASONS, Break
from qingtian_platform.publish.desk.instruments.words import measure
from qingtian_platform.publish.desk.words import factor_name, language

CLAUSES = ("D7-7.22-02", "D7-7.22-03", "D7-7.22-05", "D3-12.1-09")
"""What the gazette asks for."""

KINDS: Mapping[str, Promise] = {
    "national": gettext_lazy("National reference"),
    "reference": gettext_lazy("Reference standard"),
    "transfer": gettext_lazy("Transfer standard"),
    "working": gettext_lazy("Working standard"),
    "material": gettext_lazy("Reference material"),
    "instrument": gettext_lazy("Instrument"),
}

FACTORS: Mapping[str, str] = {
    "o3": "a05024",
    "so2": "a21026",
    "no2": "a21004",
    "nox": "a21002",
    "co": "a21005",
    "cod": "w01018",
    "nh3n": "w21003",
    "ph": "w01001",
}
"""Quantities that HJ 212 has a factor for, with its code: they go by its name."""

STATES: Mapping[str, Promise] = {
    "broken": gettext_lazy("chain broken"),
    "soon": gettext_lazy("ends soon"),
    "traced": gettext_lazy("traced"),
    "none": gettext_lazy("no chain on record"),
}
"""From the one that matters most."""

MEDIA: Mapping[str, Promise] = {
    "air": gettext_lazy("Air"),
    "water": gettext_lazy("Water"),
    "soil": gettext_lazy("Soil"),
    "gas": gettext_lazy("Waste gas"),
    "waste-water": gettext_lazy("Waste water"),
}

SYSTEMS: Mapping[str, str] = {
    "22": "air", "27": "air", "39": "air", "21": "water", "24": "water", "26": "water",
    "25": "soil", "31": "gas", "32": "waste-water",
}  # fmt: skip
"""Media by system code of HJ 212, table 5."""

LACKS: Mapping[str, Promise] = {
    "uncertainty": gettext_lazy("says no uncertainty"),
    "coverage": gettext_lazy("says no coverage factor"),
    "unit": gettext_lazy("is in another unit"),
    "chain": gettext_lazy("breaks the chain"),
}


def kind(key: str, level: int = 0) -> str:
    """Name a kind of node, with its level where it has one."""
    if level:
        return _("%(kind)s, level %(n)s") % {"kind": KINDS[key], "n": level}
    return str(KINDS[key])


def quantity(key: str) -> str:
    """Name a quantity; one that is not known stays as it was written."""
    return factor_name(FACTORS[key]) if key in FACTORS else measure(key)


def reason(each: Break) -> str:
    """Say what is broken, and where."""
    said = REASONS[each.reason][language()]
    return f"{said} ({each.number or each.node})"


def clause(text: str) -> str:
    """Write where an interval stands."""
    if text == "outside":
        return _("own choice, outside the gazette")
    return text.replace("HJ", "HJ ", 1) if text else _("the certificate's own end")
