"""Another key for the log or a witness: what was signed before stays verifiable, and the log goes on."""

from __future__ import annotations

import json
import threading

import pytest
from typer.testing import CliRunner

from qingtian.ledger.audit import audit
from qingtian.ledger.errors import ProofError
from qingtian.ledger.note import Key, Note
from qingtian.ledger.policy import parse
from qingtian_cli import ledger
from qingtian_cli.witness import Memory, Server, signers_of
from qingtian_platform.kit.places import Places
from qingtian_platform.record.errors import DamagedError, SealerBusyError
from qingtian_platform.record.log import identity, policies, rotation
from qingtian_platform.record.log.identity import vkey
from qingtian_platform.record.log.keeper import Keeper
from qingtian_platform.record.log.stores import Folder
from qingtian_platform.record.log.witnesses import Witnesses


class Listed:
    name = "listed"

    def __init__(self, count: int) -> None:
        self.count = count

    def after(self, taken: int, limit: int) -> list[bytes]:
        numbers = range(taken, min(self.count, taken + limit))
        return [json.dumps({"n": n, "schema": "example/1"}).encode() for n in numbers]


@pytest.fixture
def places(tmp_path) -> Places:
    return Places(tmp_path / "data").make()


def grown(places: Places, count: int) -> bytes:
    """Let the log take in entries, and give the checkpoint that is shown."""
    with Keeper(places, [Listed(count)]) as keeper:
        keeper.step()
    return (places.log / "checkpoint").read_bytes()


def size(places: Places, key: Key) -> int:
    return audit(Folder(places.log).get, key).opened.checkpoint.size


def test_the_old_key_and_the_new_one_both_open_what_is_shown_until_the_old_is_given_up(places):
    first = grown(places, 3)
    old = vkey(places)
    new = rotation.renew(places)
    assert (new.name, new.public == old.public) == (old.name, False)
    grown(places, 3)  # nothing new: shown again all the same, with both
    assert (size(places, old), size(places, new)) == (3, 3)
    grown(places, 5)
    assert (size(places, old), size(places, new)) == (5, 5)
    assert rotation.give_up(places) == (old,)
    assert rotation.give_up(places) == ()
    last = grown(places, 7)
    assert size(places, new) == 7
    with pytest.raises(ProofError):
        size(places, old)
    who = identity.read(places)
    assert [who.opened(note).checkpoint.size for note in (first, last)] == [3, 7]
    assert who.keys == (new, old)
    policies.keep(places, f"log {old}\nquorum none\n")


def test_one_of_two_signatures_that_fails_sinks_what_is_shown(places):
    grown(places, 3)
    rotation.renew(places)
    note = Note.parse(grown(places, 4))
    bent = note.text.replace("\n4\n", "\n3\n")
    mixed = Note(bent, (note.signatures[0], identity.read(places).signers[1].sign(bent)))
    with pytest.raises(ProofError):
        identity.read(places).opened(mixed.to_bytes())


def test_a_lost_key_is_replaced_and_another_one_is_not_taken_for_it(places, tmp_path):
    grown(places, 3)
    old = vkey(places)
    places.log_key.unlink()
    other = vkey(Places(tmp_path / "other").make())
    with pytest.raises(DamagedError, match="cannot be read with these keys"):
        rotation.replace_lost(places, other)
    assert not places.log_key.exists()
    new = rotation.replace_lost(places, old)
    grown(places, 4)
    assert size(places, new) == 4
    assert new.name == old.name


def test_keys_are_not_changed_under_a_log_that_runs(places):
    with Keeper(places, []), pytest.raises(SealerBusyError):
        rotation.renew(places)
    assert len(identity.read(places).keys) == 1


def test_the_command_prints_the_key_to_publish(places):
    grown(places, 1)
    old = str(vkey(places))
    told = CliRunner().invoke(ledger.app, ["rotate", "--data", str(places.data)])
    assert told.stdout.strip() == str(vkey(places)) != old
    told = CliRunner().invoke(ledger.app, ["rotate", "--give-up", "--data", str(places.data)])
    assert told.stdout.strip() == old
    with Keeper(places, []):
        told = CliRunner().invoke(ledger.app, ["rotate", "--data", str(places.data)])
    assert (told.exit_code, "nothing was changed" in told.stderr) == (1, True)


def test_a_witness_with_a_new_key_serves_policies_of_before_and_after(places, tmp_path):
    folder = tmp_path / "witness"
    folder.mkdir()
    (old,) = signers_of(folder, "w.example")
    new, second = signers_of(folder, "w.example", new=True)
    assert second.key == old.key
    assert (folder / "witness.key").stat().st_mode & 0o077 == 0
    memory, key = Memory(folder / "witness.sqlite3"), vkey(places)
    with Server(("127.0.0.1", 0), memory, {key.name: key}, new, (second,)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        at = f"http://127.0.0.1:{server.server_port}"
        for count, names in ((2, (old,)), (4, (new,)), (6, (old, new))):
            lines = "".join(f"witness w{n} {each.key} {at}\n" for n, each in enumerate(names))
            both = f"group all all {' '.join(f'w{n}' for n in range(len(names)))}\nquorum all\n"
            policy = parse(f"log {key}\n{lines}{both}")
            with Keeper(places, [Listed(count)], cosign=Witnesses(policy).cosigned) as keeper:
                keeper.step()
            found = audit(Folder(places.log).get, key, policy.keys).opened
            assert found.checkpoint.size == count
            assert {each for each, _ in found.witnesses} == set(policy.keys)
        server.shutdown()
    memory.close()


def test_the_command_prints_the_key_of_the_directory_that_the_environment_names(
    places, tmp_path, monkeypatch
):
    """Asked without it, it made another log's key where the operator stood, to be published by mistake."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QINGTIAN_DATA", str(places.data))
    told = CliRunner().invoke(ledger.app, ["vkey"])
    assert told.stdout == f"{vkey(places)}\n"
    assert [each.name for each in tmp_path.iterdir()] == ["data"]
