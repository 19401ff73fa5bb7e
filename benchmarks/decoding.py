"""Finding, checking and decoding HJ 212 frames, on one core, in frames of 430 bytes.

Compiled, the frames stand in one buffer: `scan` finds them and checks their checksums, `decode`
reads their values into columns. The baselines read the same frames one by one in plain Python to
the same values as a dictionary of floats: once with the checksum by the table of 256 that most
programs use, once by the bits as the standard prints it.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from benchmarks.load import frame
from benchmarks.plain import table_crc
from benchmarks.row import Row
from qingtian.protocols.hj212 import columns, scan
from qingtian.protocols.hj212.observations import observations
from qingtian.protocols.hj212.reader import Reader

COUNT = 50_000
SHORT = 2_000


def printed_crc(segment: bytes) -> int:
    """Compute the checksum bit by bit, as appendix A of HJ 212-2017 prints it."""
    register = 0xFFFF
    for byte in segment:
        register = (register >> 8) ^ byte
        for _ in range(8):
            low = register & 1
            register >>= 1
            if low:
                register ^= 0xA001
    return register


def plain(frames: list[bytes], checksum: Callable[[bytes], int]) -> list[dict[str, float]]:
    """Check and read frames as a program in plain Python does."""
    return [one(raw, checksum) for raw in frames]


def one(raw: bytes, checksum: Callable[[bytes], int]) -> dict[str, float]:
    """Check and read one frame."""
    segment = raw[6 : 6 + int(raw[2:6])]
    if int(raw[6 + len(segment) :][:4], 16) != checksum(segment):
        raise ValueError("checksum")
    _, _, area = segment.decode("ascii").partition("CP=&&")
    values = {}
    for item in area.removesuffix("&&").split(";")[1:]:
        for part in item.split(","):
            name, _, value = part.partition("=")
            values[name] = float(value)
    return values


def rate(function: Callable[[], object], count: int, repeat: int = 5) -> float:
    """Measure the best of some runs. [frames/s]."""
    best = 0.0
    for _ in range(repeat):
        begun = time.perf_counter()
        function()
        best = max(best, count / (time.perf_counter() - begun))
    return best


def compiled(buffer: scan.Bytes) -> int:
    """Find, check and decode everything in a buffer; count the values."""
    found = scan.scan(buffer)
    return len(columns.decode(buffer, found.frames).value)


def readable(stream: bytes) -> int:
    """Do the same by the readable reader."""
    frames = Reader().feed(stream)
    return sum(len(observations(each.message)) for each in frames if hasattr(each, "message"))


def run() -> list[Row]:
    """Measure; the baselines read fewer frames, since rates are compared."""
    frames = [frame(n % 1000, n) for n in range(COUNT)]
    buffer = np.frombuffer(b"".join(frames), np.uint8)
    few = frames[:SHORT]
    scan.warm()
    columns.warm()
    values = compiled(buffer)
    if values != COUNT * len(plain(few[:1], table_crc)[0]):
        raise AssertionError(f"the compiled decoder gave {values} values")
    table = rate(lambda: plain(few, table_crc), SHORT)
    bits = rate(lambda: plain(few[:200], printed_crc), 200)
    whole = rate(lambda: compiled(buffer), COUNT)
    found = rate(lambda: scan.scan(buffer), COUNT)
    slow = rate(lambda: readable(b"".join(few)), SHORT, 2)
    return [
        _row("found, checked and decoded", whole, table, "plain Python, table of 256", 400_000, 10),
        _row("the same", whole, bits, "plain Python, printed algorithm", 400_000, 100),
        Row(
            "found and checked only", found, "frames/s", found / table, "plain Python, table of 256"
        ),
        Row("the readable reader (all dialects)", slow, "frames/s", slow / table, "the same"),
    ]


def _row(name: str, value: float, base: float, baseline: str, least: float, times: float) -> Row:
    met = value >= least and value / base >= times
    target = f"≥ {least:,.0f}/s, ≥ {times:g} ×"
    return Row(name, value, "frames/s", value / base, baseline, target, met)
