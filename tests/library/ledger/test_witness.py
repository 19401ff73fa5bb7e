"""A witness signs what extends the tree that it has seen, and says why not otherwise."""

from __future__ import annotations

import pytest

from qingtian.ledger.errors import FormError, ProofError
from qingtian.ledger.note import Signature
from qingtian.ledger.policy import parse
from qingtian.ledger.witness import Answer, Request, answer

from .logs import LOG, OTHER, WITNESS, MemoryLog, entry

LOGS = {LOG.key.name: LOG.key}


def ask(
    log: MemoryLog, old: int, seen: object = None, proof: tuple[bytes, ...] | None = None
) -> Answer:
    request = Request(old, log.extension(old) if proof is None else proof, log.checkpoint)
    assert Request.from_bytes(request.to_bytes()) == request
    return answer(request, LOGS, seen, WITNESS, 1_000)  # type: ignore[arg-type]


def signature(line: str) -> Signature:
    _, name, blob = line.split()
    data = __import__("base64").b64decode(blob)
    return Signature(name, data[:4], data[4:])


def test_it_cosigns_a_first_tree_and_what_extends_it():
    log = MemoryLog().add(entry(0))
    first = ask(log, 0)
    assert (first.status, first.seen) == (200, log.point)
    WITNESS.key.check(log.point.text(), signature(first.body))
    log.add(*map(entry, range(1, 400)))
    second = ask(log, 1, first.seen)
    assert (second.status, second.seen) == (200, log.point)
    WITNESS.key.check(log.point.text(), signature(second.body))


def test_it_tells_the_size_that_it_has():
    log = MemoryLog().add(entry(0))
    seen = ask(log, 0).seen
    log.add(entry(1))
    found = ask(log, 2, seen)
    assert (found.status, found.body, found.seen) == (409, "1\n", None)


def test_a_fork_signed_with_the_real_key_is_refused():
    log = MemoryLog().add(*map(entry, range(5)))
    seen = ask(log, 0).seen
    fork = MemoryLog().add(*map(entry, (0, 1, 2, 3, 99, 100)))
    found = ask(fork, 5, seen)
    assert (found.status, found.seen) == (422, None)
    same_size = MemoryLog().add(*map(entry, (0, 1, 2, 3, 99)))
    assert ask(same_size, 5, seen).status == 422


def test_a_smaller_tree_a_stranger_and_a_forger_are_refused():
    log = MemoryLog().add(*map(entry, range(5)))
    seen = ask(log, 0).seen
    small = MemoryLog().add(entry(0))
    assert ask(small, 5, seen, ()).status == 400
    assert ask(MemoryLog(signer=OTHER).add(entry(0)), 0).status == 404
    forged = log.checkpoint[:-4] + b"AA=\n"
    assert answer(Request(0, (), forged), LOGS, None, WITNESS, 1).status in (400, 403)


def test_a_proof_from_nothing_is_refused():
    log = MemoryLog().add(entry(0))
    assert ask(log, 0, None, (bytes(32),)).status == 422


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"old 1",
        b"old x\n\n",
        b"old 1\nAAA\n\nx",
        b"new 1\n\nx",
        b"old 01\n\nx",
        b"old " + b"1" * 5_000 + b"\n\nx",
    ],
)
def test_what_is_no_request_is_refused(data):
    with pytest.raises(FormError):
        Request.from_bytes(data)


POLICY = f"""# whom we trust
log {LOG.key} https://log.example/qingtian
witness one {WITNESS.key} https://witness.example
witness two {OTHER.key}
group both all one two
group some any both one
quorum some
"""


def test_a_policy_says_who_is_enough():
    policy = parse(POLICY)
    assert policy.log == LOG.key
    assert policy.addresses == {
        "log": "https://log.example/qingtian",
        "one": "https://witness.example",
    }
    assert policy.agreed(frozenset({WITNESS.key}))
    assert not policy.agreed(frozenset({OTHER.key}))
    strict = parse(POLICY.replace("quorum some", "quorum both"))
    assert not strict.agreed(frozenset({WITNESS.key}))
    strict.demand(frozenset({WITNESS.key, OTHER.key}))
    with pytest.raises(ProofError, match="cosigned by nobody"):
        strict.demand(frozenset())
    assert parse(POLICY.replace("quorum some", "quorum none")).agreed(frozenset())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "log x",
        f"log {LOG.key}\nlog {LOG.key}",
        f"log {LOG.key}\nquorum none\nquorum nobody",
        f"log {LOG.key}\nwitness a {WITNESS.key}\nwitness a {OTHER.key}",
        f"log {LOG.key}\ngroup g 2 a",
        f"log {LOG.key}\nwitness a {WITNESS.key}\ngroup g 2 a",
        f"log {LOG.key}\nwitness a {WITNESS.key}\ngroup g most a",
        f"log {LOG.key}\nwitness a {WITNESS.key}\nwitness b {WITNESS.key}\ngroup g 2 a b",
        f"log {LOG.key}\nwitness a {WITNESS.key}\ngroup g 2 a a",
        f"log {LOG.key}\nfriend a",
        f"log {LOG.key}\nwitness a",
    ],
)
def test_a_policy_with_a_wrong_line_is_refused(text):
    with pytest.raises(FormError):
        parse(text)
