"""The log's writer: whatever breaks, one history, whole, and checked from outside after each step."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from qingtian.ledger.audit import audit
from qingtian.ledger.checkpoint import opened
from qingtian.ledger.merkle import check_consistency, consistency_proof
from qingtian.ledger.note import Signer
from qingtian.ledger.tiles import Tiles
from qingtian_platform.kit.places import Places
from qingtian_platform.record.errors import DamagedError, SealerBusyError, StoreError
from qingtian_platform.record.log.identity import signer, vkey
from qingtian_platform.record.log.keeper import Keeper
from qingtian_platform.record.log.stores import Advance, Folder, SqliteLock


class Listed:
    """A source that the test lengthens."""

    name = "listed"

    def __init__(self, count: int = 0) -> None:
        self.count = count

    def after(self, taken: int, limit: int) -> list[bytes]:
        numbers = range(taken, min(self.count, taken + limit))
        return [json.dumps({"number": n, "schema": "example/1"}).encode() for n in numbers]


@pytest.fixture
def places(tmp_path) -> Places:
    return Places(tmp_path / "data").make()


def whole(places: Places) -> int:
    """Check the log as a stranger, and give its size."""
    found = audit(Folder(places.log).get, vkey(places))
    return found.opened.checkpoint.size


def kept(places: Places, source: Listed, **named: object) -> int:
    with Keeper(places, [source], **named) as keeper:  # type: ignore[arg-type]
        while keeper.step():
            pass
        return keeper.size


def test_it_takes_in_what_comes_and_shows_it(places):
    source = Listed()
    with Keeper(places, [source]) as keeper:
        assert not keeper.step()
        assert whole(places) == 0
        for count in (1, 2, 255, 256, 257, 600):
            source.count = count
            assert keeper.step()
            assert whole(places) == count
        assert not keeper.step()
    assert kept(places, source) == 600


def test_each_checkpoint_is_the_beginning_of_the_next(places):
    source, before = Listed(), None
    with Keeper(places, [source]) as keeper:
        for count in (3, 300, 301, 700):
            source.count = count
            keeper.step()
            store = Folder(places.log)
            point = opened(store.get("checkpoint"), vkey(places)).checkpoint
            if before is not None:
                node = Tiles(store.get, point.size).node
                steps = consistency_proof(node, before.size, point.size)
                check_consistency(before.size, point.size, steps, before.root, point.root)
            before = point


def test_parts_are_gone_when_their_tile_is_full(places):
    source = Listed()
    with Keeper(places, [source]) as keeper:
        for source.count in (10, 20, 300):
            keeper.step()
    names = sorted(
        str(each.relative_to(places.log)) for each in places.log.rglob("*") if each.is_file()
    )
    assert names == [
        "checkpoint",
        "tile/0/000",
        "tile/0/001.p/44",
        "tile/1/000.p/1",
        "tile/entries/000",
        "tile/entries/001.p/44",
    ]


def test_one_writer_at_a_time(places):
    with Keeper(places, []), pytest.raises(SealerBusyError):
        Keeper(places, [])


def test_the_key_is_made_once_and_kept_from_others(places, monkeypatch):
    monkeypatch.setenv("QINGTIAN_LOG", "log.city.example")
    first = vkey(places)
    monkeypatch.setenv("QINGTIAN_LOG", "log.other.example")
    assert vkey(places) == first
    assert first.name == "log.city.example"
    assert places.log_key.stat().st_mode & 0o077 == 0
    places.log_key.write_text("log.city.example AAAA\n")
    with pytest.raises(DamagedError):
        vkey(places)


class StopError(Exception):
    """A test's power cut."""


class Breaking:
    """A store whose calls fail at one point: before they act, or after."""

    def __init__(self, inner: object, calls: list[int], at: int, *, after: bool) -> None:
        self._inner, self._calls, self._at, self._after = inner, calls, at, after

    def _broken(self, act: Callable[[], object]) -> object:
        self._calls[0] += 1
        if self._calls[0] == self._at and not self._after:
            raise StopError
        result = act()
        if self._calls[0] == self._at:
            raise StopError
        return result

    def put(self, path: str, data: bytes) -> None:
        self._broken(lambda: self._inner.put(path, data))  # type: ignore[attr-defined]

    def swap(self, before: bytes, after: Advance) -> None:
        self._broken(lambda: self._inner.swap(before, after))  # type: ignore[attr-defined]

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)


@pytest.mark.parametrize("after", [False, True], ids=["failed", "failed but persisted"])
def test_every_write_broken_twice_leaves_one_history(places, after, monkeypatch):
    """The steps of a log that grows over a tile's edge, broken at each write in turn."""
    source, at, broken = Listed(250), 0, 0
    kept(places, source)
    real = Folder(places.log)
    while True:
        at += 1
        calls = [0]
        lock = SqliteLock(places.log_lock, write=True)
        stores = {
            "tiles": Breaking(real, calls, at, after=after),
            "lock": Breaking(lock, calls, at, after=after),
        }
        source.count += 4
        before = whole(places)
        try:
            kept(places, source, **stores)
        except StopError:
            broken += 1
            assert whole(places) >= before
            assert kept(places, source) == source.count
            assert whole(places) == source.count
            continue
        finally:
            lock.close()
        break
    assert broken >= 4
    assert whole(places) == source.count


