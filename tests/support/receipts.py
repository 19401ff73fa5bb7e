"""Frames and receipts for the tests of this stage."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta

from qingtian.protocols.hj212 import crc
from qingtian_platform.collect.inbox import ImportFile, Inbox
from qingtian_platform.kit.places import Places

NOON = datetime(2026, 11, 25, 4, tzinfo=UTC)
"""12:00 in Beijing."""
COMMANDS = {"realtime": 2011, "minute": 2051, "hour": 2061, "day": 2031}
PEER = "192.0.2.77:53124"


def framed(segment: str | bytes) -> bytes:
    data = segment.encode() if isinstance(segment, str) else segment
    return b"##%04d%b%b\r\n" % (len(data), data, crc.text(crc.crc16(data)).encode())


def hour_frame(
    mn: str = "A110108_0001",
    start: datetime = NOON,
    values: dict[str, str] | None = None,
    *,
    interval: str = "hour",
    flag: str = "N",
    qn: str = "20261125120500000",
    extra: str = "",
) -> bytes:
    """One frame with a value for each code."""
    stamp = (start + timedelta(hours=8)).strftime("%Y%m%d%H%M%S")
    field = "Rtd" if interval == "realtime" else "Avg"
    pairs = (values if values is not None else {"a34004": "23.0", "a34002": "41.5"}).items()
    items = "".join(f";{code}-{field}={value},{code}-Flag={flag}" for code, value in pairs)
    return framed(
        f"QN={qn};ST=22;CN={COMMANDS[interval]};PW=123456;MN={mn};Flag=5;"
        f"CP=&&DataTime={stamp}{items}{extra}&&"
    )


def micros(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)


def received(
    places: Places, raws: list[bytes], *, at: datetime = NOON, form: str = "hj212", peer: str = PEER
) -> None:
    """Put frames into the inbox, a second apart, and complete the file."""
    first = micros(at)
    with Inbox(places) as inbox:
        for place, raw in enumerate(raws):
            inbox.append([(first + place * 1_000_000, peer, form, raw)])


def imported(places: Places, raws: list[bytes], *, at: datetime = NOON) -> None:
    with ImportFile(places) as file:
        file.append([(micros(at), "import", "row", raw) for raw in raws])


def shown(table) -> list[dict]:
    """Rows without what differs from run to run."""
    return [
        {k: v for k, v in row.items() if k not in ("batch", "frame")} for row in table.to_pylist()
    ]


@contextlib.contextmanager
def fails(target, name, error):
    """Replace a function by one that fails."""
    original = getattr(target, name)

    def failing(*args, **kwargs):
        raise error

    setattr(target, name, failing)
    try:
        yield
    finally:
        setattr(target, name, original)
