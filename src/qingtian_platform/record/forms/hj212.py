"""Frames of HJ 212: the compiled decoder for those of the standard's form, the readable for others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from qingtian.protocols.hj212 import columns
from qingtian.protocols.hj212 import observations as readable
from qingtian.protocols.hj212.dialects import Dialect, Edition
from qingtian.protocols.hj212.errors import Hj212Error
from qingtian.protocols.hj212.frame import Frame
from qingtian.protocols.hj212.masking import masked
from qingtian.protocols.hj212.reader import Reader
from qingtian.protocols.hj212.scan import scan
from qingtian_platform.record.forms import Decoded, Source
from qingtian_platform.record.rows import DECODED, INTERVALS, RowList, together, words

_MN = re.compile(rb"MN\s*=\s*([^;,&]{0,64})")
_AREA = re.compile(rb"CP\s*=\s*&&(.*)&&", re.DOTALL)
_STAR: Final = ord("*")
_SECOND: Final = 1_000_000
_NO_SOURCE: Final = Source()


def decode(raws: Sequence[bytes], sources: Mapping[str, Source]) -> Decoded:
    """Read frames.

    Parameters
    ----------
    raws
        A frame each, with or without its CR LF.
    sources
        Data loggers by MN.

    Returns
    -------
    Decoded
        A frame whose checksum is not right for its sender has no observations.
    """
    whole = b"".join(raws)
    buffer = np.frombuffer(whole, np.uint8)
    bounds = np.zeros(len(raws) + 1, np.int32)
    np.cumsum([len(raw) for raw in raws], out=bounds[1:])
    found = scan(buffer, bounds, tail=False)
    frames = _alone(found.frames, bounds)
    mns = [
        whole[a:b].decode("ascii")
        for a, b in zip(frames["mn"].tolist(), frames["mn_end"].tolist(), strict=True)
    ]
    read = _columns(buffer, frames, mns, sources)
    texts = _masked(buffer, frames[read.taken], bounds)
    fast = _table(whole, frames, mns, read)
    readings = ["sent"] * len(raws)
    rows = RowList()
    quick = np.zeros(len(raws), np.bool_)
    quick[frames["source"][read.taken]] = True
    for place in np.flatnonzero(~quick).tolist():
        texts[place], readings[place] = _read(rows, place, raws[place], sources)
    return Decoded(texts, readings, together([fast, rows.table()]))


def _alone(frames: npt.NDArray[np.void], bounds: npt.NDArray[np.int32]) -> npt.NDArray[np.void]:
    """Keep the frames that are all of their receipt but for a CR LF."""
    source = frames["source"]
    begins = frames["start"] == bounds[source]
    rest = bounds[source + 1] - frames["end"]
    return cast("npt.NDArray[np.void]", frames[begins & ((rest == 0) | (rest == 2))])


def _columns(
    buffer: npt.NDArray[np.uint8],
    frames: npt.NDArray[np.void],
    mns: list[str],
    sources: Mapping[str, Source],
) -> columns.Columns:
    known = [sources.get(mn, _NO_SOURCE) for mn in mns]
    minutes = np.fromiter((source.minutes for source in known), np.int32, len(known))
    label_end = np.fromiter((source.label_end for source in known), np.bool_, len(known))
    return columns.decode(buffer, frames, minutes=minutes, label_end=label_end)


def _masked(
    buffer: npt.NDArray[np.uint8],
    frames: npt.NDArray[np.void],
    bounds: npt.NDArray[np.int32],
) -> list[bytes]:
    """Put asterisks over password and checksum of plain frames; their areas hold no secrets."""
    starred = buffer.copy()
    for first, size in ((frames["pw"], 6), (frames["end"] - 4, 4)):
        starred[(first[:, None] + np.arange(size)).ravel()] = _STAR
    data, ends = starred.tobytes(), bounds.tolist()
    return [data[a:b] for a, b in pairwise(ends)]


def _table(
    whole: bytes, frames: npt.NDArray[np.void], mns: list[str], read: columns.Columns
) -> pa.Table:
    """Give the compiled decoder's values as columns of the schema `DECODED`."""
    mn_of, mn_words = _interned(mns)
    sts = [whole[at : at + 2].decode("ascii") for at in frames["st"].tolist()]
    st_of, st_words = _interned(sts)
    frame, size = read.frame, len(read.frame)
    flags, flag_of = np.unique(read.flag, return_inverse=True)
    arrays: list[Any] = [
        frames["source"][frame],
        words(mn_of[frame], mn_words),
        words(st_of[frame], st_words),
        words(read.code, read.codes),
        words(read.interval[frame], INTERVALS),
        read.start[frame] * _SECOND,
        read.end[frame] * _SECOND,
        words(read.field, columns.FIELDS),
        np.zeros(size, np.int16),
        read.value,
        read.decimals,
        pa.nulls(size, pa.string()),
        words(flag_of, [chr(flag) if flag else "" for flag in flags.tolist()]),
    ]
    return pa.table([pa.array(a) if isinstance(a, np.ndarray) else a for a in arrays], DECODED)


def _interned(texts: list[str]) -> tuple[npt.NDArray[np.int32], list[str]]:
    """Give each text a number, by first occurrence."""
    places: dict[str, int] = {}
    numbers = [places.setdefault(text, len(places)) for text in texts]
    return np.array(numbers, np.int32), list(places)


def _read(
    rows: RowList, place: int, raw: bytes, sources: Mapping[str, Source]
) -> tuple[bytes, str]:
    """Read one frame the readable way; return its masked text and how it was come by."""
    match = _MN.search(raw)
    source = sources.get(match[1].strip().decode("latin-1"), _NO_SOURCE) if match else _NO_SOURCE
    frame = _frame(raw, source)
    if frame is None:
        return masked(raw), "sent"
    if frame.crc_ok:
        _add(rows, place, frame, source)
    if frame.encrypted:
        return masked(frame.plain), "decrypted"
    if "cipher" in frame.deviations:
        return masked(_AREA.sub(_hidden, raw)), "sent"
    return masked(raw), "sent"


def _hidden(match: re.Match[bytes]) -> bytes:
    """Hide cipher text that was not opened: a weak key could be tried out on it."""
    before, area = match[0][: match.start(1) - match.start()], match[1]
    return before + b"*" * len(area) + b"&&"


def _frame(raw: bytes, source: Source) -> Frame | None:
    try:
        reader = Reader(
            Dialect(
                edition=cast("Edition", source.edition),
                checksum=source.checksum,
                strict=source.strict,
                sm4_key=source.sm4_key,
                minutes=source.minutes,
                label="end" if source.label_end else "start",
            )
        )
    except Hj212Error:
        reader = Reader()
    found = [*reader.feed(raw), *reader.end()]
    return next((item for item in found if isinstance(item, Frame)), None)


def _add(rows: RowList, place: int, frame: Frame, source: Source) -> None:
    message = frame.message
    for item in readable.observations(
        message, minutes=source.minutes, label="end" if source.label_end else "start"
    ):
        rows.frame.append(place)
        rows.mn.append(message.mn)
        rows.st.append(message.st)
        rows.code.append(item.code)
        rows.interval.append(item.interval)
        rows.start.append(_micros(item.start))
        rows.end.append(_micros(item.end))
        rows.field.append(item.field)
        rows.place.append(item.place)
        rows.value.append(item.value)
        rows.decimals.append(item.decimals)
        rows.text.append(item.text)
        rows.flag.append(item.flag)


def _micros(moment: datetime) -> int:
    return int(moment.timestamp()) * _SECOND
