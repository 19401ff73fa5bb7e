"""Fuzz the HJ 212 reader: an event, or the protocol's own error, never anything else.

The same bytes are read in one piece and byte by byte, and must give the same; every frame found
is read to its last value, judged strictly, and masked. Run with atheris by `scripts/fuzz.py`;
the corpus beside it is run by the suite without it.
"""

from __future__ import annotations

import sys
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus/hj212_reader"
KEY = b"0123456789abcdef"
BYTEWISE = 200  # longer streams are cut into about so many pieces


def _instrumented() -> None:
    import atheris

    with atheris.instrument_imports(include=["qingtian.protocols.hj212"]):
        import qingtian.protocols.hj212.reader
        import qingtian.protocols.hj212.salvage  # noqa: F401


def check(data: bytes) -> None:
    """State the invariant on some bytes.

    Parameters
    ----------
    data
        The first byte chooses the dialect, the rest is the stream.
    """
    from qingtian.protocols.hj212.deviations import DEVIATIONS
    from qingtian.protocols.hj212.dialects import Dialect
    from qingtian.protocols.hj212.editions import edition_of
    from qingtian.protocols.hj212.errors import BreachError
    from qingtian.protocols.hj212.frame import Frame
    from qingtian.protocols.hj212.masking import masked
    from qingtian.protocols.hj212.observations import read
    from qingtian.protocols.hj212.reader import Reader
    from qingtian.protocols.hj212.salvage import single

    choice, stream = data[0] if data else 0, data[1:]
    dialect = Dialect(
        edition=("2005", "2017", "2025", "sw")[choice & 3],
        strict=bool(choice & 4),
        sm4_key=KEY if choice & 8 else None,
        checksum="modbus" if choice & 16 else "standard",
        limit=1024,
    )
    whole, bytewise = Reader(dialect), Reader(dialect)
    found = [*whole.feed(stream), *whole.end()]
    step = 1 if len(stream) <= BYTEWISE else 1 + len(stream) // BYTEWISE
    pieces = [stream[i : i + step] for i in range(0, len(stream), step)]
    again = [each for piece in pieces for each in bytewise.feed(piece)]
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
    frame, error = single(stream, dialect)
    assert (frame is None) is (error is not None)


def main() -> None:
    """Run the fuzzer; options are libFuzzer's."""
    import atheris

    _instrumented()
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
