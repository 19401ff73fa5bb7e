"""Each attack on the record is noticed; with its defence taken out, the same attack passes unseen.

`ATTACKS` says what is done, who notices, and which defence that rests on. The second test is the
proof that the first can fail: it takes out the named defence, and nothing else, and the reader who
noticed before is deceived. `docs/evidence.md` has the same table for people; a test compares.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import apsw
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from qingtian.ledger import audit as auditing
from qingtian.ledger.acts import Act
from qingtian.ledger.checkpoint import Checkpoint
from qingtian.ledger.errors import LedgerError
from qingtian.ledger.merkle import consistency_proof, leaf_hash
from qingtian.ledger.note import Key, Note, Signature, Signer
from qingtian.ledger.proof import Proof, check
from qingtian.ledger.roll import Roll
from qingtian.ledger.tiles import Tiles
from qingtian.ledger.witness import Request, answer
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api, verify
from qingtian_platform.record.errors import RecordError
from qingtian_platform.record.log.identity import vkey
from qingtian_platform.record.log.keeper import Keeper
from qingtian_platform.record.log.stores import Advance, Folder, SqliteLock
from qingtian_platform.record.sealer import Sealer
from support.attacked import (
    NOON,
    SEEN,
    WITNESS,
    City,
    city,
    exchanged,
    flipped,
    plain,
    sealed,
)
from support.receipts import hour_frame, received

ROOT = Path(__file__).parents[4]
ACTS = json.loads((ROOT / "spec/vectors/acts.json").read_text(encoding="utf-8"))


class NoticedError(Exception):
    """What a reader says who found something wrong."""


NOTICE = (NoticedError, LedgerError, RecordError)


@dataclass(frozen=True)
class Attack:
    """One attack.

    Attributes
    ----------
    does
        What the attacker does.
    noticed
        Raises one of `NOTICE` where somebody notices.
    by
        Who that is, in the words of the table.
    without
        Defences by dotted name, and what stands in their place where they are taken out.
    """

    does: Callable[[City], object]
    noticed: Callable[[City], object]
    by: str
    without: Mapping[str, object] = field(default_factory=dict)


# Who looks


def stranger(found: City) -> None:
    """Check the whole log with a checkpoint that was kept, and look at what came in late."""
    if found.audit().late:
        raise NoticedError("dated back")


def stranger_at_the_fork(found: City) -> None:
    found.audit(found.places.data.parent / "fork" / "log")


def holder_of_a_proof(found: City) -> None:
    """Take the proofs of a batch and check them with the log's key."""
    for frame in range(4):
        proof = api.log_proof(1, frame, found.places)
        check(Proof.from_bytes(proof.to_bytes()), vkey(found.places))


def self_check(found: City) -> None:
    for problem in verify.problems(found.places):
        raise NoticedError(problem)


def keeper(found: City) -> None:
    """Start the log's writer and let it take in what is new."""
    found.keep()


def sealer(found: City) -> None:
    """Start the sealer with something new to seal."""
    sealed(found.places, 1, start=NOON + timedelta(hours=90), at=NOON + timedelta(hours=4))


def second_keeper(found: City) -> None:
    with Keeper(found.places), Keeper(found.places):
        pass


def witness_of_the_fork(found: City) -> None:
    """Ask the witness to cosign the fork, with the best proof that the fork can give."""
    other = Places(found.places.data.parent / "fork")
    note = (other.log / "checkpoint").read_bytes()
    seen, size = found.opened.checkpoint, Checkpoint.parse(Note.parse(note).text).size
    node = Tiles(Folder(other.log).get, size).node
    request = Request(seen.size, tuple(consistency_proof(node, seen.size, size)), note)
    key = vkey(found.places)
    if answer(request, {key.name: key}, seen, WITNESS, 1).status != 200:
        raise NoticedError("not cosigned")


def reader_of_values(found: City) -> None:
    """Read the hour that was replayed: one row, with the value that it had."""
    start = NOON + timedelta(hours=3)
    rows = api.observations(
        mn="A110108_0001",
        code="a34004",
        start=start,
        end=start + timedelta(hours=1),
        superseded=True,
        places=found.places,
    )
    if rows["value"].to_pylist() != [23.0]:
        raise NoticedError(f"{rows.num_rows} rows")


