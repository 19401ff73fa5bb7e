"""The compiled functions of `scan`: from bytes to offsets, and from templates to answers.

All of them stand in this one file, since numba renews what it keeps by the file it was made from.
Without numba they run as plain Python: bytes become np.int64 before any sum, which NumPy would
else keep within the byte.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from qingtian.protocols.hj212 import crc
from qingtian.quantities.compiling import compiled

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int32]

SHORTEST = 40
"""No frame of this form is shorter. [byte]"""
QN_AT = 9
"""Where the request number stands in a frame of this form. [byte]"""
TABLE = np.array(crc.TABLE, np.uint16)
POWERS = np.array(crc._powers(), np.uint8)  # noqa: SLF001 - one table for both


@compiled
def checksum(buffer: Bytes, start: int, end: int) -> int:
    """Fold the segment to eight bytes, then look up each (module `crc` says why this is right)."""
    size = end - start
    if size == 0:
        return 0xFFFF
    extra = size & 7
    a = b = c = d = e = f = g = h = np.uint8(0)
    at = start + extra
    while at < end:
        a ^= buffer[at]
        b ^= buffer[at + 1]
        c ^= buffer[at + 2]
        d ^= buffer[at + 3]
        e ^= buffer[at + 4]
        f ^= buffer[at + 5]
        g ^= buffer[at + 6]
        h ^= buffer[at + 7]
        at += 8
    folded = (
        POWERS[7, a]
        ^ POWERS[6, b]
        ^ POWERS[5, c]
        ^ POWERS[4, d]
        ^ POWERS[3, e]
        ^ POWERS[2, f]
        ^ POWERS[1, g]
        ^ POWERS[0, h]
    )
    for index in range(extra):
        folded ^= POWERS[(extra - 1 - index) & 7, buffer[start + index]]
    folded ^= POWERS[(size - 1) & 7, 0xFF]
    return int(TABLE[folded])


@compiled
def _hex(buffer: Bytes, at: int) -> int:
    """Read four upper-case hexadecimal digits; -1 where they are not."""
    value = np.int64(0)
    for index in range(at, at + 4):
        byte = np.int64(buffer[index])
        if 48 <= byte <= 57:
            value = value * 16 + byte - 48
        elif 65 <= byte <= 70:
            value = value * 16 + byte - 55
        else:
            return -1
    return int(value)


@compiled
def _digits(buffer: Bytes, at: int, end: int) -> int:
    """Count the decimal digits from `at`."""
    count = 0
    while at < end and 48 <= buffer[at] <= 57:
        at += 1
        count += 1
    return count


@compiled
def _number(buffer: Bytes, at: int, end: int) -> int:
    """Read a number whose digits were counted."""
    value = np.int64(0)
    for index in range(at, end):
        value = value * 10 + np.int64(buffer[index]) - 48
    return int(value)


@compiled
def _named(buffer: Bytes, at: int, end: int, first: int, second: int) -> int:
    """Return where the value begins if a field of this two-letter name stands here, else -1."""
    if at + 3 <= end and buffer[at] == first and buffer[at + 1] == second and buffer[at + 2] == 61:
        return at + 3
    return -1


@compiled
def _word(buffer: Bytes, at: int, end: int) -> int:
    """Return where a plain value ends: at a semicolon after printable ASCII; -1 if it does not."""
    begin = at
    while at < end and buffer[at] != 59:
        byte = buffer[at]
        if byte <= 32 or byte >= 127 or byte == 38 or byte == 44 or byte == 61:
            return -1
        at += 1
    return at if begin < at < end else -1


@compiled
def _short(buffer: Bytes, begin: int, end: int, field: Ints, column: int) -> int:
    """Take the fields QN ST CN PW MN, each of its printed form; return where the next begins."""
    at = begin
    names = (81, 78, 83, 84, 67, 78, 80, 87, 77, 78)
    for index in range(5):
        value = _named(buffer, at, end, names[2 * index], names[2 * index + 1])
        if value < 0:
            return -1
        stop = _word(buffer, value, end)
        if stop < 0:
            return -1
        field[column + 2 * index] = value
        field[column + 2 * index + 1] = stop
        at = stop + 1
    return at


@compiled
def _days_in(year: int, month: int) -> int:
    """Count the days of a month; every fourth year from 2000 to 2060 is a leap year."""
    if month == 2:
        return 29 if year % 4 == 0 else 28
    return 30 if month in (4, 6, 9, 11) else 31


@compiled
def stamp(buffer: Bytes, at: int) -> int:
    """Turn 14 digits into seconds since 2000; -1 where they are no moment up to 2060."""
    year, month = _number(buffer, at, at + 4) - 2000, _number(buffer, at + 4, at + 6)
    day, hour = _number(buffer, at + 6, at + 8), _number(buffer, at + 8, at + 10)
    minute, second = _number(buffer, at + 10, at + 12), _number(buffer, at + 12, at + 14)
    if not (0 <= year <= 60 and 1 <= month <= 12 and 1 <= day <= _days_in(year, month)):
        return -1
    if hour > 23 or minute > 59 or second > 59:
        return -1
    days = year * 365 + (year + 3) // 4 + day - 1
    for earlier in range(1, month):
        days += _days_in(year, earlier)
    return days * 86400 + hour * 3600 + minute * 60 + second


@compiled
def _forms(buffer: Bytes, field: Ints) -> bool:
    """Hold QN ST CN PW MN to their lengths and characters."""
    if field[6] - field[5] != 17 or _digits(buffer, field[5], field[6]) != 17:
        return False
    if stamp(buffer, field[5]) < 0:
        return False
    if field[8] - field[7] != 2 or field[12] - field[11] != 6:
        return False
    byte = buffer[field[7]]
    if not (48 <= byte <= 57 or 65 <= byte <= 90) or _digits(buffer, field[7] + 1, field[8]) != 1:
        return False
    if field[10] - field[9] != 4 or _digits(buffer, field[9], field[10]) != 4:
        return False
    for index in range(field[13], field[14]):
        byte = buffer[index]
        if not (48 <= byte <= 57 or 65 <= byte <= 90 or 97 <= byte <= 122 or byte in (45, 95)):
            return False
    return bool(field[14] - field[13] <= 24)


@compiled
def _flag(buffer: Bytes, at: int, end: int, field: Ints) -> int:
    """Take `Flag=n;`; return where the next field begins, or -1."""
    if at + 7 > end:
        return -1
    if not (
        buffer[at] == 70
        and buffer[at + 1] == 108
        and buffer[at + 2] == 97
        and buffer[at + 3] == 103
        and buffer[at + 4] == 61
    ):
        return -1
    count = _digits(buffer, at + 5, end)
    stop = at + 5 + count
    if not 1 <= count <= 3 or stop >= end or buffer[stop] != 59:
        return -1
    value = _number(buffer, at + 5, stop)
    if value > 255 or (count > 1 and buffer[at + 5] == 48):
        return -1
    field[15], field[16], field[23] = at + 5, stop, value
    return stop + 1


@compiled
def _packet(buffer: Bytes, at: int, end: int, field: Ints) -> int:
    """Take `PNUM=n;PNO=n;`; return where the next field begins, or -1."""
    if at + 6 > end or buffer[at] != 80 or buffer[at + 1] != 78 or buffer[at + 2] != 85:
        return -1
    if buffer[at + 3] != 77 or buffer[at + 4] != 61:
        return -1
    first = at + 5
    count = _digits(buffer, first, end)
    at = first + count
    if not 1 <= count <= 4 or at + 6 > end or buffer[at] != 59 or buffer[at + 1] != 80:
        return -1
    if buffer[at + 2] != 78 or buffer[at + 3] != 79 or buffer[at + 4] != 61:
        return -1
    second = at + 5
    digits = _digits(buffer, second, end)
    stop = second + digits
    if not 1 <= digits <= 4 or stop >= end or buffer[stop] != 59:
        return -1
    if not 1 <= _number(buffer, second, stop) <= _number(buffer, first, at):
        return -1
    field[17], field[18], field[19], field[20] = first, at, second, stop
    return stop + 1


@compiled
def _area(buffer: Bytes, at: int, end: int) -> bool:
    """Say whether a data area is plain: `name=value` parts of printable ASCII, none empty."""
    if at == end:
        return True
    named = False
    size = 0
    for index in range(at, end):
        byte = buffer[index]
        if byte in (59, 44):
            if not named:
                return False
            named = False
            size = 0
        elif byte == 61:
            if size == 0:
                return False
            named = True
        elif byte <= 32 or byte >= 127 or byte == 38 or byte == 47:
            return False
        else:
            size += 1
    return named


@compiled
def _time(buffer: Bytes, at: int, end: int) -> int:
    """Return where the digits of an opening `DataTime=` stand, or -1."""
    name = (68, 97, 116, 97, 84, 105, 109, 101, 61)
    if at + 23 > end or (at + 23 < end and buffer[at + 23] not in (59, 44)):
        return -1
    for index in range(9):
        if buffer[at + index] != name[index]:
            return -1
    return at + 9 if _digits(buffer, at + 9, at + 23) == 14 else -1


@compiled
def _segment(buffer: Bytes, begin: int, end: int, field: Ints) -> bool:
    """Take a data segment of the printed form."""
    at = _short(buffer, begin, end, field, 5)
    if at < 0 or not _forms(buffer, field):
        return False
    at = _flag(buffer, at, end, field)
    if at < 0:
        return False
    field[17] = field[18] = field[19] = field[20] = -1
    if field[23] & 2:
        at = _packet(buffer, at, end, field)
        if at < 0:
            return False
    if _named(buffer, at, end, 82, 70) >= 0:  # RF=1; HJ 212-2025
        if at + 5 > end or buffer[at + 3] != 49 or buffer[at + 4] != 59:
            return False
        at += 5
    area = _named(buffer, at, end, 67, 80)
    if area < 0 or area + 4 > end or buffer[area] != 38 or buffer[area + 1] != 38:
        return False
    if buffer[end - 1] != 38 or buffer[end - 2] != 38:
        return False
    field[21], field[22] = area + 2, end - 2
    field[24] = _time(buffer, area + 2, end - 2)
    field[26] = stamp(buffer, field[24]) if field[24] >= 0 else -1
    return bool(_area(buffer, area + 2, end - 2))


@compiled
def _frame(buffer: Bytes, at: int, end: int, limit: int, tail: bool, field: Ints) -> int:  # noqa: FBT001
    """Take the frame that begins here; return the first byte after it, or -1."""
    if at + 10 > end or buffer[at] != 35 or buffer[at + 1] != 35:
        return -1
    if _digits(buffer, at + 2, at + 6) != 4:
        return -1
    size = _number(buffer, at + 2, at + 6)
    begin, stop = at + 6, at + 6 + size
    after = stop + 6 if tail else stop + 4
    if size < SHORTEST - 12 or size > limit or after > end:
        return -1
    if tail and (buffer[stop + 4] != 13 or buffer[stop + 5] != 10):
        return -1
    if not _segment(buffer, begin, stop, field):
        return -1
    if _hex(buffer, stop) != checksum(buffer, begin, stop):
        return -1
    field[1], field[2], field[3], field[4], field[25] = at, stop + 4, begin, stop, 1
    return after


@compiled
def find(
    buffer: Bytes,
    bounds: Ints,
    limit: int,
    tail: bool,  # noqa: FBT001
    found: Ints,
    consumed: Ints,
) -> int:
    """Take what can be taken of each stretch; return the count of frames."""
    count = 0
    for source in range(len(bounds) - 1):
        at, end = bounds[source], bounds[source + 1]
        while at < end:
            after = _frame(buffer, at, end, limit, tail, found[count])
            if after < 0:
                break
            found[count, 0] = source
            count += 1
            at = after
        consumed[source] = at
    return count


@compiled
def fill(
    buffer: Bytes,
    numbers: Ints,
    chosen: Ints,
    templates: Bytes,
    lengths: Ints,
    out: Bytes,
    ends: Ints,
) -> int:
    """Copy each template, put the request number in, and compute its checksum."""
    at = 0
    for index in range(len(chosen)):
        which = chosen[index]
        if which >= 0:
            size = lengths[which]
            for offset in range(size):
                out[at + offset] = templates[which, offset]
            for offset in range(17):
                out[at + QN_AT + offset] = buffer[numbers[index] + offset]
            value = checksum(out, at + 6, at + size - 6)
            for offset in range(4):
                nibble = (value >> (12 - 4 * offset)) & 15
                out[at + size - 6 + offset] = nibble + (48 if nibble < 10 else 55)
            at += size
        ends[index] = at
    return at
