"""Values of many frames as columns, compiled: the hot path of `observations`.

`scan` finds the frames, `decode` reads their data areas. It takes what needs no judgement: an
opening DataTime that exists, parts `code-Field=number` with a code of at most six characters and
a field of table 4, one mark of one character a code, no key twice. Any other frame it leaves to
`observations.observations`; `Columns.taken` says which. A property test holds both to the same
values.

Without numba the same functions run as plain Python, slowly and with the same results.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from qingtian.protocols.hj212 import column_kernels, factors
from qingtian.protocols.hj212.kernels import Bytes
from qingtian.protocols.hj212.observations import INTERVALS as COMMANDS
from qingtian.protocols.hj212.scan import FRAME

INTERVALS: Final = ("realtime", "minute", "hour", "day")
FIELDS: Final = (
    *("Rtd", "Min", "Avg", "Max", "Cou", "ZsRtd", "ZsMin", "ZsAvg", "ZsMax", "ZsCou"),
    *("Data", "DayData", "RS", "RT"),
)
"""Fields that are read here; the others go the readable way."""

_SPARE: Final = 16
_CODES: Final = 4096
_DIGITS: Final = 15
"""Numbers of so many digits and their powers of ten are exact in float64, and so is one rounding."""
_FURNACE: Final = 2111
_BEIJING: Final = 8 * 3600
_UNREAD: Final = -1


def _packed(text: str) -> int:
    """Write up to eight characters as one number, as the kernel gathers them."""
    return int.from_bytes(text.encode("ascii"), "big")


_FIELD_WORDS = np.array([_packed(name) for name in FIELDS], np.uint64)
_FLAG_WORD = np.uint64(_packed("Flag"))
_POWERS = np.array([10.0**n for n in range(_DIGITS + 1)], np.float64)
_PERIODS = np.full(10_000, _UNREAD, np.int8)
for _command, _interval in COMMANDS.items():
    _PERIODS[int(_command)] = INTERVALS.index(_interval)
_LENGTHS = np.array([0, 60, 3600, 86_400], np.int64)


@dataclass(frozen=True)
class Columns:
    """Values of many frames; arrays over values, then arrays over frames.

    Attributes
    ----------
    frame
        Which frame each value is of, in the order of frames and of the text within.
    code
        Place in `codes`.
    codes
        Factor codes: of 2017 where the table knows them, else as sent.
    field
        Place in `FIELDS`.
    value
        In the unit of the code of 2017.
    decimals
        Digits after the point.
    flag
        Data mark, one upper-case ASCII character; 0 = none sent.
    taken
        Over frames: False = the readable decoder has to read it.
    interval
        Over frames: place in `INTERVALS`; -1 = the command carries no values.
    start, end
        Over frames: period the values stand for, since 1970-01-01T00:00:00Z. [s]
    """

    frame: npt.NDArray[np.int32]
    code: npt.NDArray[np.int32]
    codes: tuple[str, ...]
    field: npt.NDArray[np.int8]
    value: npt.NDArray[np.float64]
    decimals: npt.NDArray[np.int8]
    flag: npt.NDArray[np.uint8]
    taken: npt.NDArray[np.bool_]
    interval: npt.NDArray[np.int8]
    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]


def decode(
    buffer: Bytes,
    frames: npt.NDArray[np.void],
    *,
    minutes: npt.NDArray[np.int32] | int = 10,
    label_end: npt.NDArray[np.bool_] | bool = False,
) -> Columns:
    """Read the values of frames that `scan` found.

    Parameters
    ----------
    buffer
        The bytes that were scanned.
    frames
        As in `scan.Scan.frames`.
    minutes
        Length of the period of minute data, of all or of each frame. [min]
    label_end
        Whether stamps name the end of the period, of all or of each frame.

    Returns
    -------
    Columns
        Equal to `observations` for each frame that is taken.
    """
    count = len(frames)
    room = (len(buffer) // 7 if count else 0) + _SPARE
    frame, code = np.empty(room, np.int32), np.empty(room, np.int32)
    field, decimals = np.empty(room, np.int8), np.empty(room, np.int8)
    value, flag = np.empty(room, np.float64), np.empty(room, np.uint8)
    taken, interval = np.zeros(count, np.bool_), np.empty(count, np.int8)
    stamp = np.zeros(count, np.int64)
    slots, keys = np.full(_CODES, -1, np.int32), np.empty(_CODES, np.uint64)
    st, cn, cp, cp_end, time = (
        np.ascontiguousarray(frames[name]) for name in ("st", "cn", "cp", "cp_end", "time")
    )
    size, known = column_kernels.decode(
        buffer,
        st,
        cn,
        cp,
        cp_end,
        time,
        _PERIODS,
        _FIELD_WORDS,
        _FLAG_WORD,
        _POWERS,
        slots,
        keys,
        frame,
        code,
        field,
        value,
        decimals,
        flag,
        taken,
        interval,
        stamp,
    )
    start, end = _bounds(interval, stamp, _furnace(buffer, frames, minutes), label_end)
    read = Columns(
        frame=frame[:size],
        code=code[:size],
        codes=(),
        field=field[:size],
        value=value[:size],
        decimals=decimals[:size],
        flag=flag[:size],
        taken=taken,
        interval=interval,
        start=start,
        end=end,
    )
    return _current(read, keys[:known])


def warm() -> None:
    """Compile the kernel, or load it from the cache; takes seconds the first time."""
    decode(np.zeros(8, np.uint8), np.zeros(0, FRAME))


def _furnace(
    buffer: Bytes, frames: npt.NDArray[np.void], minutes: npt.NDArray[np.int32] | int
) -> npt.NDArray[np.int64]:
    """Give each frame the length of its minute data; CN 2111 has five minutes (HJ 212-2025)."""
    lengths = np.broadcast_to(np.asarray(minutes, np.int64), (len(frames),)).copy()
    at = frames["cn"]
    is_furnace = np.ones(len(frames), np.bool_)
    for offset, digit in enumerate(f"{_FURNACE}"):
        is_furnace &= buffer[at + offset] == ord(digit)
    lengths[is_furnace] = 5
    return lengths * 60


def _bounds(
    interval: npt.NDArray[np.int8],
    stamp: npt.NDArray[np.int64],
    minute: npt.NDArray[np.int64],
    label_end: npt.NDArray[np.bool_] | bool,  # noqa: FBT001
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Turn stamps in Beijing time into periods in UTC; a stamp off its grid is rounded down."""
    grid = np.array([1, 60, 3600, 86_400], np.int64)[interval]
    floor = stamp - stamp % grid - _BEIJING
    length = np.where(interval == 1, minute, _LENGTHS[interval])
    start = np.where(np.asarray(label_end), floor - length, floor)
    return start, start + length


