"""Each attack on a draw is refused with its reason; with its defence taken out the same attack passes.

`docs/draw.md` has the same table for people; the last test compares.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from qingtian.draw import Trust, checks, papers, verify, verifying
from qingtian.draw.checks import BUREAU, FILE, LOG
from qingtian.draw.record import Record
from qingtian.ledger.checkpoint import Checkpoint
from support import drawn as played
from support.drawn import (
    BUREAU as BUREAU_PEN,
)
from support.drawn import (
    HOUR,
    NOON,
    NOTARY,
    PENS,
    POOL,
    QUALITY,
    SECOND,
    begun,
    pooled,
    revealed,
    whole,
)

ROOT = Path(__file__).parents[3]
KNOWN = {name: pen.name for name, pen in PENS.items()}
TRUST = Trust(played.LOG.key, (played.WITNESS.key,), KNOWN)
PARTY = "quality supervision"


def texts(record: Record, step: str, change: Callable[[str], str]) -> Record:
    """Change what the paper of a step says in the file."""

    def changed(entry):
        mine = entry.text is not None and papers.parsed(entry.text)["step"] == step
        return replace(entry, text=change(entry.text)) if mine else entry

    return replace(record, entries=tuple(map(changed, record.entries)))


def altered_pool() -> Record:
    return texts(whole().record(), papers.POOL, lambda said: said.replace("Person e1", "Person e9"))


def stranger_signs() -> Record:
    """Somebody whose key nobody appointed signs as a party."""
    play = played.Play().appoint(played.REGISTRAR, BUREAU_PEN).others(2).announce()
    for pen in PENS.values():
        play.commit(pen)
    play.commit_pool().others(1).fix()
    for pen in PENS.values():
        play.reveal(pen)
    return play.conclude().record()


def alone() -> Record:
    """The bureau draws with itself."""
    pens = {"bureau": BUREAU_PEN}
    play = begun(pens).commit(BUREAU_PEN).commit_pool().others(1).fix().reveal(BUREAU_PEN)
    return play.conclude(BUREAU_PEN).record()


def puppet() -> Record:
    """The operator makes a key of its own and calls it the outside party."""
    pens = {"bureau": BUREAU_PEN, PARTY: NOTARY}
    play = begun(pens)
    for pen in pens.values():
        play.commit(pen)
    play.commit_pool().others(1).fix()
    for pen in pens.values():
        play.reveal(pen)
    return play.conclude(*pens.values()).record()


def other_draw() -> Record:
    """A pool of another draw is put in."""
    play = begun()
    for pen in PENS.values():
        play.commit(pen)
    own, play.draw = play.draw, "0" * 64
    play.commit_pool()
    play.draw = own
    play.others(1).fix()
    for pen in PENS.values():
        play.reveal(pen)
    return play.conclude().record()


def second_pool() -> Record:
    """Two pools are committed to, and the better one is shown first."""
    play = pooled()
    first = play.pool
    play.commit_pool({**POOL, "people": POOL["people"][1:]})
    play.pool = first
    play.others(1).fix()
    for pen in PENS.values():
        play.reveal(pen)
    return play.conclude().record()


def late_commitment() -> Record:
    play = begun().commit(BUREAU_PEN).commit(QUALITY, at=NOON - HOUR // 4)
    play.commit_pool().others(1).fix()
    for pen in PENS.values():
        play.reveal(pen)
    return play.conclude().record()


def commitment_after_pool() -> Record:
    """A party commits when it has seen the pool."""
    play = begun().commit(BUREAU_PEN).commit_pool().commit(QUALITY).others(1).fix()
    for pen in PENS.values():
        play.reveal(pen)
    return play.conclude().record()


def late_pool() -> Record:
    play = begun()
    for pen in PENS.values():
        play.commit(pen)
    play.commit_pool(at=NOON + SECOND).others(1).fix(at=NOON + 3 * SECOND)
    for pen in PENS.values():
        play.reveal(pen)
    return play.conclude().record()


def infeasible() -> Record:
    """A pool without an expert for one object; nobody who was drawn needed that one."""
    said = {**POOL, "people": [p for p in POOL["people"] if p["key"] != "x2"]}
    play = begun()
    for pen in PENS.values():
        play.commit(pen)
    play.commit_pool(said).others(1).fix().reveal(BUREAU_PEN)
    return play.void("reveal", QUALITY).record()


def older_checkpoint() -> Record:
    """The checkpoint is one of before the pool, whose root was known when the pool was made."""
    play = begun()
    for pen in PENS.values():
        play.commit(pen)
    point = play.point()
    play.commit_pool().others(2).fix(point=point)
    for pen in PENS.values():
        play.reveal(pen)
    return play.conclude().record()


def early_checkpoint() -> Record:
    play = pooled().fix(at=NOON - 60 * SECOND)
    for pen in PENS.values():
        play.reveal(pen)
    return play.conclude().record()


def forked_checkpoint() -> Record:
    """The log signs a checkpoint of a second history, made until the operator liked it."""
    play = pooled()
    other = Checkpoint(played.LOG.key.name, len(play.entries), played.fixed_bytes("fork"))
    play.fix(point=other)
    for pen in PENS.values():
        play.reveal(pen)
    return play.conclude().record()


def exchanged_checkpoint() -> Record:
    """The file has a later checkpoint of the same log than was fixed, and a result by it."""
    play = revealed()
    wrong = play.point(len(play.entries) - 1)
    play.conclude(
        seed=played.seed_of(
            play.draw, play.pool, wrong.text(), [play.secret(p)[1] for p in PENS.values()]
        )
    )
    play.note = play.signed(wrong, NOON + SECOND)
    return play.record()


def after_reveals() -> Record:
    """The bureau waits for the other's secret, and fixes a checkpoint then."""
    play = pooled()
    point = play.point()
    play.note = play.signed(point, NOON)
    play.reveal(QUALITY, at=NOON)
    play.fix(point=point)
    return play.reveal(BUREAU_PEN).conclude().record()


