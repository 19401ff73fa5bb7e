"""The ledger of parameters: read from sealed frames, batch by batch, and asked by datastream."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from qingtian.protocols.hj212.information import information
from qingtian.protocols.hj212.messages import Message
from qingtian_platform.check.instruments.store import Reader, Told, Writer
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record

AT_ONCE = 200
"""Batches that are read before the cursor moves."""
COMMAND = b"CN=30"
"""What frames hold that may say something of an instrument; few others hold it."""
_LENGTH = 6  # of `##0123` before the segment


def advance(places: Places) -> bool:
    """Read the sealed batches that came since the last time.

    Parameters
    ----------
    places
        Where the data lives.

    Returns
    -------
    bool
        Whether there were any. A batch is read whole or not at all: killed anywhere, the next call
        adds what is missing and nothing twice.
    """
    last = record.counts(places)["batches"] - 1
    with Writer(places) as writer:
        begun = writer.cursor
        for first in range(begun, last, AT_ONCE):
            through = min(first + AT_ONCE, last)
            writer.add(list(_read(places, first, through)), through)
    return last > begun


def _read(places: Places, after: int, through: int) -> Iterator[Told]:
    for frame in record.frames_with(COMMAND, after, through, places):
        if frame.form == "hj212":
            yield from told(frame)


def told(frame: record.SealedFrame) -> Iterator[Told]:
    """List what a sealed frame says of instruments; nothing where it cannot be read.

    Parameters
    ----------
    frame
        As a stranger may see it: its checksum is masked, and was right when it was taken in.
    """
    text = frame.masked.strip()
    message = Message.parse(text[_LENGTH:-4] if text.startswith(b"##") else text)
    for place, info in enumerate(information(message)):
        yield Told(
            mn=message.mn,
            code=info.about,
            info=info.code,
            kind=info.kind,
            name=info.name,
            text=info.text,
            number=info.number,
            at=info.time.astimezone(UTC),
            received_at=frame.received_at,
            command=int(message.cn),
            batch=frame.batch,
            frame=frame.frame,
            place=place,
        )


def parameters(mn: str, code: str | None = None, places: Places | None = None) -> list[Told]:
    """List the parameters that a data logger told, in order of time.

    Parameters
    ----------
    mn
        The data logger.
    code
        Factor of the analyser; None = all of them.
    places
        Where the data lives; None = of this process.

    Returns
    -------
    list of Told
        Each telling, of equal values too: when one was last seen unchanged is evidence.
    """
    with Reader(places or Places.current()) as reader:
        return reader.told(mn=mn, code=code, kinds=("parameter", "identity"))


def parameter_at(
    mn: str, code: str, name: str, time: datetime, places: Places | None = None
) -> Told | None:
    """Give the last telling of a parameter up to a moment.

    Parameters
    ----------
    mn, code, name
        Data logger, factor of the analyser, and parameter, as `slope`.
    time
        The moment; a telling at it counts.
    places
        Where the data lives; None = of this process.

    Returns
    -------
    Told or None
        None where it was not told by then.
    """
    rows = [row for row in parameters(mn, code, places) if row.name == name and row.at <= time]
    return rows[-1] if rows else None


def said(mn: str, start: datetime, end: datetime, places: Places | None = None) -> list[Told]:
    """List the states and logs that a data logger told in [start, end)."""
    with Reader(places or Places.current()) as reader:
        return reader.told(mn=mn, kinds=("state", "log"), start=start, end=end)


def changes(rows: list[Told]) -> list[tuple[Told | None, Told]]:
    """Pair each new value of a parameter with the last telling of the one before, oldest first.

    Parameters
    ----------
    rows
        Of one data logger, in order of time.

    Returns
    -------
    list of tuple
        The telling before (None for the first of all) and the one that differs from it.
    """
    last: dict[tuple[str, str], Told] = {}
    found: list[tuple[Told | None, Told]] = []
    for row in rows:
        before = last.get((row.code, row.info))
        if before is None or _value(before) != _value(row):
            found.append((before, row))
        last[row.code, row.info] = row
    return found


def _value(row: Told) -> object:
    return row.text if row.number is None else row.number