def _current(read: Columns, keys: npt.NDArray[np.uint64]) -> Columns:
    """Bring codes and units of 2005 to those of 2017; what then collides is left to be read."""
    names, shifts = [], []
    for key in keys.tolist():
        sent, st = key >> 16, key & 0xFFFF
        code = sent.to_bytes(6, "big").lstrip(b"\0").decode("ascii")
        name, shift = factors.current(code, st.to_bytes(2, "big").decode("ascii"))
        names.append(name)
        shifts.append(shift)
    codes = tuple(dict.fromkeys(names))
    places = {name: place for place, name in enumerate(codes)}
    renamed = np.array([places[name] for name in names], np.int32)
    moved = np.array(shifts, np.int64)
    changed = len(codes) != len(keys)
    code = renamed[read.code] if changed else read.code
    value, decimals = _shifted(read, moved) if moved.any() else (read.value, read.decimals)
    taken = _without_collisions(read, code) if changed else read.taken
    kept = taken[read.frame] if changed else slice(None)
    return Columns(
        frame=read.frame[kept],
        code=code[kept],
        codes=codes,
        field=read.field[kept],
        value=value[kept],
        decimals=decimals[kept],
        flag=read.flag[kept],
        taken=taken,
        interval=read.interval,
        start=read.start,
        end=read.end,
    )


def _shifted(
    read: Columns, moved: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int8]]:
    """Multiply by powers of ten, rounding once, as `Decimal.scaleb` and one `float` do."""
    shift = moved[read.code]
    sent = read.decimals.astype(np.int64)
    digits = np.copysign(np.rint(np.abs(read.value) * _POWERS[sent]), read.value)
    exponent = sent - shift
    up = np.power(10.0, np.maximum(-exponent, 0))
    down = np.power(10.0, np.maximum(exponent, 0))
    value = np.where(exponent >= 0, digits / down, digits * up)
    return (
        np.where(shift == 0, read.value, value),
        np.where(shift == 0, sent, np.maximum(exponent, 0)).astype(np.int8),
    )


def _without_collisions(read: Columns, code: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Leave frames in which two codes as sent have become one: they repeat a key."""
    key = (read.frame.astype(np.int64) << 32) | (code.astype(np.int64) << 8) | read.field
    _, first, counts = np.unique(key, return_index=True, return_counts=True)
    taken = read.taken.copy()
    taken[read.frame[first[counts > 1]]] = False
    return taken