def other_secret() -> Record:
    """Who reveals last gives another secret than committed to, chosen by what it draws."""
    play = pooled().fix().reveal(BUREAU_PEN)
    secret = played.fixed_bytes("chosen")
    play.reveal(QUALITY, secret=secret)
    return play.conclude(
        seed=played.seed_of(
            play.draw, play.pool, play.fixed_point().text(), [play.secret(BUREAU_PEN)[1], secret]
        )
    ).record()


def copied() -> Record:
    """A party hands in the other's commitment, and later the other's secret."""
    play = begun().commit(BUREAU_PEN)
    made = played.commitment(play.draw, BUREAU_PEN.name, *play.secret(BUREAU_PEN))
    play.commit(QUALITY, made=made).commit_pool().others(1).fix().reveal(BUREAU_PEN)
    salt, secret = play.secret(BUREAU_PEN)
    point = play.fixed_point()
    play.sign(
        QUALITY,
        papers.written(
            papers.REVEAL,
            play.draw,
            root=point.root.hex(),
            size=point.size,
            salt=salt.hex(),
            secret=secret.hex(),
        ),
    )
    return play.conclude(
        seed=played.seed_of(play.draw, play.pool, point.text(), [secret, secret])
    ).record()


def late_reveal() -> Record:
    play = pooled().fix().reveal(BUREAU_PEN).reveal(QUALITY, at=NOON + HOUR + SECOND)
    return play.conclude().record()


def dropped() -> Record:
    """The secret of the outside party is left out, and the bureau draws with its own."""
    play = pooled().fix().reveal(BUREAU_PEN)
    return play.conclude(BUREAU_PEN).record()


def blamed() -> Record:
    """Who did reveal is named as missing, so that a result that was not liked is void."""
    return revealed().void("reveal", QUALITY).record()


