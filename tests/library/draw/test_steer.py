"""Nobody steers alone: who keeps the log by its checkpoints, who reveals last by its secret."""

from __future__ import annotations

import hashlib
from math import sqrt

from qingtian.draw import draw, seed_of
from qingtian.draw.pool import Pool
from qingtian.draw.settings import Settings
from qingtian.ledger.checkpoint import Checkpoint
from support.drawn import POOL, SETTINGS

EVERYONE, SET = Pool.of(POOL), Settings.of(SETTINGS)
NAME, HASH = "1" * 64, "2" * 64
TRIALS, TRIED = 200, 8
WANTED = "f1"


def secret(*words: object) -> bytes:
    return hashlib.sha256(repr(words).encode()).digest()


def checkpoint(trial: int, number: int) -> str:
    """Write one of the checkpoints that the operator can make by what it lets in, and when."""
    return Checkpoint("log.example/qingtian", 100 + number, secret("root", trial, number)).text()


def hits(text: str, *secrets: bytes) -> bool:
    """Tell whether the enterprise that somebody wants inspected is drawn."""
    found = draw(EVERYONE, SET, seed_of(NAME, HASH, text, secrets))
    return any(each.object.key == WANTED for each in found.teams)


def steered(*, knows: bool) -> float:
    """Let the operator fix the checkpoint that it likes best; how often does it get what it wants?"""
    got = 0
    for trial in range(TRIALS):
        own, outside = secret("own", trial), secret("outside", trial)
        assumed = outside if knows else secret("a guess", trial)
        texts = [checkpoint(trial, number) for number in range(TRIED)]
        best = next((text for text in texts if hits(text, own, assumed)), texts[0])
        got += hits(best, own, outside)
    return got / TRIALS


def test_who_tries_many_checkpoints_gets_what_chance_gives():
    """One of two enterprises is drawn: half of the draws, whatever the operator tries."""
    assert abs(steered(knows=False) - 0.5) < 4 * sqrt(0.25 / TRIALS)


def test_who_knew_the_outside_secret_would_choose():
    """The same attempt with the defence taken out: it is the other's secret that stands in the way."""
    assert steered(knows=True) > 0.98


def test_who_commits_first_gains_nothing_by_trying_secrets():
    """A party tries secrets before it commits; the checkpoint and the other's secret come after."""
    got = 0
    for trial in range(TRIALS):
        outside, text = secret("outside", trial), checkpoint(trial, 0)
        guess = checkpoint(trial, 1)
        tried = [secret("own", trial, number) for number in range(TRIED)]
        own = next((each for each in tried if hits(guess, each, secret("a guess"))), tried[0])
        got += hits(text, own, outside)
    assert abs(got / TRIALS - 0.5) < 4 * sqrt(0.25 / TRIALS)
