"""The checksum of HJ 212 (2017 appendix A; the same in 2005 and 2025), and those sent by mistake.

It is called "ANSI CRC16" there but is no standard CRC: each step throws the old low byte away, so
the state has 8 bits and only 256 values exist. With T the table of the reflected polynomial A001,
one step is `r = T[(r >> 8) ^ byte]`. H[x] = T[x] >> 8 is linear over xor and gives x back when
applied 8 times. So all bytes whose distance from the end is equal modulo 8 may be xored first:
the segment folds to 8 bytes, as one big integer, before a single table look-up for each.
It does not see two bytes exchanged whose distance is a multiple of 8; it is no proof of integrity.
"""

from __future__ import annotations

import binascii
from collections.abc import Callable, Iterator
from functools import cache

_POLYNOMIAL = 0xA001
"""x16 + x15 + x2 + 1, reflected (2017 appendix A)."""


def _entry(index: int) -> int:
    register = index
    for _ in range(8):
        register = (register >> 1) ^ (_POLYNOMIAL if register & 1 else 0)
    return register


TABLE: tuple[int, ...] = tuple(_entry(index) for index in range(256))
LOW_BYTES = frozenset({0x00, 0x01, 0x40, 0x41, 0x80, 0x81, 0xC0, 0xC1})
"""Low bytes that a right checksum can have; any other is wrong without computing."""


def _powers() -> tuple[tuple[int, ...], ...]:
    """Tabulate H applied 0..7 times to each byte."""
    rows = [tuple(range(256))]
    for _ in range(7):
        rows.append(tuple(TABLE[value] >> 8 for value in rows[-1]))
    return tuple(rows)


_POWERS = _powers()


def crc16(segment: bytes) -> int:
    """Compute the checksum of a data segment (HJ 212-2017, appendix A).

    The worked example there contradicts itself: the frame ends in 1C80, the sentence below it
    says 1C08. The printed algorithm gives 1C80.

    Parameters
    ----------
    segment
        The bytes between length and checksum, whatever they are.

    Returns
    -------
    int
        0..FFFF; FFFF for an empty segment.

    Notes
    -----
    The register starts as FFFF, which is the same as xoring FF into the first byte.
    """
    size = len(segment)
    if not size:
        return 0xFFFF
    value = int.from_bytes(segment, "big") ^ (0xFF << (8 * (size - 1)))
    blocks = (size + 7) // 8
    while blocks > 1:  # Fold in halves, each a whole number of 8-byte words.
        half = blocks // 2
        low = value & ((1 << (64 * half)) - 1)
        value = (value >> (64 * half)) ^ low
        blocks -= half
    p0, p1, p2, p3, p4, p5, p6, p7 = _POWERS
    return TABLE[
        p0[value & 0xFF]
        ^ p1[value >> 8 & 0xFF]
        ^ p2[value >> 16 & 0xFF]
        ^ p3[value >> 24 & 0xFF]
        ^ p4[value >> 32 & 0xFF]
        ^ p5[value >> 40 & 0xFF]
        ^ p6[value >> 48 & 0xFF]
        ^ p7[value >> 56]
    ]


def text(checksum: int) -> str:
    """Write a checksum as the frame carries it: four upper-case hexadecimal digits."""
    return f"{checksum:04X}"


def modbus(segment: bytes, start: int = 0xFFFF) -> int:
    """Compute CRC-16/MODBUS, which whole projects send by mistake (start 0000: CRC-16/ARC)."""
    register = start
    for byte in segment:
        register = (register >> 8) ^ TABLE[(register ^ byte) & 0xFF]
    return register


def arc(segment: bytes) -> int:
    """Compute CRC-16/ARC: MODBUS with a register that starts as 0000."""
    return modbus(segment, 0)


def ccitt(segment: bytes) -> int:
    """Compute CRC-16/CCITT-FALSE: polynomial 1021, start FFFF."""
    return binascii.crc_hqx(segment, 0xFFFF)


def xmodem(segment: bytes) -> int:
    """Compute CRC-16/XMODEM: polynomial 1021, start 0000."""
    return binascii.crc_hqx(segment, 0)


