"""The compiled functions of `columns`: from data areas to values.

All of them stand in this one file, since numba renews what it keeps by the file it was made from.
Without numba they run as plain Python: bytes become np.int64 before any sum, which NumPy would
else keep within the byte.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from qingtian.protocols.hj212.kernels import Bytes, Ints
from qingtian.quantities.compiling import compiled

Words = npt.NDArray[np.uint64]


@compiled
def _two(buffer: Bytes, at: int) -> int:
    """Read two digits that were found to be digits."""
    return int((np.int64(buffer[at]) - 48) * 10 + np.int64(buffer[at + 1]) - 48)


@compiled
def _stamp(buffer: Bytes, at: int) -> int:
    """Read YYYYMMDDhhmmss as seconds since 1970 in its own zone; -1 where there is no such time."""
    year = _two(buffer, at) * 100 + _two(buffer, at + 2)
    month, day = _two(buffer, at + 4), _two(buffer, at + 6)
    hour, minute, second = _two(buffer, at + 8), _two(buffer, at + 10), _two(buffer, at + 12)
    if year < 1970 or year >= 2200 or month < 1 or month > 12 or day < 1:
        return -1
    if hour > 23 or minute > 59 or second > 59:
        return -1
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    longest = 31
    if month == 2:
        longest = 29 if leap else 28
    elif month in (4, 6, 9, 11):
        longest = 30
    if day > longest:
        return -1
    # Days since 1970-01-01, counting years from March.
    shifted = year - 1 if month <= 2 else year
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    days = 365 * shifted + shifted // 4 - shifted // 100 + shifted // 400 + of_year - 719_468
    return days * 86_400 + hour * 3600 + minute * 60 + second


@compiled
def _place(key: np.uint64, slots: Ints, keys: Words, known: int) -> tuple[int, int]:
    """Find a key's place among those met so far; enter it where it is new."""
    mixed = key ^ (key >> np.uint64(11)) ^ (key >> np.uint64(23)) ^ (key >> np.uint64(37))
    at = np.int64(mixed & np.uint64(4095))
    while True:
        place = slots[at]
        if place < 0:
            if known >= 2048:
                return -1, known
            slots[at] = known
            keys[known] = key
            return known, known + 1
        if keys[place] == key:
            return place, known
        at = (at + 1) & 4095


@compiled
def decode(  # noqa: C901 - one loop over bytes, kept whole for speed
    buffer: Bytes,
    sts: Ints,
    cns: Ints,
    cps: Ints,
    cp_ends: Ints,
    times: Ints,
    periods: npt.NDArray[np.int8],
    field_words: Words,
    flag_word: np.uint64,
    powers: npt.NDArray[np.float64],
    slots: Ints,
    keys: Words,
    out_frame: Ints,
    out_code: Ints,
    out_field: npt.NDArray[np.int8],
    out_value: npt.NDArray[np.float64],
    out_decimals: npt.NDArray[np.int8],
    out_flag: Bytes,
    taken: npt.NDArray[np.bool_],
    interval: npt.NDArray[np.int8],
    stamp: npt.NDArray[np.int64],
) -> tuple[int, int]:
    """Read each frame's parts in one pass; go back to its beginning where one is out of form."""
    size = known = 0
    # Which frame a code was last marked in, a key last seen in: no clearing between frames.
    marked, mark = np.full(2048, -1, np.int32), np.empty(2048, np.uint8)
    seen = np.full((2048, 16), -1, np.int32)
    for index in range(len(cps)):
        cn = cns[index]
        period = periods[_two(buffer, cn) * 100 + _two(buffer, cn + 2)]
        interval[index] = period
        at, end = cps[index], cp_ends[index]
        if period < 0 or at == end:
            taken[index] = at == end
            interval[index] = -1 if at == end else period
            continue
        if times[index] < 0:
            continue
        moment = _stamp(buffer, times[index])
        if moment < 0:
            continue
        stamp[index] = moment
        st = np.uint64(buffer[sts[index]]) << np.uint64(8) | np.uint64(buffer[sts[index] + 1])
        at = times[index] + 15
        first = size
        good = True
        last, place = np.uint64(0), -1
        while at < end:
            # The name: a code of one to six characters, a hyphen, a field.
            word = np.uint64(0)
            length = 0
            while at < end and buffer[at] != 45 and length <= 6:
                if buffer[at] == 61:
                    break
                word = word << np.uint64(8) | np.uint64(buffer[at])
                length += 1
                at += 1
            if at >= end or buffer[at] != 45 or length == 0 or length > 6:
                good = False
                break
            if word != last or place < 0:
                place, known = _place(word << np.uint64(16) | st, slots, keys, known)
                last = word
            at += 1
            word = np.uint64(0)
            length = 0
            while at < end and buffer[at] != 61 and length <= 8:
                word = word << np.uint64(8) | np.uint64(buffer[at])
                length += 1
                at += 1
            if place < 0 or at >= end or buffer[at] != 61 or length > 8:
                good = False
                break
            at += 1
            if word == flag_word:
                byte = np.uint8(0)
                if at < end and buffer[at] != 59 and buffer[at] != 44:
                    byte = buffer[at]
                    if 97 <= byte <= 122:
                        byte -= np.uint8(32)
                    at += 1
                if at < end and buffer[at] != 59 and buffer[at] != 44:
                    good = False
                    break
                if marked[place] == index:
                    good = False
                    break
                marked[place] = index
                mark[place] = byte
                at += 1
                continue
            field = -1
            for other in range(len(field_words)):
                if field_words[other] == word:
                    field = other
                    break
            # The value: sign, digits, a point, digits.
            negative = False
            if at < end and (buffer[at] == 45 or buffer[at] == 43):
                negative = buffer[at] == 45
                at += 1
            number = np.int64(0)
            digits = 0
            while at < end and 48 <= buffer[at] <= 57 and digits <= 15:
                number = number * 10 + np.int64(buffer[at]) - 48
                digits += 1
                at += 1
            decimals = 0
            if digits > 0 and at < end and buffer[at] == 46:
                at += 1
                while at < end and 48 <= buffer[at] <= 57 and digits + decimals <= 15:
                    number = number * 10 + np.int64(buffer[at]) - 48
                    decimals += 1
                    at += 1
            total = digits + decimals
            if field < 0 or digits == 0 or total > 15 or seen[place, field] == index:
                good = False
                break
            seen[place, field] = index
            if at < end and buffer[at] != 59 and buffer[at] != 44:
                good = False
                break
            value = np.float64(number) / powers[decimals]
            out_frame[size] = index
            out_code[size] = place
            out_field[size] = field
            out_value[size] = -value if negative else value
            out_decimals[size] = decimals
            size += 1
            at += 1
        if not good:
            size = first
            continue
        for row in range(first, size):
            place = out_code[row]
            out_flag[row] = mark[place] if marked[place] == index else 0
        taken[index] = True
    return size, known
