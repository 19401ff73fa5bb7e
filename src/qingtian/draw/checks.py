"""What is checked of a record, one defence a function; each says what broke, and whose fault it is.

`verifying.CHECKS` names their order. A check runs only where all before it found nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from qingtian.draw import papers
from qingtian.draw.drawing import draw, lacking
from qingtian.draw.pool import Pool
from qingtian.draw.reading import Paper, Reading
from qingtian.draw.secrets import commitment, seed_of
from qingtian.draw.settings import Settings
from qingtian.ledger.acts import words_hash
from qingtian.ledger.checkpoint import Opened
from qingtian.ledger.errors import LedgerError
from qingtian.ledger.kinds import PAPER, SIGNER
from qingtian.ledger.merkle import check_consistency, check_inclusion, leaf_hash
from qingtian.ledger.roll import Roll

FILE = "whoever handed you the file: ask for the original where the draw is published"
BUREAU = "whoever announced the draw"
LOG = "whoever keeps the log"


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not hold.

    Attributes
    ----------
    what
        In words.
    whose
        Who has to answer for it.
    """

    what: str
    whose: str


def logged(read: Reading) -> Iterator[Fault]:
    """Hold every entry against the log, and every paper against the salted hash in its entry."""
    point = read.last.checkpoint
    for before, after in pairwise(read.record.entries):
        if before.index >= after.index:
            yield Fault("the entries are not in the order of the log", FILE)
    for each in read.record.entries:
        leaf = leaf_hash(each.act.to_bytes())
        try:
            check_inclusion(leaf, each.index, point.size, each.path, point.root)
        except LedgerError as error:
            yield Fault(f"entry {each.index} is not in the log: {error}", FILE)
        if each.act.schema not in {PAPER, SIGNER}:
            yield Fault(f"entry {each.index} is a {each.act.schema}; no draw has that", FILE)
        if each.act.schema == PAPER and (
            each.salt is None
            or words_hash(each.salt, each.text or "") != each.act.body.get("paper")
        ):
            yield Fault(f"entry {each.index} signs another paper than the file has", FILE)


def signed(read: Reading) -> Iterator[Fault]:
    """Hold every signature, appointment and time against the roll of keys."""
    roll = Roll(read.trust.log.name)
    for each in read.record.entries:
        try:
            roll.take(each.act)
        except LedgerError as error:
            yield Fault(f"entry {each.index} does not hold: {error}", LOG)
            return


def announced(read: Reading) -> Iterator[Fault]:
    """Hold who takes part, and when, against the rules; and keys against those that the reader has."""
    found = read.of(papers.ANNOUNCEMENT)
    if len(found) != 1 or read.papers[0] is not found[0]:
        yield Fault(f"expected one announcement, before all else, got {len(found)}", FILE)
        return
    for words in papers.amiss(found[0].said):
        yield Fault(f"announcement: {words}", BUREAU)
    known = {each["name"]: each["key"] for each in read.parties}
    for name, key in read.trust.parties.items():
        if known.get(name) != key:
            got = known.get(name, "no such party")
            yield Fault(f"party {name}: you know the key {key}, announced is {got}", BUREAU)


def belonging(read: Reading) -> Iterator[Fault]:
    """Hold that each paper is of this draw, is signed by whose step it is, and comes once."""
    keys = {each["key"] for each in read.parties}
    leader = read.announcement.by
    seen: set[tuple[str, str]] = set()
    for each in read.papers[1:]:
        step = each.said["step"]
        if each.said["draw"] != read.announcement.name:
            yield Fault(f"entry {each.index} ({step}) is of another draw", FILE)
        if each.by not in (keys if step in papers.BY_PARTIES else {leader}):
            yield Fault(f"entry {each.index} ({step}) is signed by whose step it is not", BUREAU)
        if (step, each.by) in seen:
            yield Fault(f"entry {each.index}: a second {step} of the same signer", BUREAU)
        seen.add((step, each.by))


def committed(read: Reading) -> Iterator[Fault]:
    """Hold that every party committed in time, before the pool."""
    found = read.by_party(papers.COMMITMENT)
    pool = read.one(papers.POOL)
    limit = read.announcement.said["commit_by"]
    excused = read.missing if read.stage == papers.COMMITMENT else frozenset()
    for party in read.parties:
        paper = found.get(party["key"])
        name = party["name"]
        if paper is None:
            if party["key"] not in excused:
                yield Fault(f"party {name}: its commitment is not in the record", BUREAU)
            continue
        if paper.at > limit:
            yield Fault(f"party {name}: it committed after the announced time", name)
        if pool is not None and paper.index >= pool.index:
            yield Fault(f"party {name}: its commitment came after the pool", name)


def pooled(read: Reading) -> Iterator[Fault]:
    """Hold that the pool was committed to before the announced time, and can serve the settings."""
    if read.ended_by(papers.POOL):
        return
    pool = read.one(papers.POOL)
    if pool is None:
        yield Fault("the pool is not in the record", BUREAU)
        return
    said = read.announcement.said
    if pool.at > said["checkpoint_at"]:
        yield Fault("the pool was committed to after the time of the checkpoint", BUREAU)
    for reason in lacking(Pool.of(pool.said["pool"]), Settings.of(said["settings"])):
        yield Fault(f"the pool cannot serve what was announced: {reason}", BUREAU)


