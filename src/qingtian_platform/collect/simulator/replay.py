"""Send given hourly observations as CN 2061, at speed: history that comes in by the wire."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from qingtian.protocols.hj212.build import request_number
from qingtian.protocols.hj212.moments import BEIJING
from qingtian.protocols.hj212.peers import Peer
from qingtian_platform.collect.simulator.pusher import Pusher
from qingtian_platform.collect.simulator.tally import Tally
from qingtian_platform.collect.simulator.truth import TruthFile

if TYPE_CHECKING:
    import pyarrow as pa

_COLUMNS = ("mn", "start", "code", "value", "flag")


class ReplayError(ValueError):
    """A table that cannot be replayed; says what was expected."""


@dataclass(frozen=True)
class Hour:
    """One hour of one device: pairs of code, characters of the value, mark."""

    mn: str
    start: datetime
    values: tuple[tuple[str, str, str], ...]


def read_table(path: Path) -> pa.Table:
    """Read a table of observations: Arrow IPC, Parquet or CSV.

    Parameters
    ----------
    path
        Columns mn, start (timestamp, or ISO 8601; without a zone Beijing time), code, value
        (text is sent as it is), flag.

    Raises
    ------
    ReplayError
        A column is missing.
    """
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.feather
    import pyarrow.parquet

    if path.suffix == ".csv":
        kept = {name: pa.string() for name in _COLUMNS}
        options = pyarrow.csv.ConvertOptions(column_types=kept)
        table = pyarrow.csv.read_csv(path, convert_options=options)
    elif path.suffix == ".parquet":
        table = pyarrow.parquet.read_table(path)
    else:
        table = pyarrow.feather.read_table(path)
    missing = [name for name in _COLUMNS if name not in table.column_names]
    if missing:
        raise ReplayError(f"{path.name}: expected columns {', '.join(_COLUMNS)}; lacks {missing}")
    return table


def hours(table: pa.Table) -> list[Hour]:
    """Group a table into hours, by device and time.

    Parameters
    ----------
    table
        As `read_table` gives it.
    """
    rows = table.select(list(_COLUMNS)).sort_by([("mn", "ascending"), ("start", "ascending")])
    grouped: dict[tuple[str, datetime], list[tuple[str, str, str]]] = {}
    for mn, start, code, value, flag in zip(
        *(rows.column(name).to_pylist() for name in _COLUMNS), strict=True
    ):
        grouped.setdefault((mn, _moment(start)), []).append(
            (code, "" if value is None else str(value), flag or "")
        )
    return [Hour(mn, start, tuple(values)) for (mn, start), values in grouped.items()]


def _moment(start: datetime | str) -> datetime:
    time = datetime.fromisoformat(start) if isinstance(start, str) else start
    return time.replace(tzinfo=BEIJING) if time.tzinfo is None else time.astimezone(BEIJING)


def _until(
    stopping: Callable[[], bool], given: Iterable[Hour], begun: list[Hour]
) -> Iterator[Hour]:
    """Give hours until told to stop, and note them."""
    for hour in given:
        if stopping():
            return
        begun.append(hour)
        yield hour


def frames(
    given: Iterable[Hour], peer: Peer, truth: TruthFile, first: datetime
) -> Iterator[tuple[bytes, bytes]]:
    """Write one frame an hour.

    Parameters
    ----------
    given
        Hours of one device.
    peer
        The device.
    truth
        Where they are told.
    first
        Time of the first request number; each next one is a millisecond later.
    """
    for number, hour in enumerate(given):
        qn = request_number(first + timedelta(milliseconds=number))
        items = [
            f"{code}-Avg={value}".encode() + (f",{code}-Flag={flag}".encode() if flag else b"")
            for code, value, flag in hour.values
        ]
        area = b";".join([f"DataTime={hour.start:%Y%m%d%H%M%S}".encode(), *items])
        values = [[code, "Avg", value, flag] for code, value, flag in hour.values]
        truth.write("measured", hour.mn, "hour", hour.start, values=values)
        yield qn.encode("ascii"), peer.frame(peer.head("2061", qn, answer=True), area)


@dataclass(frozen=True)
class Replay:
    """How a replay runs.

    Attributes
    ----------
    host, port
        The gateway.
    passwords
        By device; `password` for the others.
    st, edition
        What the frames carry.
    window
        Frames in flight of each device.
    truth
        Where it is told; None: nowhere.
    """

    host: str
    port: int
    passwords: dict[str, str]
    password: str = "123456"  # noqa: S105 - what nearly every logger in the field has
    st: str = "22"
    window: int = 64
    truth: Path | None = None

    def __repr__(self) -> str:
        return f"Replay({self.host}:{self.port})"


async def push(
    given: Sequence[Hour], how: Replay, stopping: Callable[[], bool] = lambda: False
) -> Tally:
    """Send hours, one connection a device, and wait for every answer.

    Parameters
    ----------
    given
        The hours.
    how
        Where to and as whom.
    stopping
        Asked before each frame; once it says so, none is begun any more.

    Returns
    -------
    Tally
        Where nothing broke, as many frames sent as acknowledged.
    """
    by_device: dict[str, list[Hour]] = {}
    for hour in given:
        by_device.setdefault(hour.mn, []).append(hour)
    tally = Tally(devices=len(by_device))
    begun: list[Hour] = []
    truth = TruthFile(how.truth)
    now = datetime.now(UTC).astimezone(BEIJING)
    try:
        await asyncio.gather(
            *(
                Pusher(
                    how.host,
                    how.port,
                    frames(_until(stopping, part, begun), _peer(mn, how), truth, now),
                    how.window,
                    tally,
                ).run()
                for mn, part in by_device.items()
            )
        )
        tally.periods_measured = len(begun)
        for hour in begun:
            truth.write("acknowledged", hour.mn, "hour", hour.start)
    finally:
        truth.close()
    return tally


def _peer(mn: str, how: Replay) -> Peer:
    return Peer(mn, how.passwords.get(mn, how.password), how.st)


def replay(path: Path, how: Replay) -> Tally:
    """Send the hours of a table; see `read_table` and `push`."""
    return asyncio.run(push(hours(read_table(path)), how))