def outside(found: City) -> None:
    """Start the keeper: it must write nowhere but below the log."""
    keeper(found)


# What is done


def batch_file(found: City, number: int) -> Path:
    return next(found.places.bundles.rglob(f"{number:012d}*"))


def raised_values(found: City) -> None:
    path = next((found.places.archive / "tail").rglob("000000000001*"))
    table = pq.read_table(path)
    at = table.schema.get_field_index("value")
    raised = pc.add(table["value"], 1.0)
    pq.write_table(table.set_column(at, table.schema.field(at), raised), path)


def in_manifest(query: str) -> Callable[[City], None]:
    def does(found: City) -> None:
        database = apsw.Connection(str(found.places.manifest))
        database.execute(query)
        database.close()

    return does


def newest_batch_replaced(found: City) -> None:
    """Take the newest batch out of the record and seal other frames in its place."""
    in_manifest("DELETE FROM batches WHERE number = 5")(found)
    in_manifest("UPDATE totals SET value = 5 WHERE name = 'batches'")(found)
    in_manifest("DELETE FROM files WHERE first_batch = 5")(found)
    with pytest.MonkeyPatch.context() as own:
        own.setattr(f"{RECORD}.sealer.logged", lambda *_: 0)
        sealed(found.places, 4, start=NOON + timedelta(hours=60), at=NOON + timedelta(hours=3))


def manifest_set_back(found: City) -> None:
    """Take out of the record's list what was sealed after the kept checkpoint."""
    in_manifest("DELETE FROM batches WHERE number >= 5")(found)
    in_manifest("DELETE FROM files WHERE first_batch >= 5")(found)


def record_changed_before_it_is_logged(found: City) -> None:
    """Seal one more batch, and change its record before the log has seen it."""
    sealed(found.places, 4, start=NOON + timedelta(hours=60), at=NOON + timedelta(hours=3))
    in_manifest(
        "UPDATE batches SET record = CAST(replace(CAST(record AS TEXT), "
        "'\"number\":6', '\"number\":7') AS BLOB) WHERE number = 6"
    )(found)


def cut_to(size: int) -> Callable[[City], None]:
    """Show a shorter log, rightly signed, as it once was or as it is made now."""
    return lambda found: found.fork(entries(found)[:size])


def entries(found: City) -> list[bytes]:
    size = found.audit().opened.checkpoint.size
    tiles = Tiles(Folder(found.places.log).get, size)
    return [tiles.entry(n) for n in range(size)]


def reordered(found: City) -> None:
    first, second, *rest = entries(found)
    found.fork([second, first, *rest])


def rewritten(found: City) -> None:
    """Sign a second history of the right form, longer than what the reader kept."""
    found.fork(plain(9))


def long_log_with_two_tiles_exchanged(found: City) -> None:
    other = found.fork(plain(600)).log
    for level in ("0", "entries"):
        exchanged(other / f"tile/{level}/000", other / f"tile/{level}/001")


def lone_stranger_at_the_fork(found: City) -> None:
    """Check a log that one meets for the first time: nothing was kept."""
    log = found.places.data.parent / "fork" / "log"
    replace_kept = auditing.audit(Folder(log).get, vkey(found.places))
    assert replace_kept.opened.checkpoint.size


def dated_back(found: City) -> None:
    """Seal frames now that claim to have been received before the kept checkpoint was seen."""
    sealed(
        found.places,
        4,
        start=NOON + timedelta(hours=60),
        at=SEEN - timedelta(hours=1),
    )
    found.keep()


def replayed(found: City) -> None:
    """Send one frame a thousand times more, the first half at once and the rest after sealing."""
    raw = hour_frame(start=NOON + timedelta(hours=3), qn="20261125030500000")
    for _ in range(2):
        received(found.places, [raw] * 500, at=NOON + timedelta(hours=4))
        with Sealer(found.places) as sealer:
            sealer.run_dry()


