"""What a site tells of its instruments: serial (CN 3019), field information (3020), settings (3021).

A data area names its analyser by `PolId` and then says something about it under information codes
(HJ 212-2017 table B.10: `i13008` is a slope); another `PolId` begins the next analyser. HJ/T
212-2005 has none of the three; HJ 212-2025 writes them as 2017 does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from qingtian.protocols.hj212 import factors
from qingtian.protocols.hj212.messages import Item, Message
from qingtian.protocols.hj212.moments import moment
from qingtian.protocols.hj212.values import value

Kind = Literal["identity", "parameter", "state", "log", "condition"]

COMMANDS = ("3019", "3020", "3021")

SERIAL = "SN"
"""Stands for the code of a serial number, which has none."""

NAMES: dict[str, tuple[Kind, str]] = {
    SERIAL: ("identity", "serial"),
    "i11001": ("log", "analyser log"),
    "i21001": ("log", "logger log"),
    "i31001": ("log", "door log"),
    "i12001": ("state", "analyser state"),
    "i12002": ("state", "analyser link"),
    "i12003": ("state", "analyser alarm"),
    "i22001": ("state", "logger state"),
    "i22002": ("state", "logger user"),
    "i22003": ("state", "centre link"),
    "i22101": ("state", "channel link"),
    "i32001": ("state", "door state"),
    "i13001": ("parameter", "range"),
    "i13002": ("parameter", "precision"),
    "i13003": ("parameter", "interval"),
    "i13004": ("parameter", "digestion temperature"),
    "i13005": ("parameter", "digestion time"),
    "i13006": ("parameter", "calibration time"),
    "i13007": ("parameter", "intercept"),
    "i13008": ("parameter", "slope"),
    "i13009": ("parameter", "detection limit"),
    "i23005": ("identity", "network code"),
    "i23006": ("identity", "processor"),
    "i23007": ("identity", "first network address"),
    "i23008": ("identity", "second network address"),
}
"""Kind and name by information code; what is not here is a condition of the station."""

CALIBRATING = frozenset({"3", "8"})
"""Values of `i12001` that say that an analyser is calibrated or standardised."""

_RANGE = re.compile(r"\s*[+-]?[0-9.]+\s*(?:-|~|～|—|至|到)\s*([+-]?[0-9.]+)\s*")


@dataclass(frozen=True)
class Info:
    """One thing that a message says of an instrument.

    Attributes
    ----------
    time
        As sent (`DataTime`, else the request number). Beijing time.
    about
        Factor whose analyser is meant, by its code of 2017 where it has one; empty: the data
        logger or the station.
    code
        Information code, lower case; `SN` of a serial number.
    kind
        `identity`, `parameter`, `state`, `log` or `condition`.
    name
        As `slope`; the code where the table does not name it.
    text
        As sent; of a log what stands between the slashes.
    number
        Of a parameter, as a number; of a range its upper end; None where it is none. [of the code]
    """

    time: datetime
    about: str
    code: str
    kind: Kind
    name: str
    text: str
    number: float | None


def information(message: Message) -> list[Info]:
    """List what a message says of instruments.

    Parameters
    ----------
    message
        Of any command; one that is none of `COMMANDS` says nothing.

    Returns
    -------
    list of Info
        In the order of the message; none where no time can be read.
    """
    if message.cn not in COMMANDS:
        return []
    time = moment(message.get("DataTime")) or moment(message.qn)
    return [] if time is None else list(_told(message, time))


def _told(message: Message, time: datetime) -> Iterator[Info]:
    about = ""
    for item in message.items:
        if item.name.lower() == "polid":
            about = factors.current(item.value, message.st)[0]
        elif item.suffix.lower() == "info" and item.code:
            yield _info(time, about, item.code.lower(), item.value)
        elif item.suffix.upper() == SERIAL and item.code:
            yield _serial(time, message.st, item)


def _serial(time: datetime, st: str, item: Item) -> Info:
    about = factors.current(item.code, st)[0]
    return Info(time, about, SERIAL, *NAMES[SERIAL], item.value, None)


def _info(time: datetime, about: str, code: str, sent: str) -> Info:
    kind, name = NAMES.get(code, ("condition", code))
    if kind == "log":
        return Info(time, about, code, kind, name, sent.strip().strip("/").strip(), None)
    return Info(time, about, code, kind, name, sent, number_of(sent))


def number_of(text: str) -> float | None:
    """Read a parameter as a number; of a range, as `0-500`, the upper end."""
    whole = _RANGE.fullmatch(text)
    return value(whole[1] if whole else text.strip()).number