def test_a_staged_step_that_was_never_signed_is_forgotten(places, monkeypatch):
    source = Listed(3)
    kept(places, source)
    source.count = 5
    monkeypatch.setattr(SqliteLock, "swap", lambda *_: (_ for _ in ()).throw(StopError()))
    with pytest.raises(StopError):
        kept(places, source)
    assert list(places.log_staging.iterdir())
    monkeypatch.undo()
    source.count = 4
    assert kept(places, source) == 4
    assert whole(places) == 4
    assert not list(places.log_staging.iterdir())


def test_the_tiles_of_a_signed_step_are_put_after_a_crash(places, monkeypatch):
    source = Listed(3)
    kept(places, source)
    source.count = 5
    monkeypatch.setattr(Folder, "put", lambda *_: (_ for _ in ()).throw(StopError()))
    with pytest.raises(StopError):
        kept(places, source)
    monkeypatch.undo()
    assert whole(places) == 3
    assert kept(places, source) == 5
    assert whole(places) == 5


# Attacks


def copied(path: Path) -> bytes:
    return path.read_bytes()


def test_yesterdays_lock_store_is_refused(places):
    source = Listed(3)
    kept(places, source)
    yesterday = {each: copied(each) for each in places.log_lock.parent.glob("lock.sqlite3*")}
    source.count = 9
    kept(places, source)
    for each in places.log_lock.parent.glob("lock.sqlite3*"):
        each.unlink()
    for each, data in yesterday.items():
        each.write_bytes(data)
    with pytest.raises(DamagedError, match="set back"):
        Keeper(places, [source])
    for each in yesterday:
        each.unlink(missing_ok=True)
    with pytest.raises(DamagedError, match="set back"):
        Keeper(places, [source])


@pytest.mark.parametrize("name", ["tile/0/000.p/9", "tile/0/000.p/9 gone", "checkpoint"])
def test_a_changed_or_missing_file_is_refused_at_the_start(places, name):
    source = Listed(9)
    kept(places, source)
    file = places.log / name.removesuffix(" gone")
    data = file.read_bytes()
    if name.endswith("gone"):
        file.unlink()
    else:
        file.write_bytes(data[:-20] + bytes([data[-20] ^ 1]) + data[-19:])
    with pytest.raises(DamagedError):
        Keeper(places, [source])
    file.write_bytes(data)
    assert kept(places, source) == 9


def test_a_checkpoint_of_a_second_history_is_refused(places):
    source = Listed(9)
    kept(places, source)
    other = Places(places.data.parent / "other").make()
    other.log_key.write_bytes(places.log_key.read_bytes())

    class Otherwise(Listed):
        def after(self, taken: int, limit: int) -> list[bytes]:
            return [entry + b" " for entry in super().after(taken, limit)]

    kept(other, Otherwise(5))
    (places.log / "checkpoint").write_bytes((other.log / "checkpoint").read_bytes())
    with pytest.raises(DamagedError, match="not the beginning"):
        Keeper(places, [source])


def test_a_strangers_checkpoint_is_refused(places):
    source = Listed(1)
    kept(places, source)
    stranger = Signer(signer(places).key.name, bytes(32))
    note = opened((places.log / "checkpoint").read_bytes(), vkey(places)).checkpoint.signed(
        stranger
    )
    (places.log / "checkpoint").write_bytes(note.to_bytes())
    with pytest.raises(DamagedError, match="not this log's"):
        Keeper(places, [source])


def test_a_second_writer_with_the_same_state_loses(places):
    source = Listed(3)
    with Keeper(places, [source]) as keeper:
        keeper.step()
        with SqliteLock(places.log_lock, write=True) as thief:
            held = thief.held()
            thief.swap(held.note, Advance(b"stolen", held.cursors, []))
        source.count = 5
        with pytest.raises(StoreError, match="another writer"):
            keeper.step()
    assert whole(places) == 3


def test_a_checkpoint_waits_for_the_quorum(places):
    source, agreed = Listed(3), [False]
    with Keeper(
        places, [source], cosign=lambda note, _tiles: note if agreed[0] else None
    ) as keeper:
        keeper.step()
        assert not (places.log / "checkpoint").exists()
        agreed[0] = True
        assert not keeper.step()
        assert whole(places) == 3
        agreed[0], source.count = False, 5
        keeper.step()
        assert whole(places) == 3
    agreed[0] = True
    assert kept(places, source) == 5
    assert whole(places) == 5


def test_a_changed_tile_is_refused_also_where_nothing_was_shown_yet(places):
    with Keeper(places, [Listed(9)], cosign=lambda _note, _tiles: None) as keeper:
        keeper.step()
    file = places.log / "tile/0/000.p/9"
    data = file.read_bytes()
    file.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(DamagedError, match="do not lead to the root"):
        Keeper(places, [Listed(9)])