def lock_store_set_back(found: City) -> None:
    """Put the lock store of the day of the kept checkpoint in place."""
    size = found.opened.checkpoint.size
    places = [("batch", n, n) for n in range(size)]
    for file in found.places.log_lock.parent.glob("lock.sqlite3*"):
        file.unlink()
    with SqliteLock(found.places.log_lock, write=True) as lock:
        lock.swap(b"", Advance(found.kept, {"batch": size}, places))


def nothing(_found: City) -> None:
    """Only look: the attack is what the reader is made to do."""


def second_signature(found: City) -> None:
    """Two writers start from one state; the slower one signs as well."""
    with SqliteLock(found.places.log_lock, write=True) as one:
        held = one.held()
        with SqliteLock(found.places.log_lock, write=True) as other:
            other.swap(held.note, Advance(b"first", held.cursors, []))
        one.swap(held.note, Advance(held.note, held.cursors, []))


def swapped_anyhow(self: SqliteLock, _before: bytes, after: Advance) -> None:
    self._db.execute("UPDATE held SET note = ?", (after.note,))


def forged_by(found: City) -> Proof:
    """Make a proof of a better value over a log of one's own, in the name of the real one."""
    proof = api.log_proof(1, 1, found.places)
    assert proof.frame is not None
    better = proof.frame.sealed.replace(b"Avg=23.0", b"Avg=03.0")
    entry = json.dumps({"schema": "example/1"}).encode()
    thief = Signer(vkey(found.places).name, bytes(32))
    note = Checkpoint(thief.key.name, 1, leaf_hash(entry)).signed(thief)
    assert better != proof.frame.sealed
    return Proof(entry, 0, (), note.to_bytes())


def forged_proof(found: City) -> None:
    check(forged_by(found), vkey(found.places))


def proof_of_another_value(found: City) -> None:
    proof = api.log_proof(1, 1, found.places)
    assert proof.frame is not None
    better = proof.frame.sealed.replace(b"Avg=23.0", b"Avg=03.0")
    check(replace(proof, frame=replace(proof.frame, sealed=better)), vkey(found.places))


def truncated_proof(found: City) -> None:
    proof = api.log_proof(1, 1, found.places)
    check(replace(proof, path=proof.path[:-1]), vkey(found.places))


def hostile_staging(found: City) -> None:
    """Stage a file for the present size whose name leads out of the log."""
    size = found.audit().opened.checkpoint.size
    name = b"tile/../../planted"
    folder = found.places.log_staging
    folder.mkdir(exist_ok=True)
    parts = len(name).to_bytes(2) + (1).to_bytes(4) + name + b"x"
    (folder / f"{size:016d}").write_bytes(parts)


def act(name: str) -> Callable[[City], None]:
    """Take in an act that must be refused, after the story in which it stands."""

    def noticed(_found: City) -> None:
        roll = Roll(ACTS["log"])
        for entry in ACTS["holds"]:
            roll.take(Act.from_bytes(entry.encode()))
        case = next(each for each in ACTS["refused"] if each["name"] == name)
        roll.take(Act.from_bytes(case["entry"].encode()))

    return noticed


# What takes a defence out