def hasty() -> Record:
    """The draw is called void before the time is over."""
    return pooled().fix().reveal(BUREAU_PEN).void("reveal", QUALITY, at=NOON + HOUR // 2).record()


def other_seed() -> Record:
    return revealed().conclude(seed=bytes(32)).record()


def other_order() -> Record:
    found = whole().record()
    return replace(found, drawn=found.drawn[::-1])


def other_person() -> Record:
    found = json.loads(whole().record().to_bytes())
    found["drawn"][0]["team"][0]["person"] = "e1"
    return Record.from_bytes(json.dumps(found).encode())


@dataclass(frozen=True)
class Attack:
    does: Callable[[], Record]
    says: str
    whose: str
    rests: str


ATTACKS = {
    "a pool that was altered": Attack(altered_pool, "signs another paper", FILE, "logged"),
    "a party whose key nobody appointed": Attack(stranger_signs, "does not hold", LOG, "signed"),
    "a bureau that draws alone": Attack(alone, "at least two parties", BUREAU, "announced"),
    "a puppet with a key of the operator's own": Attack(puppet, "you know the key", BUREAU, "announced"),
    "the pool of another draw": Attack(other_draw, "is of another draw", FILE, "belonging"),
    "two pools, one of which is shown": Attack(second_pool, "a second pool", BUREAU, "belonging"),
    "a commitment after the announced time": Attack(late_commitment, "committed after", PARTY, "committed"),
    "a commitment after the pool": Attack(commitment_after_pool, "came after the pool", PARTY, "committed"),
    "a pool after the time of the checkpoint": Attack(late_pool, "after the time", BUREAU, "pooled"),
    "a pool that cannot serve": Attack(infeasible, "cannot serve", BUREAU, "pooled"),
    "a checkpoint of before the pool": Attack(older_checkpoint, "not later than the pool", BUREAU, "fixed"),
    "a checkpoint of before its time": Attack(early_checkpoint, "before the announced time", BUREAU, "fixed"),
    "a checkpoint of a second history": Attack(forked_checkpoint, "not of this log's history", LOG, "fixed"),
    "another checkpoint than was fixed": Attack(exchanged_checkpoint, "not the one that was fixed", FILE, "fixed"),
    "a checkpoint that was fixed after a reveal": Attack(after_reveals, "before the checkpoint was fixed", PARTY, "revealed"),
    "a secret chosen at the end": Attack(other_secret, "not the one that it committed to", PARTY, "revealed"),
    "a commitment copied from another party": Attack(copied, "not the one that it committed to", PARTY, "revealed"),
    "a reveal after the announced time": Attack(late_reveal, "revealed after", PARTY, "revealed"),
    "a party that was dropped": Attack(dropped, "it was dropped", BUREAU, "revealed"),
    "a party that revealed, named as missing": Attack(blamed, "not those without", BUREAU, "ended"),
    "a draw called void before the time": Attack(hasty, "before the time was over", BUREAU, "ended"),
    "another seed": Attack(other_seed, "the seed is not", BUREAU, "redrawn"),
    "another order": Attack(other_order, "shows as drawn", FILE, "redrawn"),
    "another person": Attack(other_person, "shows as drawn", FILE, "redrawn"),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_with_its_reason_and_whose_it_is(name):
    attack = ATTACKS[name]
    found = verify(attack.does().to_bytes(), TRUST)
    assert any(attack.says in each.what and each.whose == attack.whose for each in found.faults)


@pytest.mark.parametrize("name", ATTACKS)
def test_without_its_defence_the_same_attack_passes(name, monkeypatch):
    attack = ATTACKS[name]
    monkeypatch.setattr(checks, attack.rests, _nothing)
    assert verify(attack.does().to_bytes(), TRUST).holds


def _nothing(_read: object) -> Iterator[object]:
    return iter(())


def test_every_defence_is_needed_by_an_attack():
    assert {each.rests for each in ATTACKS.values()} == set(verifying.CHECKS)


def test_an_honest_draw_and_one_that_is_void_pass():
    assert verify(whole().record().to_bytes(), TRUST).faults == ()
    for play in (
        begun().commit(BUREAU_PEN).void("commitment", QUALITY, at=NOON),
        pooled().fix().reveal(BUREAU_PEN).void("reveal", QUALITY),
    ):
        found = verify(play.record().to_bytes(), TRUST)
        assert (found.faults, found.void) == ((), True)
        assert found.reading.missing == {QUALITY.name}
    none = begun().commit(BUREAU_PEN).commit(QUALITY)
    for play, stage in ((none, "pool"), (pooled(), "checkpoint")):
        found = verify(play.void(stage).record().to_bytes(), TRUST)
        assert (found.faults, found.void, found.reading.missing) == ((), True, frozenset())


def test_the_log_s_key_and_a_damaged_file():
    other = Trust(played.Signer(played.LOG.key.name, bytes(32)).key)
    (fault,) = verify(whole().record().to_bytes(), other).faults
    assert "checkpoint" in fault.what
    for data in (b"", b"{}", b"[" * 100_000, whole().record().to_bytes()[:-200]):
        (fault,) = verify(data, TRUST).faults
        assert fault.whose == FILE


def test_no_character_that_counts_can_be_changed():
    """A step through the file, a character at a time; what still holds reads as the same draw."""
    data = whole().record().to_bytes()
    own = Record.from_bytes(data)
    places = [at for at in range(len(data)) if data[at : at + 1].strip()]
    refused = 0
    for at in places[:: len(places) // 60]:
        changed = bytearray(data)
        changed[at] = ord("0") if changed[at] != ord("0") else ord("1")
        if not verify(bytes(changed), TRUST).holds:
            refused += 1
            continue
        again = Record.from_bytes(bytes(changed))
        assert (again.drawn, again.entries) == (own.drawn, own.entries)
    assert refused > 50


def test_the_table_of_the_page_names_the_same_attacks():
    page = (ROOT / "docs" / "draw.md").read_text(encoding="utf-8")
    rows = [f"| {name} | `draw.checks.{each.rests}` |" for name, each in ATTACKS.items()]
    assert [row for row in rows if row not in page] == []
