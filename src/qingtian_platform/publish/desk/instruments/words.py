"""What the pages of instruments say: parameters, states, fields of records, verdicts."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian import law
from qingtian.protocols.hj212 import factors
from qingtian.standards.result import Cite
from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.kit.words import unit_text
from qingtian_platform.publish.desk import kept
from qingtian_platform.publish.desk.words import english, factor_name
from qingtian_platform.registry import api as registry

PARAMETERS: Mapping[str, Promise] = {
    "serial": gettext_lazy("serial number"),
    "range": gettext_lazy("range"),
    "precision": gettext_lazy("precision"),
    "interval": gettext_lazy("interval of measurement"),
    "digestion temperature": gettext_lazy("digestion temperature"),
    "digestion time": gettext_lazy("digestion time"),
    "calibration time": gettext_lazy("time of calibration"),
    "intercept": gettext_lazy("intercept"),
    "slope": gettext_lazy("slope"),
    "detection limit": gettext_lazy("detection limit"),
    "analyser state": gettext_lazy("analyser"),
    "analyser link": gettext_lazy("link to the analyser"),
    "analyser alarm": gettext_lazy("alarm of the analyser"),
    "logger state": gettext_lazy("data logger"),
    "logger user": gettext_lazy("user of the data logger"),
    "centre link": gettext_lazy("link to the centre"),
    "channel link": gettext_lazy("link of a channel"),
    "door state": gettext_lazy("door"),
    "analyser log": gettext_lazy("log of the analyser"),
    "logger log": gettext_lazy("log of the data logger"),
    "door log": gettext_lazy("log of the door"),
}

OF_THE_PROPERTY = ("range", "detection limit")
"""Parameters in the unit of the property."""

OF_THE_MAKER = ("slope", "intercept", "precision")
"""Parameters whose unit HJ 212-2017 (table B.10) leaves to the maker, and in which no unit is sent."""

OF_THE_PROTOCOL = ("interval", "digestion temperature", "digestion time")
"""Parameters whose unit HJ 212-2017 sets."""

ANALYSER: Mapping[str, Promise] = {
    "0": gettext_lazy("running"),
    "1": gettext_lazy("maintenance"),
    "2": gettext_lazy("fault"),
    "3": gettext_lazy("calibration"),
    "5": gettext_lazy("blowback"),
    "6": gettext_lazy("power fault"),
    "7": gettext_lazy("measuring"),
    "8": gettext_lazy("standardising"),
    "9": gettext_lazy("standby"),
    "10": gettext_lazy("servicing"),
}
"""States of an analyser (HJ 212-2017, i12001)."""

FIELDS: Mapping[str, Promise] = {
    "what": gettext_lazy("What was done"),
    "order": gettext_lazy("Work order"),
    "new_serial": gettext_lazy("New serial number"),
    "old_serial": gettext_lazy("Old serial number"),
    "parameter": gettext_lazy("Parameter"),
    "value": gettext_lazy("Value"),
    "document": gettext_lazy("Document"),
    "check": gettext_lazy("Zero or span"),
    "standard": gettext_lazy("Value of the standard"),
    "before": gettext_lazy("Reading before adjustment"),
    "after": gettext_lazy("Reading after adjustment"),
    "full_scale": gettext_lazy("Full scale"),
    "unit": gettext_lazy("Unit"),
    "gas": gettext_lazy("Certificate of the standard"),
    "pairs": gettext_lazy("Pairs, reference/instrument; …"),
    "method": gettext_lazy("Method"),
    "laboratory": gettext_lazy("Laboratory"),
    "purpose": gettext_lazy("Done for"),
    "report": gettext_lazy("Number of the report"),
    "sample": gettext_lazy("Control sample"),
    "number": gettext_lazy("Number"),
    "subject": gettext_lazy("What is certified"),
    "issuer": gettext_lazy("Issuing body"),
    "valid_until": gettext_lazy("Valid until"),
    "traces_to": gettext_lazy("Traceable to certificate"),
    "of": gettext_lazy("Calibrated (key)"),
    "by": gettext_lazy("Standard used (key)"),
    "quantity": gettext_lazy("Quantity, as o3 or flow"),
    "uncertainty": gettext_lazy("Expanded uncertainty"),
    "coverage": gettext_lazy("Coverage factor"),
    "covers": gettext_lazy("The uncertainty covers"),
    "key": gettext_lazy("Key of the entry"),
    "name": gettext_lazy("Name"),
    "name_en": gettext_lazy("Name in English"),
    "level_kind": gettext_lazy("Place in the chain"),
    "level": gettext_lazy("Level of a transfer standard"),
    "needs": gettext_lazy("Quantities to be traced in"),
    "serial": gettext_lazy("Serial number"),
    "keeper": gettext_lazy("Kept by"),
    "until": gettext_lazy("First day no longer in use"),
    "act": gettext_lazy("Signed act"),
    "paper": gettext_lazy("Digest of the sheet"),
}

CHOICES: Mapping[str, Promise] = {
    "zero": gettext_lazy("zero"),
    "span": gettext_lazy("span"),
    "own": gettext_lazy("own comparison"),
    "supervision": gettext_lazy("supervision by the authority"),
    "step": gettext_lazy("this step alone"),
    "whole": gettext_lazy("the whole chain above"),
    "national": gettext_lazy("national reference"),
    "reference": gettext_lazy("reference standard"),
    "transfer": gettext_lazy("transfer standard"),
    "working": gettext_lazy("working standard"),
    "material": gettext_lazy("reference material"),
    "instrument": gettext_lazy("instrument"),
}

VERDICTS: Mapping[str, Promise] = {
    "pass": gettext_lazy("passed"),
    "beyond": gettext_lazy("beyond the index, under control"),
    "fail": gettext_lazy("failed"),
}

CHANGES: Mapping[str, Promise] = {
    "first": gettext_lazy("first told"),
    "record": gettext_lazy("on record"),
    "own": gettext_lazy("own calibration, or the old value again"),
    "other": gettext_lazy("does not make the numbers"),
    "none": gettext_lazy("nothing on record explains it"),
}


def parameter(name: str) -> str:
    """Name a parameter, state or log."""
    return str(PARAMETERS.get(name, name))


def unit(row: instruments.Told, thing: int) -> str:
    """Give the unit of a parameter that an instrument told, or say that the maker sets it; empty = none known."""
    if row.number is None:
        return ""
    if row.name in OF_THE_PROTOCOL:
        found = factors.find(row.info)
        return unit_text(found.unit) if found else ""
    if row.name in OF_THE_MAKER:
        return _("unit set by the maker")
    if row.name not in OF_THE_PROPERTY:
        return ""
    day = timezone.localdate(row.at)
    own = (d for d in registry.datastreams(thing, day) if (d.mn, d.code) == (row.mn, row.code))
    return unit_text(next((d.unit for d in own), ""))


def told(name: str, text: str) -> str:
    """Say what a state or log tells."""
    return str(ANALYSER.get(text, text)) if name == "analyser state" else text


def factor(code: str) -> str:
    """Name a factor; all of a data logger where there is none."""
    return factor_name(code) if code else _("all")


def field(name: str, text: object) -> str:
    """Write a field of a record."""
    if name == "pairs" and isinstance(text, list):
        return "; ".join("/".join(map(str, pair)) for pair in text)
    if name == "parameter":
        return parameter(str(text))
    return str(CHOICES.get(str(text), text))


def content(record: instruments.RecordInfo) -> list[tuple[str, str]]:
    """Write the fields of a record in their order, each with its name."""
    said = record.content
    return [
        (str(FIELDS[each.name]), field(each.name, said[each.name]))
        for each in instruments.FIELDS[record.kind]
        if each.name in said
    ]


def measure(word: str) -> str:
    """Name what was measured, as the law file does or in Chinese."""
    word = word.replace("_", " ") if english() else word
    return word if english() else law.terms().get(word, word)


def clause(cite: Cite) -> str:
    """Write standard and clause; a clause that is not recorded is left out."""
    if not cite.clause or cite.clause == "clause not recorded":
        return cite.standard
    return f"{cite.standard} {kept.clause(cite.clause)}"


def reason(each: instruments.Reason) -> str:
    """Name something on record that explains a change."""
    if each.what == "command":
        return _("command %(number)s of the platform") % {"number": each.number}
    kinds = {key: str(word) for key, word in instruments.KINDS.items()}
    named = kinds.get(each.what) or _("declaration")
    return f"{named} {each.number}"
