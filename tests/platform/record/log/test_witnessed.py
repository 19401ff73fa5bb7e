"""A witness over HTTP: it cosigns what extends, remembers before it answers, and refuses a fork."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from qingtian.ledger.audit import audit
from qingtian.ledger.policy import parse
from qingtian_cli.witness import Memory, Server, signer_of
from qingtian_platform.kit.places import Places
from qingtian_platform.record.log.identity import vkey
from qingtian_platform.record.log.keeper import Keeper
from qingtian_platform.record.log.stores import Folder
from qingtian_platform.record.log.witnesses import Witnesses, post


class Listed:
    name = "listed"

    def __init__(self, count: int, mark: str = "") -> None:
        self.count, self.mark = count, mark

    def after(self, taken: int, limit: int) -> list[bytes]:
        numbers = range(taken, min(self.count, taken + limit))
        return [
            json.dumps({"n": n, "mark": self.mark, "schema": "example/1"}).encode() for n in numbers
        ]


@pytest.fixture
def places(tmp_path) -> Places:
    return Places(tmp_path / "data").make()


@pytest.fixture
def server(tmp_path, places) -> Iterator[Server]:
    folder = tmp_path / "witness"
    folder.mkdir()
    key = vkey(places)
    memory = Memory(folder / "witness.sqlite3")
    server = Server(("127.0.0.1", 0), memory, {key.name: key}, signer_of(folder, "witness.example"))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()
    memory.close()


def witnesses(places: Places, server: Server, quorum: str = "one") -> Witnesses:
    address = f"http://127.0.0.1:{server.server_port}/"
    text = f"log {vkey(places)}\nwitness one {server.signer.key} {address}\nquorum {quorum}\n"
    return Witnesses(parse(text))


def test_what_is_shown_carries_the_witness(places, server):
    source = Listed(3)
    with Keeper(places, [source], cosign=witnesses(places, server).cosigned) as keeper:
        for source.count in (3, 4, 300):
            keeper.step()
            found = audit(Folder(places.log).get, vkey(places), (server.signer.key,))
            assert found.opened.checkpoint.size == source.count
            assert [key for key, _ in found.opened.witnesses] == [server.signer.key]
    # A new process does not know what the witness has seen, and is told.
    source.count = 301
    with Keeper(places, [source], cosign=witnesses(places, server).cosigned) as keeper:
        keeper.step()
    found = audit(Folder(places.log).get, vkey(places), (server.signer.key,))
    assert (found.opened.checkpoint.size, len(found.opened.witnesses)) == (301, 1)


def test_a_fork_signed_with_the_real_key_is_not_cosigned_and_not_shown(tmp_path, places, server):
    with Keeper(places, [Listed(5)], cosign=witnesses(places, server).cosigned) as keeper:
        keeper.step()
    fork = Places(tmp_path / "fork").make()
    fork.log_key.write_bytes(places.log_key.read_bytes())
    with Keeper(fork, [Listed(6, "forged")], cosign=witnesses(fork, server).cosigned) as keeper:
        keeper.step()
    assert not (fork.log / "checkpoint").exists()


def test_a_whole_folder_set_back_to_yesterday_is_not_cosigned(tmp_path, places, server):
    with Keeper(places, [Listed(5)], cosign=witnesses(places, server).cosigned) as keeper:
        keeper.step()
    fresh = Places(tmp_path / "fresh").make()
    fresh.log_key.write_bytes(places.log_key.read_bytes())
    with Keeper(fresh, [Listed(2)], cosign=witnesses(fresh, server).cosigned) as keeper:
        keeper.step()
    assert not (fresh.log / "checkpoint").exists()


def test_a_witness_that_is_away_delays_where_it_is_demanded_and_only_there(places, server):
    away = parse(
        f"log {vkey(places)}\nwitness one {server.signer.key} http://127.0.0.1:9\nquorum one\n"
    )
    source = Listed(3)
    with Keeper(places, [source], cosign=Witnesses(away).cosigned) as keeper:
        keeper.step()
        assert not (places.log / "checkpoint").exists()
    with Keeper(places, [source], cosign=witnesses(places, server).cosigned) as keeper:
        keeper.step()
        assert (places.log / "checkpoint").exists()
    nobody = parse(
        str(
            away.log and f"log {vkey(places)}\nwitness one {server.signer.key} http://127.0.0.1:9\n"
        )
    )
    source.count = 4
    with Keeper(places, [source], cosign=Witnesses(nobody).cosigned) as keeper:
        keeper.step()
    assert audit(Folder(places.log).get, vkey(places)).opened.checkpoint.size == 4


def test_a_witness_that_lies_is_not_believed(places, server):
    policy = witnesses(places, server).policy
    for status, body in ((200, b"nonsense"), (200, b""), (500, b"no"), (409, b"99\n"), (409, b"x")):
        found = Witnesses(policy, send=lambda *_given, answer=(status, body): answer)
        with Keeper(places, [Listed(1)], cosign=found.cosigned) as keeper:
            keeper.step()
        assert not (places.log / "checkpoint").exists()


def test_bad_requests_are_answered_with_a_reason(server):
    address = f"http://127.0.0.1:{server.server_port}"
    assert post(f"{address}/add-checkpoint", b"x")[0] == 400
    assert post(f"{address}/add-checkpoint", b"old 0\n\nx\n")[0] == 400
    assert post(f"{address}/add-checkpoint", b"x" * 70_000)[0] == 400
    assert post(f"{address}/other", b"x")[0] == 404


def test_the_key_of_a_witness_stays(tmp_path):
    first = signer_of(tmp_path, "witness.example").key
    assert signer_of(tmp_path, "witness.example").key == first
    assert (tmp_path / "witness.key").stat().st_mode & 0o077 == 0


def said(words: bytes, *, drip: bool = False) -> Callable[[socket.socket], None]:
    """Answer whatever is asked with these bytes, or with them one after the other, without end."""

    def speak(line: socket.socket) -> None:
        line.recv(1 << 16)
        line.sendall(words)
        while drip:
            line.sendall(b"x")
            time.sleep(0.02)

    return speak


@contextmanager
def hostile(speak: Callable[[socket.socket], None]) -> Iterator[str]:
    """Listen as a witness that speaks as it likes, to one who asks."""

    def serve() -> None:
        with suppress(OSError):
            line, _ = listening.accept()
            with line:
                speak(line)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/add-checkpoint"
        thread.join()


HEAD = b"HTTP/1.0 200 OK\r\nContent-Length: 9999\r\n"
HOSTILE = {
    "no HTTP": said(b"220 ready\r\n"),
    "nothing": said(b""),
    "a status that is no number": said(b"HTTP/1.0 abc\r\n\r\n"),
    "endless headers": said(HEAD + b"X: y\r\n" * 200 + b"\r\n"),
}


@pytest.mark.parametrize("way", HOSTILE)
def test_a_witness_that_speaks_nonsense_is_silent_and_no_more(places, way):
    """The log goes on without it, where it is not demanded."""
    with hostile(HOSTILE[way]) as address, pytest.raises(OSError, match=r"speaks no HTTP|reset"):
        post(address, b"old 0\n\n")


@pytest.mark.parametrize("words", [HEAD + b"\r\n", HEAD + b"X: "], ids=["body", "headers"])
def test_a_witness_that_never_ends_is_cut_off(words, monkeypatch):
    monkeypatch.setattr("qingtian_platform.record.log.witnesses.DEADLINE", 0.2)
    started = time.monotonic()
    with hostile(said(words, drip=True)) as address, suppress(OSError):
        assert len(post(address, b"old 0\n\n")[1]) < 9_999
    assert time.monotonic() - started < 60


def test_a_witness_sends_nobody_elsewhere(places, server):
    """A redirection is an answer like any other: nothing is asked of the other address."""
    away = f"http://127.0.0.1:{server.server_port}/"
    words = f"HTTP/1.0 307 x\r\nLocation: {away}\r\nContent-Length: 0\r\n\r\n".encode()
    with hostile(said(words)) as address:
        assert post(address, b"old 0\n\n") == (307, b"")
