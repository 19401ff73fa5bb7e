"""Damaged frames by the million: the compiled scan and decoder, and the readable reader, hold.

Half of the damaged frames get the checksum that fits, so that the damage reaches the decoder.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from qingtian.protocols.hj212 import columns
from qingtian.protocols.hj212.crc import crc16
from qingtian.protocols.hj212.dialects import Dialect
from qingtian.protocols.hj212.errors import Hj212Error
from qingtian.protocols.hj212.observations import observations
from qingtian.protocols.hj212.reader import Reader
from qingtian.protocols.hj212.scan import scan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "tests/library/protocols/hj212/samples.txt"
SEEDS = [
    line.split("\t")[0].encode("utf-8")
    for line in SAMPLES.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("# ")
]
EDGES = b"&=;,-#0129\x00\xff\r\n"
CHUNK = 20_000


def damaged(rng: random.Random) -> bytes:
    """Damage a published frame in up to four places; half of them get the checksum that fits."""
    frame = bytearray(rng.choice(SEEDS))
    for _ in range(rng.randrange(5)):
        at = rng.randrange(len(frame))
        action = rng.randrange(4)
        if action == 0:
            frame[at] = rng.choice(EDGES)
        elif action == 1:
            frame[at] = rng.randrange(256)
        elif action == 2:
            del frame[at : at + rng.randrange(1, 8)]
        else:
            frame[at:at] = frame[at : at + rng.randrange(1, 12)]
        if not frame:
            frame = bytearray(b"#")
    if rng.random() < 0.5 and len(frame) > 12:
        segment = bytes(frame[6:-4])
        return b"##%04d%b%04X\r\n" % (len(segment) % 10_000, segment, crc16(segment))
    return bytes(frame) + b"\r\n"


def chunks(count: int, seed: int) -> Iterator[list[bytes]]:
    rng = random.Random(seed)
    for start in range(0, count, CHUNK):
        yield [damaged(rng) for _ in range(min(CHUNK, count - start))]


def through_the_kernels(frames: list[bytes]) -> int:
    """Scan each frame as a stretch of its own, since a stretch ends at what is no frame."""
    buffer = np.frombuffer(b"".join(frames), np.uint8)
    found = scan(buffer, np.cumsum([0, *map(len, frames)], dtype=np.int32))
    read = columns.decode(buffer, found.frames)
    assert len(found.frames) <= sum(frame.count(b"\r\n") for frame in frames)
    assert len(read.value) == len(read.frame)
    assert np.all(np.diff(read.frame) >= 0)
    return len(found.frames)


def through_the_reader(frames: list[bytes]) -> int:
    reader = Reader(Dialect())
    count = 0
    for event in [*reader.feed(b"".join(frames)), *reader.end()]:
        message = getattr(event, "message", None)
        if message is not None:
            try:
                observations(message)
            except Hj212Error:
                continue
            count += 1
    return count


def run(count: int, seed: int, through: Callable[[list[bytes]], int]) -> int:
    return sum(through(data) for data in chunks(count, seed))


def test_damaged_frames_go_through_kernels_and_reader_without_a_crash():
    assert run(20_000, 1, through_the_kernels) > 2_000
    assert run(4_000, 2, through_the_reader) > 400


@pytest.mark.campaign
@pytest.mark.timeout(3600)
def test_ten_million_damaged_frames_at_the_kernels(record_property):
    record_property("frames", 10_000_000)
    record_property("taken for whole", run(10_000_000, 3, through_the_kernels))


@pytest.mark.campaign
@pytest.mark.timeout(3600)
def test_a_million_damaged_frames_at_the_readable_reader(record_property):
    record_property("frames", 1_000_000)
    record_property("read", run(1_000_000, 4, through_the_reader))