def fixed(read: Reading) -> Iterator[Fault]:
    """Hold that the checkpoint covers the pool, is of this log and of its time, and was fixed before reveals."""
    if read.ended_by(papers.CHECKPOINT):
        return
    paper, pool = read.one(papers.CHECKPOINT), read.one(papers.POOL)
    if paper is None or read.fixed is None or pool is None:
        yield Fault("no checkpoint was fixed", BUREAU)
        return
    point, last = read.fixed.checkpoint, read.last.checkpoint
    if (paper.said["size"], paper.said["root"]) != (point.size, point.root.hex()):
        yield Fault("the checkpoint of the file is not the one that was fixed", FILE)
    try:
        proof = read.record.consistency
        check_consistency(point.size, last.size, proof, point.root, last.root)
    except LedgerError as error:
        yield Fault(f"the fixed checkpoint is not of this log's history: {error}", LOG)
    if not pool.index < point.size <= paper.index:
        yield Fault(
            "the fixed checkpoint is not later than the pool, or of after its fixing", BUREAU
        )
    yield from _too_early(read.announcement.said["checkpoint_at"], paper, read.fixed)


def _too_early(due: int, paper: Paper, point: Opened) -> Iterator[Fault]:
    if paper.at < due:
        yield Fault("the checkpoint was fixed before the announced time", BUREAU)
    for key, signature in point.witnesses:
        if signature.time < due // 1_000_000:
            yield Fault(f"the checkpoint is older than announced, by witness {key.name}", BUREAU)


def revealed(read: Reading) -> Iterator[Fault]:
    """Hold that every party revealed what it had committed to, after the checkpoint and in time."""
    if read.ended_by(papers.CHECKPOINT):
        return
    reveals, point = read.by_party(papers.REVEAL), read.one(papers.CHECKPOINT)
    for party in read.parties:
        name, paper = party["name"], reveals.get(party["key"])
        if paper is None:
            if party["key"] not in read.missing:
                yield Fault(
                    f"party {name}: it was dropped, its secret is not in the record", BUREAU
                )
        elif point is not None:
            yield from _opened(read, name, paper, point)


def _opened(read: Reading, name: str, paper: Paper, point: Paper) -> Iterator[Fault]:
    said = paper.said
    if paper.index <= point.index:
        yield Fault(f"party {name}: it revealed before the checkpoint was fixed", name)
    if (said["size"], said["root"]) != (point.said["size"], point.said["root"]):
        yield Fault(f"party {name}: it revealed for another checkpoint than was fixed", BUREAU)
    if paper.at > read.announcement.said["reveal_by"]:
        yield Fault(f"party {name}: it revealed after the announced time", name)
    before = read.by_party(papers.COMMITMENT).get(paper.by)
    salt, secret = bytes.fromhex(said["salt"]), bytes.fromhex(said["secret"])
    made = commitment(read.announcement.name, paper.by, salt, secret)
    if before is None or before.said["commitment"] != made:
        yield Fault(f"party {name}: its secret is not the one that it committed to", name)


def ended(read: Reading) -> Iterator[Fault]:
    """Hold that the draw ended once: with a result after all reveals, or void, naming who is missing."""
    result, void = read.one(papers.RESULT), read.one(papers.VOID)
    if (result is None) == (void is None):
        yield Fault("expected the draw to have a result or to be void, one of both", BUREAU)
        return
    if void is not None:
        yield from _voided(read, void)
        return
    assert result is not None
    late = [each for each in read.of(papers.REVEAL) if each.index > result.index]
    if late:
        yield Fault("the result was signed before all had revealed", BUREAU)


_UNTIL = {
    papers.COMMITMENT: "commit_by",
    papers.POOL: "checkpoint_at",
    papers.CHECKPOINT: "reveal_by",
    papers.REVEAL: "reveal_by",
}


def _voided(read: Reading, void: Paper) -> Iterator[Fault]:
    step = read.stage
    if step in papers.BY_PARTIES:
        owed = {each["key"] for each in read.parties} - set(read.by_party(step))
        undone = bool(owed)
    else:
        owed, undone = set(), read.one(step) is None
    if read.missing != owed or not undone:
        yield Fault("the parties named as missing are not those without a paper", BUREAU)
    if void.at <= read.announcement.said[_UNTIL[step]]:
        yield Fault("the draw was called void before the time was over", BUREAU)
    if read.record.drawn is not None:
        yield Fault("a void draw has no result", FILE)


def redrawn(read: Reading) -> Iterator[Fault]:
    """Draw again, and hold seed and result against what was signed and what the file shows."""
    result, pool = read.one(papers.RESULT), read.one(papers.POOL)
    if result is None or pool is None or read.fixed is None:
        return
    reveals = read.by_party(papers.REVEAL)
    secrets = [
        bytes.fromhex(reveals[each["key"]].said["secret"])
        for each in read.parties
        if each["key"] in reveals
    ]
    text = read.fixed.checkpoint.text()
    seed = seed_of(read.announcement.name, pool.name, text, secrets)
    if result.said["seed"] != seed.hex():
        yield Fault("the seed is not what checkpoint, pool and secrets make", BUREAU)
    settings = Settings.of(read.announcement.said["settings"])
    found = draw(Pool.of(pool.said["pool"]), settings, seed)
    if found.digest() != result.said["drawn"]:
        yield Fault("what was signed as the result is not what the seed draws", BUREAU)
    if found.said() != read.record.drawn:
        yield Fault("what the file shows as drawn is not what the seed draws", FILE)
