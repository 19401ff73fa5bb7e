"""A time stamp a day over what the log shows, checked by us, by OpenSSL, and by a stranger."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from qingtian.ledger.__main__ import main
from qingtian.ledger.errors import FormError, LedgerError, ProofError
from qingtian.ledger.tokens import check, imprint, query, roots_of
from qingtian_platform.kit.places import Places
from qingtian_platform.project.demo.authority import POLICY, Server, answer, found_authority
from qingtian_platform.record import api
from qingtian_platform.record.errors import DamagedError
from qingtian_platform.record.log import authorities, proofs, stamps
from qingtian_platform.record.log.keeper import Keeper
from qingtian_platform.record.log.sources import BATCHES
from qingtian_platform.record.sealer import Sealer
from support.receipts import hour_frame, received

MORNING = datetime(2026, 11, 25, 23, tzinfo=UTC)
"""Seven in the morning of 26 November in Beijing."""
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def authority(tmp_path_factory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("authority")
    found_authority(folder)
    with Server(folder) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def places(tmp_path, authority) -> Places:
    places = Places(tmp_path / "data").make()
    authorities.keep(places, authority.line)
    grow(places, 3)
    return places


def grow(places: Places, count: int) -> None:
    """Seal some frames, a batch each, and let the log take them in."""
    received(places, [hour_frame(qn=f"2026112512{n:02d}00000") for n in range(count)])
    with Sealer(places, frames=1) as sealer:
        sealer.run_dry()
    with Keeper(places) as keeper:
        keeper.step()


class Listed:
    name = "listed"

    def __init__(self, count: int) -> None:
        self.count = count

    def after(self, taken: int, limit: int) -> list[bytes]:
        numbers = range(taken, min(self.count, taken + limit))
        return [json.dumps({"n": n, "schema": "example/1"}).encode() for n in numbers]


def stamper(places: Places, send=stamps.send) -> stamps.Stamper:
    named = authorities.read(places)
    assert named is not None
    return stamps.Stamper(places, named, send)


def test_one_stamp_a_day_and_it_says_who_and_when(places):
    assert stamps.newest(places) is None
    daily = stamper(places)
    assert daily.step(MORNING)
    assert not daily.step(MORNING + timedelta(hours=16))
    kept = stamps.newest(places)
    assert kept is not None
    assert (kept.day, kept.size, kept.own) == ("2026-11-26", 3, True)
    assert kept.authority == "CN=Local time stamps of the demo"
    assert abs(kept.time - datetime.now(UTC)) < timedelta(minutes=5)
    assert daily.step(MORNING + timedelta(hours=17))
    assert stamps.days(places) == ("2026-11-26", "2026-11-27")


def test_openssl_agrees_with_what_is_kept(places, authority):
    stamper(places).step(MORNING)
    files = places.log / "stamp"
    command = ["openssl", "ts", "-verify", "-CAfile", str(authority.folder / "root.pem")]
    command += ["-in", str(files / "2026-11-26.tsr"), "-data"]
    good = [*command, str(files / "2026-11-26.checkpoint")]
    assert subprocess.run(good, capture_output=True, check=False).returncode == 0
    grow(places, 1)
    other = [*command, str(places.log / "checkpoint")]
    assert subprocess.run(other, capture_output=True, check=False).returncode != 0


def test_a_stranger_checks_every_stamp_with_the_whole_log(places, authority, capsys):
    source, daily = Listed(3), stamper(places)
    with Keeper(places, [source]) as keeper:
        keeper.step()
        daily.step(MORNING)
        source.count = 300
        keeper.step()
        daily.step(MORNING + DAY)
    root = str(authority.folder / "root.pem")
    trust = ["--vkey", str(api.log_key(places)), "--authority", root]
    assert main(["fsck", str(places.log), *trust]) == 0
    told = capsys.readouterr().out
    assert "2026-11-26: 6 entries time-stamped by CN=Local time stamps of the demo at" in told
    assert "2026-11-27: 303 entries" in told
    swapped = places.log / "stamp/2026-11-26.tsr"
    swapped.write_bytes((places.log / "stamp/2026-11-27.tsr").read_bytes())
    assert main(["fsck", str(places.log), *trust]) == 1
    assert "stamp/2026-11-26: the time stamp does not hold" in capsys.readouterr().err


def test_a_stamp_over_another_history_is_refused(tmp_path, places, authority, capsys):
    fork = Places(tmp_path / "fork").make()
    fork.log_key.write_bytes(places.log_key.read_bytes())
    authorities.keep(fork, authority.line)
    grow(fork, 2)
    stamper(fork).step(MORNING)
    (fork.log / "stamp").rename(places.log / "stamp")
    root = str(authority.folder / "root.pem")
    trust = ["--vkey", str(api.log_key(places)), "--authority", root]
    assert main(["fsck", str(places.log), *trust]) == 1
    assert "not the beginning of this log" in capsys.readouterr().err


def test_a_frame_is_proven_up_to_the_stamp_that_covers_it(tmp_path, places, authority, capsys):
    daily = stamper(places)
    daily.step(MORNING)
    grow(places, 4)
    assert [getattr(stamps.covering(places, n), "day", None) for n in range(7)] == (
        ["2026-11-26"] * 3 + [None] * 4
    )
    daily.step(MORNING + DAY)
    assert stamps.covering(places, 3) == stamps.covering(places, 6) == stamps.newest(places)
    note = stamps.checkpoint_of(places, "2026-11-26")
    file = tmp_path / "frame.tlog-proof"
    file.write_bytes(proofs.of_frame(places, 1, 0, note).to_bytes())
    with pytest.raises(api.NotLoggedError):
        proofs.of_entry(places, BATCHES, 4, note)
    key, root = str(api.log_key(places)), str(authority.folder / "root.pem")
    given = ["verify", str(file), "--vkey", key, "--authority", root, "--stamp"]
    assert main([*given, str(places.log / "stamp/2026-11-26.tsr")]) == 0
    assert "time-stamped by CN=Local time stamps of the demo at" in capsys.readouterr().out
    assert main([*given, str(places.log / "stamp/2026-11-27.tsr")]) == 1


def test_an_authority_that_is_away_is_asked_again_later_and_said(places, authority):
    def away(_address: str, _body: bytes) -> bytes:
        raise OSError("no route")

    asked = []

    def counted(address: str, body: bytes) -> bytes:
        asked.append(body)
        return stamps.send(address, body)

    assert not stamper(places, away).step(MORNING)
    failed = stamps.failure(places)
    assert failed is not None
    assert (failed.since, failed.why) == (MORNING, "no route")
    later = stamper(places, counted)
    assert not later.step(MORNING + stamps.RETRY / 2)
    assert not asked
    assert later.step(MORNING + stamps.RETRY)
    assert len(asked) == 1
    assert stamps.failure(places) is None


def test_answers_that_prove_nothing_are_not_kept(places, authority):
    other = query(b"another file").body

    def lies(address: str, body: bytes) -> Iterator[bytes]:
        yield b""
        yield b"x" * 70_000
        yield answer(authority.folder, other)  # another imprint and nonce
        yield stamps.send(address, query(api.log_file("checkpoint", places)).body)  # another nonce
        yield bytes.fromhex("30053003020102")  # a refusal
        good = stamps.send(address, body)
        yield good[:-1]

    named = authorities.read(places)
    assert named is not None
    for number in range(6):
        tried = stamper(places, lambda a, b, n=number: list(lies(a, b))[n])
        assert not tried.step(MORNING + number * timedelta(hours=1))
    assert not list((places.log).glob("stamp/*"))
    wrong = authority.line.replace(POLICY, "1.3.6.1.4.1.32473.2")
    authorities.keep(places, wrong)
    assert not stamper(places).step(MORNING + timedelta(hours=8))


def test_a_kept_stamp_that_was_changed_is_not_shown(places):
    stamper(places).step(MORNING)
    file = places.log / "stamp/2026-11-26.checkpoint"
    file.write_bytes(file.read_bytes().replace(b"\n3\n", b"\n4\n"))
    with pytest.raises(DamagedError, match="2026-11-26 does not hold"):
        stamps.newest(places)


def test_no_changed_byte_makes_a_token_say_another_time_or_other_bytes(authority):
    data = b"what was stamped"
    asked = query(data)
    token = answer(authority.folder, asked.body)
    roots = roots_of((authority.folder / "root.pem").read_bytes())
    true = check(token, data, roots, policy=POLICY, nonce=asked.nonce)
    for at in range(0, len(token), 3):
        bent = bytearray(token)
        bent[at] ^= 1
        try:
            found = check(bytes(bent), data, roots, policy=POLICY, nonce=asked.nonce)
        except LedgerError:
            continue
        assert found == true
        assert imprint(bytes(bent)) == imprint(token)


def test_without_the_library_a_stranger_is_told_what_to_do(places, authority, capsys, monkeypatch):
    stamper(places).step(MORNING)
    for name in ("stamped", "tokens"):
        monkeypatch.delitem(sys.modules, f"qingtian.ledger.{name}")
        monkeypatch.delattr(f"qingtian.ledger.{name}")
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    trust = ["--vkey", str(api.log_key(places))]
    assert main(["fsck", str(places.log), *trust]) == 0
    assert main(["fsck", str(places.log), *trust, "--authority", "root.pem"]) == 1
    assert "use openssl ts -verify -in DAY.tsr" in capsys.readouterr().err


def test_it_runs_beside_the_log_until_told_to_stop(places, monkeypatch):
    monkeypatch.setattr(stamps, "FIRST", 0.0)
    monkeypatch.setattr(stamps, "LOOK", 0.01)
    stop, failing = threading.Event(), [OSError("no route"), ValueError("a defect")]

    def send(address: str, body: bytes) -> bytes:
        if failing:
            raise failing.pop()
        stop.set()
        return stamps.send(address, body)

    monkeypatch.setattr(stamps, "RETRY", timedelta())
    thread = threading.Thread(target=stamper(places, send).run, args=(stop,))
    thread.start()
    thread.join(30)
    assert not thread.is_alive()
    assert len(stamps.days(places)) == 1


def test_a_root_of_somebody_else_and_a_signer_without_the_purpose_do_not_do(tmp_path, authority):
    asked = query(b"data")
    token = answer(authority.folder, asked.body)
    found_authority(tmp_path / "other")
    with pytest.raises(ProofError):
        check(token, b"data", roots_of((tmp_path / "other/root.pem").read_bytes()))
    with pytest.raises(FormError):
        roots_of(b"no certificate")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "authority x\n",
        "authority x ftp://a\n",
        "authority x http://a 1.x\n",
        "tsa x http://a\n",
    ],
)
def test_what_names_no_authority_is_refused(places, text):
    with pytest.raises(FormError):
        authorities.keep(places, text)
