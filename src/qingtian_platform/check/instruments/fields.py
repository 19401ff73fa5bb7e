"""What each kind of record says: its fields, and how a text of a form or file becomes a value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Literal

from django.utils.translation import gettext as _

from qingtian.quality.traceability import KINDS as LEVELS
from qingtian_platform.kit.numbers import plain_number
from qingtian_platform.kit.times import BEIJING, plain_day

Form = Literal["text", "number", "day", "choice", "pairs"]

PARAMETERS: Final = ("range", "slope", "intercept", "detection limit")
LONGEST: Final = 500
_MOMENT = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")
_BETWEEN = re.compile(r"\s*[;；\s]\s*")


class FieldError(ValueError):
    """A field that cannot stand; `field` names it, the text says what was expected and what came."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True)
class Field:
    """One field of a kind of record.

    Attributes
    ----------
    name
        Of the column of a file and of the form.
    form
        What it holds.
    must
        Whether a record needs it.
    choices
        Of a choice.
    """

    name: str
    form: Form = "text"
    must: bool = False
    choices: tuple[str, ...] = ()


FIELDS: Final[Mapping[str, tuple[Field, ...]]] = {
    "maintenance": (Field("what", must=True), Field("order")),
    "replacement": (
        Field("what", must=True),
        Field("new_serial", must=True),
        Field("old_serial"),
        Field("order"),
    ),
    "filing": (
        Field("parameter", "choice", must=True, choices=PARAMETERS),
        Field("value", "number", must=True),
        Field("document", must=True),
    ),
    "zero_span": (
        Field("check", "choice", must=True, choices=("zero", "span")),
        Field("standard", "number", must=True),
        Field("before", "number", must=True),
        Field("after", "number"),
        Field("full_scale", "number"),
        Field("unit"),
        Field("gas"),
    ),
    "standard_sample": (
        Field("standard", "number", must=True),
        Field("before", "number", must=True),
        Field("after", "number"),
        Field("unit"),
        Field("gas"),
    ),
    "comparison": (
        Field("pairs", "pairs", must=True),
        Field("method", must=True),
        Field("laboratory", must=True),
        Field("purpose", "choice", must=True, choices=("own", "supervision")),
        Field("unit"),
        Field("report"),
    ),
    "control": (
        Field("sample", must=True),
        Field("value", "number", must=True),
        Field("unit"),
    ),
    "certificate": (
        Field("number", must=True),
        Field("subject", must=True),
        Field("issuer", must=True),
        Field("valid_until", "day", must=True),
        Field("traces_to"),
        Field("of"),
        Field("by"),
        Field("quantity"),
        Field("method"),
        Field("uncertainty", "number"),
        Field("coverage", "number"),
        Field("unit"),
        Field("covers", "choice", choices=("step", "whole")),
    ),
    "standard": (
        Field("key", must=True),
        Field("name", must=True),
        Field("name_en"),
        Field("level_kind", "choice", must=True, choices=LEVELS),
        Field("level", "number"),
        Field("needs"),
        Field("serial"),
        Field("keeper"),
        Field("until", "day"),
    ),
    "scope": (
        Field("laboratory", must=True),
        Field("quantity", must=True),
        Field("document", must=True),
        Field("until", "day"),
    ),
    "revocation": (
        Field("number", must=True),
        Field("what", must=True),
        Field("act", must=True),
        Field("paper", must=True),
    ),
}
"""By kind of record; texts of the form and columns of the file have these names."""

WHOLE: Final = ("certificate", "maintenance", "replacement")
"""Kinds that may be about the whole data logger: the factor may be left out."""

APART: Final = ("certificate", "standard", "scope", "revocation")
"""Kinds that may be about no data logger at all: standards and laboratories belong to none."""

COLUMNS: Final = tuple(
    dict.fromkeys(
        ["kind", "mn", "code", "start", "end", "on_behalf"]
        + [field.name for fields in FIELDS.values() for field in fields]
    )
)
"""Columns of a file of records; those that no row needs may be missing."""


def content_of(kind: str, given: Mapping[str, str]) -> dict[str, Any]:
    """Read the fields of a kind of record.

    Parameters
    ----------
    kind
        One of `FIELDS`.
    given
        Texts by name; what is empty was not said.

    Returns
    -------
    dict
        As JSON holds it: numbers as they were written, so that no digit is lost.

    Raises
    ------
    FieldError
        A field is missing, belongs to another kind, or is not of its form.
    """
    said = {name: text.strip() for name, text in given.items() if text.strip()}
    known = {field.name: field for field in FIELDS[kind]}
    for name in said:
        if name not in known:
            listed = ", ".join(known)
            raise FieldError(name, _("A record of this kind has only: %s.") % listed)
    missing = next((f.name for f in known.values() if f.must and f.name not in said), None)
    if missing is not None:
        raise FieldError(missing, _("It is missing; a record of this kind needs it."))
    return {name: _read(known[name], text) for name, text in said.items()}


def _read(field: Field, text: str) -> Any:  # noqa: ANN401 - what JSON holds
    if field.form == "number":
        return str(number(field.name, text))
    if field.form == "day":
        return _day(field.name, text)
    if field.form == "pairs":
        return _pairs(field.name, text)
    if field.form == "choice" and text not in field.choices:
        expected = ", ".join(field.choices)
        raise FieldError(
            field.name, _("Expected one of %(a)s; got %(b)s.") % {"a": expected, "b": text}
        )
    if len(text) > LONGEST:
        raise FieldError(field.name, _("Expected at most %s characters.") % LONGEST)
    return text


def number(name: str, text: str) -> Decimal:
    """Read a finite number."""
    try:
        return plain_number(text)
    except ValueError:
        raise FieldError(name, _("Expected a number; got %s.") % text[:40]) from None


def _day(name: str, text: str) -> str:
    try:
        return plain_day(text).isoformat()
    except ValueError:
        raise FieldError(name, _("Expected a day as 2026-11-26; got %s.") % text[:40]) from None


def _pairs(name: str, text: str) -> list[list[str]]:
    """Read pairs of reference and instrument, as `31.2/30.8; 30.1/29.9`."""
    found = []
    for pair in filter(None, _BETWEEN.split(text)):
        parts = pair.split("/")
        if len(parts) != 2:
            message = _("Expected pairs as 31.2/30.8; 30.1/29.9 (reference/instrument); got %s.")
            raise FieldError(name, message % pair[:40])
        found.append([str(number(name, part)) for part in parts])
    return found


def moment(name: str, text: str) -> datetime:
    """Read a time of Beijing's clock; a time with a zone is taken as it is."""
    text = text.strip().replace("T", " ")
    for form in _MOMENT:
        try:
            return datetime.strptime(text, form).replace(tzinfo=BEIJING)
        except ValueError:
            continue
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise FieldError(name, _("Expected a time as 2026-11-26 09:30; got %s.") % text[:40])
    return found
