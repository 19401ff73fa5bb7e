"""Strict reading: name the first clause that a frame breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from qingtian.protocols.hj212.deviations import DEVIATIONS, Deviation
from qingtian.protocols.hj212.dialects import Dialect, Edition
from qingtian.protocols.hj212.errors import BreachError
from qingtian.protocols.hj212.forms import of_edition
from qingtian.protocols.hj212.frame import Frame
from qingtian.protocols.hj212.observations import read

_ALLOWED: dict[Edition, frozenset[str]] = {
    "2005": frozenset({"flag-missing", "qn-in-cp", "comma"}),
    "2017": frozenset(),
    "2025": frozenset({"encrypted"}),
    "sw": frozenset(),
}
"""What an edition's own text and examples do, and so is no breach of it."""

_GOT: dict[str, Callable[[Frame], str]] = {
    "checksum": lambda frame: frame.crc_sent,
    "crc-case": lambda frame: frame.crc_sent,
    "length": lambda frame: frame.raw[:6].decode("latin-1"),
    "length-digits": lambda frame: frame.raw[:6].decode("latin-1"),
    "long": lambda frame: f"{len(frame.segment)} bytes",
    "qn-form": lambda frame: frame.message.qn,
    "st-form": lambda frame: frame.message.st,
    "cn-form": lambda frame: frame.message.cn,
    "pw-form": lambda frame: f"{len(frame.message.pw)} characters",
    "mn-form": lambda frame: frame.message.mn,
    "flag-version": lambda frame: str(frame.message.flag),
    "order": lambda frame: " ".join(frame.message.order),
    "data-time": lambda frame: frame.message.get("DataTime"),
}


def judged(frame: Frame, dialect: Dialect) -> Frame:
    """Return the frame with `breach` set where it breaks the edition's text.

    Parameters
    ----------
    frame
        A frame as read.
    dialect
        Names the edition.
    """
    return replace(frame, breach=next(breaches(frame, dialect), None))


def breaches(frame: Frame, dialect: Dialect) -> Iterator[BreachError]:
    """Yield every clause that a frame breaks.

    Parameters
    ----------
    frame
        A frame as read.
    dialect
        Names the edition.
    """
    ids = (
        *(name for name in frame.all_deviations if name not in _ALLOWED[dialect.edition]),
        *of_edition(frame.message, dialect.edition),
        *read(frame.message).deviations,
    )
    for name in dict.fromkeys(ids):
        deviation = DEVIATIONS[name]
        yield BreachError(deviation.id, clause(deviation, dialect.edition), _message(name, frame))


def clause(deviation: Deviation, edition: Edition) -> str:
    """Return the clause that a deviation breaks, in the words of the edition judged by."""
    if edition == "2005":
        return deviation.clause.replace("HJ 212-2017", "HJ/T 212-2005, as HJ 212-2017")
    return deviation.clause


def _message(name: str, frame: Frame) -> str:
    expected = f"expected: {DEVIATIONS[name].message}"
    got = _GOT.get(name)
    return f"{expected}; got {got(frame)!r}" if got else expected
