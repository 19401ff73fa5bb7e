"""Whatever a sender says to a gateway: the same frames durable however it is cut, no other word sent."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz import gateway_session
from fuzz.gateway_session import CORPUS, LENIENT, OLD, check, session
from qingtian.protocols.hj212 import build
from support.gateways import upload
from support.hj212 import noise, sent

SEEDS = [path.read_bytes() for path in sorted(CORPUS.iterdir())]


@pytest.mark.parametrize("path", sorted(CORPUS.iterdir()), ids=lambda path: path.name)
def test_the_target_holds_on_the_corpus(path):
    seed = path.read_bytes()
    for choice in range(8):
        check(bytes([choice]) + seed[1:])


def test_the_corpus_reaches_answers_refusals_and_every_device():
    results = [session([seed[1:]], fast=True) for seed in SEEDS]
    durable = b"".join(raw for result in results for raw in result.durable)
    for mn in gateway_session.BOOK.infos:
        assert mn.encode() in durable
    assert sum(result.refused for result in results) > 3
    assert b"CN=9014" in b"".join(result.sent for result in results)
    assert b"CN=9013" in b"".join(result.sent for result in results)


def test_an_answer_that_names_nobody_is_its_devices_also_before_the_first_frame_is_durable():
    """HJ/T 212-2005 answers carry neither MN nor password; one may come with the first upload."""
    first = build.frame(f"ST=22;CN=2061;PW=123456;MN={OLD};CP=&&DataTime=20240520200000&&".encode())
    answer = build.frame(b"ST=91;CN=9012;PW=123456;CP=&&QN=20240520210700000;ExeRtn=1&&")
    for fast in (False, True):
        together = session([first + answer], fast=fast)
        assert len(together.durable) == 2
        assert together == session([first, answer], fast=fast)


parts = st.sampled_from([seed[1:] for seed in SEEDS]) | sent() | noise | st.just(upload(LENIENT, 7))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 7), st.lists(parts, max_size=3).map(b"".join), st.data())
def test_the_target_holds_on_mutations(choice: int, stream: bytes, data: st.DataObject):
    mutated = bytearray(stream)
    for _ in range(data.draw(st.integers(0, 4))):
        if mutated:
            mutated[data.draw(st.integers(0, len(mutated) - 1))] = data.draw(st.integers(0, 255))
    check(bytes([choice]) + bytes(mutated))
