"""The fuzz target holds on its corpus, on the published frames and on mutations of both."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.hj212_reader import CORPUS, check
from support.hj212 import samples, streams

SEEDS = [*(path.read_bytes() for path in sorted(CORPUS.iterdir()))]


def test_the_corpus_is_there():
    assert len(SEEDS) >= 10


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"{len(seed)}bytes")
def test_the_target_holds_on_the_corpus(seed: bytes):
    check(seed)


@pytest.mark.parametrize("sample", samples(), ids=lambda s: f"line{s.line}")
def test_the_target_holds_on_the_published_frames(sample):
    check(bytes([sample.line % 32]) + sample.raw + b"\r\n" + sample.raw[:40])


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | streams(), st.integers(0, 31), st.data())
def test_the_target_holds_on_mutations(stream: bytes, choice: int, data: st.DataObject):
    mutated = bytearray(stream)
    for _ in range(data.draw(st.integers(0, 4))):
        if mutated:
            at = data.draw(st.integers(0, len(mutated) - 1))
            mutated[at] = data.draw(st.integers(0, 255))
    check(bytes([choice]) + bytes(mutated))
