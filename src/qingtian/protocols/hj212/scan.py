"""Find whole frames of the standard form in a buffer, compiled.

The hot path of a gateway and of bulk decoding. It takes frames that need no judgement: four
length digits, the standard's checksum in upper case, the head of HJ 212-2017 (or of 2025, with RF)
in its printed order, a data area of `name=value` parts in plain ASCII, CR LF. At the first byte
that is anything else it stops, and the readable `reader.Reader` goes on from there. So every frame
that it gives is one that the reader gives too, without a deviation; a property test holds it to that.

Without numba the same functions run as plain Python, slowly and with the same results.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from qingtian.protocols.hj212 import kernels
from qingtian.protocols.hj212.kernels import QN_AT, SHORTEST, Bytes, Ints
from qingtian.quantities.compiling import COMPILED

__all__ = [
    "COMPILED",
    "EPOCH",
    "FRAME",
    "QN_AT",
    "Bytes",
    "Ints",
    "Scan",
    "answers",
    "cold",
    "rows",
    "scan",
    "seconds",
    "warm",
]

_COLUMNS = [
    "source",
    "start",
    "end",
    "segment",
    "segment_end",
    "qn",
    "qn_end",
    "st",
    "st_end",
    "cn",
    "cn_end",
    "pw",
    "pw_end",
    "mn",
    "mn_end",
    "flag",
    "flag_end",
    "pnum",
    "pnum_end",
    "pno",
    "pno_end",
    "cp",
    "cp_end",
    "flag_value",
    "time",
    "crc_ok",
    "stamp",
]
FRAME = np.dtype([(name, np.int32) for name in _COLUMNS])
"""One frame: offsets into the buffer, each field with its end; -1 where a field is missing.

`source` is the number of the stretch it was found in, `start` its first `#`, `end` the byte after
its checksum (the tail is left out, as in `Frame.raw`), `segment` its data segment, `cp` the data
area between the ampersands, `flag_value` Flag as a number, `time` the 14 digits of a DataTime that
opens the area, `crc_ok` always 1, `stamp` that DataTime in seconds since `EPOCH` (-1 for none).
"""
EPOCH = datetime(2000, 1, 1, tzinfo=timezone(timedelta(hours=8)))
"""Where `stamp` counts from; what is before it or after 2060 has none."""


class Scan(NamedTuple):
    """What a scan found.

    Attributes
    ----------
    frames
        Structured array of `FRAME`, in the order of the buffer.
    consumed
        For each stretch the offset of the first byte that belongs to no such frame; its end
        where all was taken.
    """

    frames: npt.NDArray[np.void]
    consumed: Ints


def scan(
    buffer: Bytes, bounds: Ints | None = None, *, limit: int = 8192, tail: bool = True
) -> Scan:
    """Find the frames of the standard form.

    Parameters
    ----------
    buffer
        Bytes of one or several streams, one stretch after the other.
    bounds
        Where each stretch begins, and the end of the last; one stretch by default.
    limit
        Longest data segment to take. [byte]
    tail
        Whether a frame has to end in CR LF, as on the wire; frames kept without it have none.

    Returns
    -------
    Scan
        The frames, and how far each stretch was taken.
    """
    if bounds is None:
        bounds = np.array([0, len(buffer)], np.int32)
    found = np.empty((len(buffer) // SHORTEST + 1, len(_COLUMNS)), np.int32)
    consumed = np.empty(len(bounds) - 1, np.int32)
    count = kernels.find(_plain(buffer), bounds, limit, tail, found, consumed)
    return Scan(found[:count].view(FRAME)[:, 0], consumed)


def rows(result: Scan) -> list[list[int]]:
    """List the frames' columns as plain integers, in the order of `FRAME`."""
    frames = result.frames
    flat: list[list[int]] = frames.view(np.int32).reshape(len(frames), len(_COLUMNS)).tolist()
    return flat


def answers(
    buffer: Bytes, numbers: Ints, chosen: Ints, templates: Bytes, lengths: Ints
) -> tuple[bytes, list[int]]:
    """Write an answer for each frame from its device's template.

    Parameters
    ----------
    buffer
        Holds the request numbers.
    numbers
        Where each frame's request number stands.
    chosen
        The template of each frame's answer; negative for none.
    templates
        Whole frames with any request number and checksum, one a row, padded.
    lengths
        Length of each template, its CR LF included. [byte]

    Returns
    -------
    tuple of bytes and list of int
        The answers one after the other, and where each ends.
    """
    out = np.empty(int(templates.shape[1]) * len(chosen), np.uint8)
    ends = np.empty(len(chosen), np.int32)
    at = np.ascontiguousarray(numbers)
    size = kernels.fill(_plain(buffer), at, chosen, templates, lengths, out, ends)
    return out[:size].tobytes(), ends.tolist()


def seconds(digits: bytes) -> int:
    """Read a DataTime as `stamp` does.

    Parameters
    ----------
    digits
        YYYYMMDDhhmmss, Beijing time.

    Returns
    -------
    int
        Seconds since `EPOCH`; -1 where it is no such time. [s]
    """
    buffer = _plain(np.frombuffer(digits, np.uint8))
    whole = len(digits) == 14 and digits.isdigit()
    return int(kernels.stamp(buffer, 0)) if whole else -1


def _plain(buffer: Bytes) -> Bytes:
    """Give a buffer the one type that the kernels are compiled for: contiguous, read only."""
    view = np.ascontiguousarray(buffer).view()
    view.flags.writeable = False
    return view


def cold() -> bool:
    """Say whether `warm` would have to compile, since no earlier process has kept anything."""
    cache = getattr(kernels.find, "_cache", None)
    path = getattr(cache, "cache_path", None)
    return path is not None and not any(Path(path).glob("kernels.find-*.nbi"))


def warm() -> None:
    """Compile everything, or load it from the cache; takes seconds the first time."""
    buffer = np.zeros(64, np.uint8)
    scan(buffer)
    one = np.zeros(1, np.int32)
    seconds(b"20200101000000")
    answers(buffer, one, one, np.zeros((1, 64), np.uint8), np.full(1, 64, np.int32))