def as_stored(tiles: Tiles, _run: object, own: Any, _progress: object) -> None:
    """Believe the hashes that the tiles hold."""
    for number in range(-(-tiles.size // 256)):
        own.take(number, tiles.hashes(0, number))


def as_written(tiles: Tiles, _run: object, own: Any, _progress: object) -> None:
    """Look at the entries alone."""
    for number in range(-(-tiles.size // 256)):
        own.take(number, [leaf_hash(each) for each in tiles.entries(number)])


class Anything(bytes):
    """A hash that is as it should be."""

    def __ne__(self, _other: object) -> bool:
        return False


def signed_by_all(note: Note, keys: tuple[Key, ...]) -> tuple[tuple[Key, Signature], ...]:
    """Take the first signature for everybody's."""
    return tuple((key, note.signatures[0]) for key in keys)


def none(*_given: object, **_named: object) -> None:
    """Check nothing."""


def unlocked(_places: Places) -> int:
    return -1


LEDGER = "qingtian.ledger"
RECORD = "qingtian_platform.record"
UNCHECKED = {
    f"{RECORD}.log.sources._check": none,
    f"{RECORD}.log.keeper.Keeper._following": lambda _self, source, taken, limit: source.after(
        taken, limit
    ),
}

ATTACKS = {
    "a byte of a sealed frame": Attack(
        lambda found: flipped(batch_file(found, 1), -20),
        holder_of_a_proof,
        "whoever checks a proof",
        {f"{LEDGER}.proof.check_frame": none},
    ),
    "a byte of a tile of hashes": Attack(
        lambda found: flipped(found.places.log / "tile/0/000.p/6", 40),
        stranger,
        "fsck; the log at its next start",
        {f"{LEDGER}.audit._leaves": as_written},
    ),
    "a byte of a tile of entries": Attack(
        lambda found: flipped(found.places.log / "tile/entries/000.p/6", 40),
        stranger,
        "fsck",
        {f"{LEDGER}.audit._leaves": as_stored},
    ),
    "two tiles exchanged": Attack(
        long_log_with_two_tiles_exchanged,
        lone_stranger_at_the_fork,
        "fsck",
        {f"{LEDGER}.audit._levels": none, f"{LEDGER}.audit.root_of": lambda *_: Anything()},
    ),
    "a value in a Parquet row": Attack(
        raised_values, self_check, "the self-check", {f"{RECORD}.verify._values": lambda *_: []}
    ),
    "a row of the database, in the log already": Attack(
        in_manifest(
            "UPDATE batches SET record = CAST(replace(CAST(record AS TEXT), "
            "'\"frames\":4', '\"frames\":3') AS BLOB) WHERE number = 5"
        ),
        keeper,
        "the log, before it signs again",
        UNCHECKED,
    ),
    "a row of the database, not in the log yet": Attack(
        record_changed_before_it_is_logged,
        keeper,
        "the log, which takes in nothing that does not hold",
        UNCHECKED,
    ),
    "the newest rows deleted": Attack(
        in_manifest("DELETE FROM batches WHERE number = 5"),
        keeper,
        "the log, before it signs again",
        UNCHECKED,
    ),
    "yesterday's manifest": Attack(
        manifest_set_back,
        sealer,
        "the sealer at its start, before it removes what is not listed",
        {f"{RECORD}.sealer.logged": lambda *_: 0},
    ),
    "the newest batch exchanged for another": Attack(
        newest_batch_replaced, keeper, "the log, before it signs again", UNCHECKED
    ),
    "the newest entries cut off a signed log": Attack(
        cut_to(3),
        stranger_at_the_fork,
        "whoever kept a checkpoint (`--kept`)",
        {f"{LEDGER}.audit._check_kept": none},
    ),
    "entries reordered, signed with the real key": Attack(
        reordered, lone_stranger_at_the_fork, "fsck", {f"{LEDGER}.audit._Run.take": none}
    ),
    "a second history, signed with the real key": Attack(
        rewritten,
        stranger_at_the_fork,
        "whoever kept a checkpoint (`--kept`)",
        {f"{LEDGER}.audit._check_kept": none},
    ),
    "a fork, signed with the real key, for a witness": Attack(
        rewritten,
        witness_of_the_fork,
        "the witness, which does not cosign",
        {f"{LEDGER}.witness.check_consistency": none},
    ),
    "frames dated back": Attack(
        dated_back,
        stranger,
        "whoever kept a cosigned checkpoint (`--kept`)",
        {f"{LEDGER}.audit._seen_at": lambda _kept: 0},
    ),
    "yesterday's lock store": Attack(
        lock_store_set_back,
        keeper,
        "the log at its start",
        {f"{RECORD}.log.keeper.Keeper._check_shown": none},
    ),
    "a second writer": Attack(
        nothing,
        second_keeper,
        "the second one, at its start",
        {f"{RECORD}.log.keeper.hold": unlocked},
    ),
    "a second writer past the lock": Attack(
        nothing,
        second_signature,
        "the slower one: compare and set",
        {f"{RECORD}.log.stores.SqliteLock.swap": swapped_anyhow},
    ),
    "a staged file whose name leads out of the log": Attack(
        hostile_staging,
        outside,
        "the log at its start",
        {f"{RECORD}.log.staging.is_path": lambda _name: True},
    ),
    "a forged proof, signed by another key": Attack(
        nothing,
        forged_proof,
        "whoever checks a proof",
        {f"{LEDGER}.note.Note.signed_by": signed_by_all},
    ),
    "a proof of another value": Attack(
        nothing,
        proof_of_another_value,
        "whoever checks a proof",
        {f"{LEDGER}.proof.check_frame": none},
    ),
    "a truncated proof": Attack(
        nothing,
        truncated_proof,
        "whoever checks a proof",
        {f"{LEDGER}.proof.check_inclusion": none},
    ),
    "a signature of a revoked key": Attack(
        nothing,
        act("revoked key"),
        "the desk; whoever audits the log",
        {f"{LEDGER}.roll.Roll._check_signer": none},
    ),
    "an act dated back": Attack(
        nothing,
        act("back-dated"),
        "the desk; whoever audits the log",
        {
            f"{LEDGER}.roll.Roll._check_time": none,
            f"{LEDGER}.appointment.Appointment.check_time": none,
        },
    ),
    "an act in the name of another": Attack(
        nothing,
        act("signature of another act"),
        "the desk; whoever audits the log",
        {f"{LEDGER}.acts.Act.check_signature": none},
    ),
}


HELD_OFF = {
    "a frame replayed 1,000 times": Attack(
        replayed,
        reader_of_values,
        "the sealer: each repeat is sealed, none is a reading",
        {f"{RECORD}.keys.Keys._contested": lambda *_: set()},
    ),
}
"""Attacks of which no reader notices anything, since they change nothing: here he is harmed without."""


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> City:
    return city(tmp_path_factory.mktemp("attacked"))


@pytest.fixture
def found(built: City, tmp_path: Path) -> City:
    shutil.copytree(built.places.data, tmp_path / "data")
    return City(Places(tmp_path / "data"), built.kept)


@pytest.mark.parametrize("name", ATTACKS)
def test_each_attack_is_noticed(found, name):
    attack = ATTACKS[name]
    if attack.does is not nothing and attack.noticed not in AT_A_FORK:
        attack.noticed(found)
    attack.does(found)
    with pytest.raises(NOTICE):
        attack.noticed(found)


AT_A_FORK = {stranger_at_the_fork, lone_stranger_at_the_fork, witness_of_the_fork}
"""Readers who see nothing before there is a fork."""


@pytest.mark.parametrize("name", ATTACKS)
def test_the_same_attack_passes_unseen_where_its_defence_is_taken_out(found, name, monkeypatch):
    attack = ATTACKS[name]
    attack.does(found)
    for defence, instead in attack.without.items():
        monkeypatch.setattr(defence, instead)
    attack.noticed(found)


@pytest.mark.parametrize("name", HELD_OFF)
def test_what_is_held_off_harms_only_where_its_defence_is_taken_out(found, name, monkeypatch):
    attack = HELD_OFF[name]
    attack.does(found)
    attack.noticed(found)
    assert api.counts(found.places)["receipts"] == 1_024, "each repeat is sealed all the same"
    for defence, instead in attack.without.items():
        monkeypatch.setattr(defence, instead)
    attack.does(found)
    with pytest.raises(NoticedError):
        attack.noticed(found)


def row(name: str, attack: Attack) -> str:
    """Write an attack as a row of the table for people."""
    names = (each.partition(".")[2] for each in attack.without)
    return f"| {name} | {attack.by} | {', '.join(f'`{each}`' for each in names)} |"


def test_the_table_for_people_has_the_same_rows():
    text = (ROOT / "docs/evidence.md").read_text(encoding="utf-8").splitlines()
    head = text.index("| attack | who notices | rests on |")
    rows = [row(*each) for each in (ATTACKS | HELD_OFF).items()]
    assert text[head + 2 : head + 2 + len(rows)] == rows
    assert not text[head + 2 + len(rows)]


def test_what_a_manifest_that_was_set_back_forgot_is_not_removed(found):
    """The sealer clears away what no list names; that must not be today's evidence."""
    bundle = batch_file(found, 5)
    manifest_set_back(found)
    with pytest.raises(RecordError, match="set back"):
        sealer(found)
    assert bundle.exists()