FOREIGN: dict[str, Callable[[bytes], int]] = {
    "modbus": modbus,
    "arc": arc,
    "ccitt": ccitt,
    "xmodem": xmodem,
}
"""Checksums that loggers send instead, by name; each also occurs with its two bytes swapped."""


def swapped(checksum: int) -> int:
    """Exchange the two bytes of a checksum."""
    return (checksum & 0xFF) << 8 | checksum >> 8


def _spans(segment: bytes, digits: bytes) -> Iterator[tuple[str, bytes]]:
    yield "", segment
    yield "-with-length", digits + segment
    yield "-with-head", b"##" + digits + segment


@cache
def _parts(name: str) -> tuple[Callable[[bytes], int], bool, str] | None:
    """Read a name as `foreign_name` writes it: function, whether swapped, span; None if it is none."""
    kind, _, rest = name.partition("-")
    swap = rest == "swapped" or rest.startswith("swapped-")
    span = rest.removeprefix("swapped").removeprefix("-") if swap else rest
    function = {"standard": crc16, **FOREIGN}.get(kind)
    if function is None or span not in ("", "with-length", "with-head"):
        return None
    return function, swap, span


def is_foreign(name: str, segment: bytes, digits: bytes, checksum: int) -> bool:
    """Say whether a checksum is the one of that name.

    Parameters
    ----------
    name
        As `foreign_name` gives it.
    segment, digits, checksum
        As for `foreign_name`.
    """
    parts = _parts(name)
    if parts is None:
        return False
    function, swap, span = parts
    covered = {"": segment, "with-length": digits + segment}.get(span, b"##" + digits + segment)
    right = function(covered)
    return checksum == (swapped(right) if swap else right)


def foreign_name(segment: bytes, digits: bytes, checksum: int) -> str | None:
    """Name the other checksum that a sender used, if one explains what came.

    Parameters
    ----------
    segment
        The data segment.
    digits
        The length as it was written, which some loggers count in.
    checksum
        What the frame carries.

    Returns
    -------
    str or None
        A name such as `modbus`, `modbus-swapped`, `modbus-with-length`; None when none fits.
        A random checksum fits one of them about once in 2,700.
    """
    if checksum == swapped(crc16(segment)):
        return "standard-swapped"
    known = _reflected(segment, digits)
    for span, covered in _spans(segment, digits):
        found = {**known[span], "ccitt": ccitt(covered), "xmodem": xmodem(covered)}
        for name in FOREIGN:
            if found[name] == checksum:
                return name + span
            if swapped(found[name]) == checksum:
                return f"{name}-swapped{span}"
    return None


def _reflected(segment: bytes, digits: bytes) -> dict[str, dict[str, int]]:
    """Compute MODBUS and ARC over each span in one walk over the segment.

    Both are linear: the checksum of a prefix and a segment is that of the segment alone, xored
    with what the prefix leaves in the register moved on by as many zero bytes.
    """
    alone, size = arc(segment), len(segment)
    starts = {span: covered[: len(covered) - size] for span, covered in _spans(segment, digits)}
    return {
        span: {
            "modbus": alone ^ _moved(modbus(prefix), size),
            "arc": alone ^ _moved(arc(prefix), size),
        }
        for span, prefix in starts.items()
    }


@cache
def _doublings() -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """Tabulate, for low and high byte of a register, what 1, 2, 4 … zero bytes make of it."""
    low = TABLE
    high = tuple(range(256))  # one step moves the high byte down
    rows = [(low, high)]
    for _ in range(15):
        low, high = (
            tuple(low[value & 0xFF] ^ high[value >> 8] for value in half) for half in (low, high)
        )
        rows.append((low, high))
    return tuple(rows)


def _moved(register: int, count: int) -> int:
    """Say what is left in a register of MODBUS after so many zero bytes."""
    for low, high in _doublings():
        if count & 1:
            register = low[register & 0xFF] ^ high[register >> 8]
        count >>= 1
        if not count:
            break
    return register
