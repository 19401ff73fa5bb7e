"""Words that mean the same everywhere: no data, data marks, origins, seals.

A page never shows a bare zero or a gap where there is no number: it says one of six words,
each with a pattern of its own. Data marks are those of HJ 212-2017, table 8.
"""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qingtian_platform.kit.categories import english

#: Why there is no number: key (also the name of its pattern in CSS) and word.
NO_DATA: dict[str, Promise] = {
    "not-detected": _("Not detected"),
    "invalid": _("Invalid"),
    "missing": _("Missing"),
    "maintenance": _("In maintenance"),
    "shutdown": _("Declared shutdown"),
    "not-due": _("Not yet due"),
}

#: The data mark (x-Flag) of HJ 212-2017, table 8; HJ 212-2005 adds P.
FLAGS: dict[str, Promise] = {
    "": _("No mark sent"),
    "N": _("Normal"),
    "F": _("Stopped"),
    "M": _("In maintenance"),
    "S": _("Set by hand"),
    "D": _("Fault"),
    "C": _("Calibration"),
    "T": _("Above range"),
    "B": _("No link to the analyser"),
    "P": _("Power fault"),
}

#: Where the data of a thing come from, when they are not its own live data.
ORIGINS: dict[str, Promise] = {
    "replay": _("Historical replay"),
    "simulated": _("Simulated"),
}

#: How firm the evidence behind a value is.
SEALS: dict[str, Promise] = {
    "sealed": _("Sealed"),
    "witnessed": _("Witnessed"),
    "corrected": _("Corrected"),
    "retracted": _("Withdrawn"),
    "decided": _("Mark decided"),
    "reviewed": _("Reviewed"),
}

#: Which word a data mark leads to where the value does not count.
FLAG_TO_NO_DATA = {
    "F": "shutdown",
    "M": "maintenance",
    "C": "maintenance",
    "D": "invalid",
    "T": "invalid",
    "B": "missing",
}

_HAN = re.compile("[\u4e00-\u9fff]")

UNITS = {
    "ug/m3": "µg/m³",
    "mg/m3": "mg/m³",
    "ng/m3": "ng/m³",
    "m3/h": "m³/h",
    "m3": "m³",
    "degC": "°C",
    "uS/cm": "µS/cm",
}


def side(text: str) -> str:
    """Take the reader's side of a text that is kept as `中文 / English`; any other stays whole."""
    chinese, slash, other = text.partition(" / ")
    if not slash or not _HAN.search(chinese) or _HAN.search(other):
        return text
    return other if english() else chinese


def unit_text(unit: str) -> str:
    """Write a unit with its right signs; a pure number, as pH, has none."""
    return "" if unit == "1" else UNITS.get(unit, unit)
