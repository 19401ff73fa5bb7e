"""Pages say who stands behind the log and by whose clock, and the desk is told what differs."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from qingtian.ledger.note import COSIGNATURE, Note, Signer
from qingtian.ledger.proof import Proof
from qingtian_platform.kit.differences import Difference
from qingtian_platform.kit.places import Places
from qingtian_platform.project.demo.authority import NAME, answer, found_authority
from qingtian_platform.record import durable
from qingtian_platform.record.api import drain
from qingtian_platform.record.log import authorities, policies, stamps
from qingtian_platform.record.log.identity import vkey
from qingtian_platform.record.log.keeper import Keeper
from qingtian_platform.record.recheck.api import Checks, Piece
from support import signing
from support.receipts import hour_frame, received

pytestmark = pytest.mark.django_db
OWN = Signer("witness.example/own", bytes(range(32)), COSIGNATURE)
OTHER = Signer("witness.example/other", bytes(range(1, 33)), COSIGNATURE)
NOW = datetime.now(UTC)


@pytest.fixture
def places(tmp_path, monkeypatch) -> Places:
    made = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(made.data))
    signing.reading(made)
    policies.keep(
        made,
        f"log {vkey(made)}\nwitness own {OWN.key} http://127.0.0.1:1\n"
        f"witness other {OTHER.key} https://witness.example\ngroup q any own other\nquorum q\n",
    )
    return made


def show(places: Places, *signers: Signer) -> None:
    """Let the log show what it has, cosigned by some."""

    def cosign(note: Note, _tiles: object) -> Note:
        signed = [each.sign(note.text, int(NOW.timestamp())) for each in signers]
        return Note(note.text, (*note.signatures, *signed))

    with Keeper(places, cosign=cosign) as keeper:
        keeper.step()


def stamp(places: Places) -> None:
    folder = places.data / "authority"
    found_authority(folder)
    root = (folder / "root.pem").read_text()
    authorities.keep(places, f"authority {NAME} http://localhost:1/\n{root}")
    named = authorities.read(places)
    assert named is not None
    assert stamps.Stamper(places, named, lambda _address, body: answer(folder, body)).step(NOW)


def page(client, name: str, *words: object, language: str = "en") -> str:
    answered = client.get(reverse(name, args=words), headers={"accept-language": language})
    assert answered.status_code == 200
    return answered.content.decode()


def test_pages_name_the_witnesses_and_which_are_the_operators_own(client, places):
    show(places, OWN)
    for text in (page(client, "portal:verify"), page(client, "portal:frame", 0, 0)):
        assert "witness.example/own" in text
        assert "this is no independent witness" in text
        assert "witness.example/other" not in text
    assert "这不是独立见证" in page(client, "portal:verify", language="zh-hans")


def test_a_page_of_a_frame_follows_the_log_and_leads_to_the_time_stamp(client, places):
    assert "Not yet: it enters within seconds" in page(client, "portal:frame", 0, 0)
    show(places, OTHER)
    text = page(client, "portal:frame", 0, 0)
    assert "Yes: the batch is an entry" in text
    assert "no independent witness" not in text
    assert "None: no time-stamping authority is asked" in text
    stamp(places)
    text = page(client, "portal:frame", 0, 0)
    assert 'Time-stamped by <span class="mono">CN=Local time stamps of the demo</span> at' in text
    assert "its time proves nothing to anyone else" in text
    proof = client.get(reverse("portal:stamped_proof_file", args=[0, 0])).content
    day = stamps.days(places)[0]
    stamped = client.get(reverse("portal:log_file", args=[f"stamp/{day}.checkpoint"])).content
    assert Proof.from_bytes(proof).checkpoint == stamped
    assert (
        client.get(reverse("portal:log_file", args=["stamp/list"])).content.decode() == f"{day}\n"
    )
    assert client.get(reverse("portal:log_file", args=["stamp/../log.key"])).status_code == 404


def test_the_desk_sees_the_quorum_and_what_waits(client, places):
    client.force_login(signing.person("du", "duty"))
    show(places, OWN)
    text = page(client, "desk:evidence")
    assert "1 of 2 have cosigned what is shown; 1 must before it is shown." in text
    assert "Nobody but the operator stands behind what is shown" in text
    assert "Nothing must be looked at" in text
    received(places, [hour_frame(qn="20261125180000000")])
    drain(places)
    with Keeper(places, cosign=lambda _note, _tiles: None) as keeper:
        keeper.step()
    past = (NOW - timedelta(hours=1)).timestamp()
    os.utime(places.log / "checkpoint", (past, past))
    assert "The log shows 1 of 2 entries: too few witnesses" in page(client, "desk:board")


def test_what_the_self_check_found_stands_on_the_board_and_for_everyone_in_a_line(client, places):
    show(places, OTHER)
    wrong = Difference("observations", "batch 7, frame 3", "value", "23.0", "12.0")
    with Checks.writing(places) as checks:
        run = checks.begin("2026-11-26", [Piece("batches", 0, 9)], NOW)
        assert "Self-check of" not in page(client, "portal:verify")
        checks.done(run, Piece("batches", 0, 9), [], NOW)
        assert "nothing stored differs from the entries" in page(client, "portal:verify")
        run = checks.begin("2026-11-27", [Piece("batches", 0, 9)], NOW)
        checks.done(run, Piece("batches", 0, 9), [wrong], NOW)
    text = page(client, "portal:verify")
    assert "1 stored row differs from the entries of the log" in text
    assert "batch 7" not in text
    client.force_login(signing.person("du", "duty"))
    assert "The self-check found 1 stored row" in page(client, "desk:board")
    text = page(client, "desk:evidence")
    for word in ("batch 7, frame 3", "23.0", "12.0", "10 batches"):
        assert word in text
    client.force_login(signing.person("qiye", "enterprise"))
    assert "batch 7, frame 3" not in page(client, "desk:evidence")
    assert "self-check found" not in page(client, "desk:board")


def test_a_time_stamp_that_cannot_be_had_is_said_after_a_day(client, places):
    show(places, OTHER)
    stamp(places)
    client.force_login(signing.person("du", "duty"))
    stamps.remember(places, stamps.Failure(NOW - timedelta(hours=3), NOW, "no route"))
    assert "no route" in page(client, "desk:evidence")
    assert "No time stamp since" not in page(client, "desk:board")
    stamps.remember(places, stamps.Failure(NOW - timedelta(hours=30), NOW, "no route"))
    assert "No time stamp since" in page(client, "desk:board")
    durable.write(places.log / "stamp" / f"{stamps.days(places)[0]}.tsr", (b"x",))
    assert "does not hold" in page(client, "portal:verify")
