"""Fuzz the HJ 212 reader: an event, or the protocol's own error, never anything else.

The same bytes are read in one piece and in pieces, and must give the same; every frame found
is read to its last value, judged strictly, and masked. Run with atheris by `scripts/fuzz.py`;
the corpus beside it is run by the suite without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

from qingtian.protocols.hj212.deviations import DEVIATIONS
from qingtian.protocols.hj212.dialects import Dialect
from qingtian.protocols.hj212.editions import edition_of
from qingtian.protocols.hj212.errors import BreachError
from qingtian.protocols.hj212.frame import Frame
from qingtian.protocols.hj212.masking import masked
from qingtian.protocols.hj212.observations import read
from qingtian.protocols.hj212.reader import Reader
from qingtian.protocols.hj212.salvage import single

CORPUS = Path(__file__).parent / "corpus/hj212_reader"
GUIDED = ("reader", "segments", "messages", "observations", "moments", "values", "checks")
"""Modules that guide the fuzzer; loops over bytes elsewhere cost time and tell it nothing."""
SHORT = 48  # streams up to this are always cut into single bytes [byte]
ONE_IN = 16  # of the longer ones so many
PIECES = 12  # the others are cut into about so many, at places that the stream itself chooses
DIALECTS = tuple(
    Dialect(
        edition=("2005", "2017", "2025", "sw")[choice & 3],
        strict=bool(choice & 4),
        sm4_key=b"0123456789abcdef" if choice & 8 else None,
        checksum="modbus" if choice & 16 else "standard",
        limit=1024,
    )
    for choice in range(32)
)


def cut(stream: bytes, *, whole: int = SHORT) -> Iterator[bytes]:
    """Cut a stream into pieces; where, follows from its content, and is often every byte.

    Parameters
    ----------
    stream
        The bytes.
    whole
        A stream up to this length is cut at every byte. [byte]
    """
    seed = crc32(stream)
    if len(stream) <= whole or seed % ONE_IN == 0:
        yield from (stream[i : i + 1] for i in range(len(stream)))
        return
    at = 0
    while at < len(stream):
        seed = (seed * 1_103_515_245 + 12_345) & 0x7FFF_FFFF
        step = 1 + (seed >> 8) % (2 * len(stream) // PIECES)
        yield stream[at : at + step]
        at += step


def check(data: bytes) -> None:
    """State the invariant on some bytes.

    Parameters
    ----------
    data
        The first byte chooses the dialect, the rest is the stream.
    """
    dialect, stream = DIALECTS[data[0] & 31 if data else 0], data[1:]
    whole, bytewise = Reader(dialect), Reader(dialect)
    found = [*whole.feed(stream), *whole.end()]
    again = [each for piece in cut(stream) for each in bytewise.feed(piece)]
    assert found == [*again, *bytewise.end()]
    assert sum(len(each.raw) for each in found) <= len(stream)
    for each in found:
        assert len(masked(each.raw)) == len(each.raw)
        if isinstance(each, Frame):
            reading = read(each.message)
            assert {*each.all_deviations, *reading.deviations} <= set(DEVIATIONS)
            assert all(o.start <= o.end for o in reading.observations)
            assert edition_of(each.message) in ("2005", "2017", "2025", "sw")
            assert each.breach is None or isinstance(each.breach, BreachError)
    if len(found) <= 1:
        frame, error = single(stream, dialect)
        assert (frame is None) is (error is not None)


if __name__ == "__main__":
    from guided import fuzz

    fuzz(check, [f"qingtian.protocols.hj212.{name}" for name in GUIDED])
