"""Parameters of commands: their forms, and how they are written into a data area."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qingtian.protocols.hj212.commands import Command
from qingtian.protocols.hj212.dialects import Edition
from qingtian.protocols.hj212.errors import LocalError


class ParameterError(LocalError):
    """A parameter is missing, unknown, or not of its form.

    Parameters
    ----------
    message
        What was expected and what came; secrets are not repeated.
    kind
        `unknown`, `missing`, `form` or `text`.
    name
        The parameter.
    expected
        What it may be, or which there are.
    given
        What came.
    """

    def __init__(
        self, message: str, kind: str, name: str, expected: str = "", given: str = ""
    ) -> None:
        super().__init__(message)
        self.kind, self.name, self.expected, self.given = kind, name, expected, given


def _number(digits: int, least: int, most: int) -> Callable[[str], bool]:
    pattern = re.compile(rf"\d{{1,{digits}}}")
    return lambda text: bool(pattern.fullmatch(text)) and least <= int(text) <= most


def _like(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda text: bool(compiled.fullmatch(text))


def _one_of(*values: int) -> Callable[[str], bool]:
    return lambda text: text.isdecimal() and int(text) in values


_MOMENT = _like(r"(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])([0-5]\d){2}")
_WORD = _like(r"[^\s;,&=]{1,24}")
_TEXT = _like(r"[^;,&=\r\n]{1,890}")


@dataclass(frozen=True)
class Form:
    """What a parameter may be.

    Attributes
    ----------
    fits
        Says whether a text is of the form.
    words
        The form in words, with the unit where there is one.
    """

    fits: Callable[[str], bool]
    words: str


# HJ 212-2017 tables 4 and 9; the ranges are the text's.
FORMS: dict[str, Form] = {
    "SystemTime": Form(_MOMENT, "a time, YYYYMMDDhhmmss"),
    "BeginTime": Form(_MOMENT, "a time, YYYYMMDDhhmmss"),
    "EndTime": Form(_MOMENT, "a time, YYYYMMDDhhmmss"),
    "SKCreateTime": Form(_MOMENT, "a time, YYYYMMDDhhmmss"),
    "OverTime": Form(_number(2, 1, 99), "1 to 99 s"),
    "ReCount": Form(_number(2, 1, 99), "1 to 99"),
    "WarnTime": Form(_number(5, 1, 99999), "1 to 99999 s"),
    "RtdInterval": Form(_number(4, 30, 3600), "30 to 3600 s"),
    "MinInterval": Form(
        _one_of(1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30), "1 2 3 4 5 6 10 12 15 20 or 30 min"
    ),
    "ReportTime": Form(_like(r"([01]\d|2[0-3])[0-5]\d"), "hhmm"),
    "NewPW": Form(_like(r"[^\s;,&=]{6}"), "six characters"),
    "PW": Form(_like(r"[^\s;,&=]{6}"), "six characters"),
    "NewSK": Form(_like(r"[^\s;,&=]{16}"), "16 characters"),
    "CstartTime": Form(_like(r"([01]\d|2[0-3])([0-5]\d){2}"), "hhmmss"),
    "CTime": Form(_number(2, 1, 24), "1 to 24 h"),
    "CalibrationType": Form(_one_of(0, 1), "0 or 1"),
    "PolId": Form(_WORD, "a factor code"),
    "InfoId": Form(_like(r"[a-z]\d{5}"), "an information code such as i12001"),
}
_LOOSE = Form(_TEXT, "a text without ; , & = or line breaks")
_LONG_IN_2005 = FORMS["WarnTime"]

SECRETS = frozenset({"PW", "NewPW", "NewSK"})
"""Parameters that are never shown, exported or logged."""


def _fits_name(name: str, wanted: str) -> bool:
    """Say whether a name is the wanted one; `x-` and `i-` stand for a code."""
    mark, hyphen, suffix = wanted.partition("-")
    if hyphen and mark in ("x", "i"):
        return re.fullmatch(rf"[0-9A-Za-z]{{2,12}}-{re.escape(suffix)}", name) is not None
    return name == wanted


def check(command: Command, items: Sequence[tuple[str, str]], edition: Edition) -> None:
    """Hold the parameters of a command to its row and to their forms.

    Parameters
    ----------
    command
        The row.
    items
        Names and values, in order.
    edition
        The logger's edition.

    Raises
    ------
    ParameterError
        If one is missing, unknown, or not of its form; the message says which and what was
        expected.
    """
    wanted = command.parameters
    for name, value in items:
        if wanted is not None and not any(_fits_name(name, one.name) for one in wanted):
            known = " ".join(one.name for one in wanted) or "none"
            message = f"{command.code} has no parameter {name!r}; it has {known}"
            raise ParameterError(message, "unknown", name, known)
        form = _form(name, edition)
        if not form.fits(value):
            shown = "***" if name in SECRETS else repr(value)
            message = f"{name}: {form.words} was expected, not {shown}"
            raise ParameterError(message, "form", name, form.words, shown)
    for one in wanted or ():
        if not one.optional and not any(_fits_name(name, one.name) for name, _ in items):
            message = f"{command.code} needs the parameter {one.name}"
            raise ParameterError(message, "missing", one.name)


def _form(name: str, edition: Edition) -> Form:
    if name == "OverTime" and edition == "2005":
        return _LONG_IN_2005
    return FORMS.get(name, _LOOSE)


def area_of(items: Sequence[tuple[str, str]], edition: Edition) -> bytes:
    """Write parameters into a data area.

    Parameters
    ----------
    items
        Names and values; neighbours of one factor code are joined by a comma, others by a
        semicolon.
    edition
        2005 is ASCII only; later ones write UTF-8.

    Returns
    -------
    bytes
        What goes between ``CP=&&`` and ``&&``.

    Raises
    ------
    ParameterError
        If a text of HJ/T 212-2005 is not ASCII, or a value would end its item.
    """
    text, before = "", None
    for name, value in items:
        if re.search(r"[;,&=\r\n]", value) or re.search(r"[;,&=\s]", name):
            message = f"{name}: {_LOOSE.words} was expected"
            raise ParameterError(message, "text", name, _LOOSE.words)
        code = name.rpartition("-")[0]
        separator = "" if before is None else "," if code and code == before else ";"
        text += f"{separator}{name}={value}"
        before = code
    if edition == "2005" and not text.isascii():
        message = "HJ/T 212-2005 is ASCII only: write the value without Chinese"
        raise ParameterError(message, "text", "", "ASCII")
    return text.encode("utf-8")
