"""What every store of receipts promises; PostgreSQL joins by one line in `STORES`."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qingtian_platform.collect import errors, inbox
from qingtian_platform.kit.places import Places

STORES: dict[str, Callable[..., inbox.Inbox]] = {"sqlite": inbox.Inbox}


def rows(count: int, begin: int = 0) -> list[inbox.Row]:
    return [
        (1_700_000_000_000_000 + n, "10.0.0.1:999", "hj212", f"##{n:06}".encode() * 40)
        for n in range(begin, begin + count)
    ]


def everything(places: Places) -> list[inbox.Row]:
    found = []
    for file in inbox.files(places):
        receipts = inbox.read(file, 0, 1_000_000)
        assert [receipt.number for receipt in receipts] == list(range(1, len(receipts) + 1))
        found += [tuple(receipt[1:]) for receipt in receipts]
    return found  # type: ignore[return-value]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "data").make()


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> Callable[..., inbox.Inbox]:
    return STORES[request.param]


def test_what_was_appended_is_read_in_order(store, places):
    with store(places) as box:
        assert box.append(rows(3)) == 1
        assert box.append(rows(700, 3)) == 4
        assert everything(places) == rows(703), "a reader sees them while the appender lives"
    assert everything(places) == rows(703)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.integers(1, 1300), min_size=1, max_size=5), st.integers(1, 2000))
def test_batches_of_any_size_are_dense(tmp_path_factory, sizes, limit):
    places = Places(tmp_path_factory.mktemp("box")).make()
    with inbox.Inbox(places) as box:
        first = [box.append(rows(size)) for size in sizes]
    assert first == [1 + sum(sizes[:n]) for n in range(len(sizes))]
    (file,) = inbox.files(places)
    seen, after = [], 0
    while part := inbox.read(file, after, limit):
        seen += part
        after = part[-1].number
    assert [receipt.number for receipt in seen] == list(range(1, sum(sizes) + 1))


def test_one_appender_at_a_time(store, places):
    with store(places), pytest.raises(errors.InboxBusyError, match="held by another"):
        store(places)
    store(places).close()


def test_the_lock_dies_with_its_process(store, places):
    code = (
        "import os,sys; from pathlib import Path;"
        "from qingtian_platform.collect import inbox; from qingtian_platform.kit.places import Places;"
        "box = inbox.Inbox(Places(Path(sys.argv[1]))); box.append([(1, 'p', 'hj212', b'x')]);"
        "os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(places.data)], check=False)
    assert done.returncode == -9
    (file,) = inbox.files(places)
    assert file.complete
    assert [receipt.raw for receipt in inbox.read(file)] == [b"x"]
    with store(places) as box:
        box.append(rows(1))
        assert len(inbox.files(places)) == 2, "a new appender begins a new file"


def test_a_file_is_complete_once_the_next_begins_or_the_appender_left(store, places):
    with store(places, max_bytes=1000) as box:
        box.append(rows(10))
        (only,) = inbox.files(places)
        assert not only.complete
        with pytest.raises(errors.InboxOpenError, match="still written"):
            inbox.drop(only)
        assert box.append(rows(1)) == 1, "numbers begin anew in a new file"
        assert [file.complete for file in inbox.files(places)] == [True, False]
        assert box.rotate(force=True)
        assert [file.complete for file in inbox.files(places)] == [True, True]
    assert [file.complete for file in inbox.files(places)] == [True, True]


def test_an_old_file_is_followed_by_a_new_one(store, places):
    with store(places, max_age=0.0) as box:
        box.append(rows(1))
        box.append(rows(1))
        assert len(inbox.files(places)) == 2


def test_dropping_removes_all_traces_and_may_be_repeated(store, places):
    with store(places) as box:
        box.append(rows(10))
    (file,) = inbox.files(places)
    inbox.read(file)
    inbox.drop(file)
    inbox.drop(file)
    assert inbox.files(places) == []
    assert [path.name for path in places.inbox.iterdir()] == ["writer.lock"]


def test_names_never_come_again(store, places):
    names = set()
    for _ in range(5):
        with store(places) as box:
            box.append(rows(1))
        (file,) = inbox.files(places)
        names.add(file.name)
        inbox.drop(file)
    assert len(names) == 5


def test_files_are_for_their_owner_only(store, places):
    with store(places) as box:
        box.append(rows(1))
        for path in places.inbox.iterdir():
            if not path.name.endswith("-shm"):
                assert path.stat().st_mode & 0o077 == 0, path.name


def test_readers_neither_hinder_nor_are_hindered(store, places):
    stop, seen, failed = threading.Event(), [0], []

    def follow() -> None:
        while not stop.is_set():
            for file in inbox.files(places):
                numbers = [receipt.number for receipt in inbox.read(file, 0, 100_000)]
                if numbers != list(range(1, len(numbers) + 1)):
                    failed.append(numbers)
                seen[0] = max(seen[0], len(numbers))

    reader = threading.Thread(target=follow)
    with store(places, max_bytes=400_000) as box:
        reader.start()
        for n in range(200):
            box.append(rows(20, n * 20))
        stop.set()
        reader.join()
    assert not failed
    assert seen[0] > 0
    assert everything(places) == rows(4000)


def test_a_file_in_the_making_is_not_listed(store, places):
    """It is made aside and renamed into place."""
    with store(places) as box:
        box.append(rows(1))
        (places.inbox / f"aside-{box.name}").touch()
        assert [file.name for file in inbox.files(places)] == [box.name]


def test_an_import_appears_whole(places):
    with inbox.ImportFile(places) as made:
        made.append(rows(600))
        assert inbox.files(places) == []
        made.append(rows(5, 600))
    (file,) = inbox.files(places)
    assert file.complete
    assert everything(places) == rows(605)


def test_a_failed_import_leaves_nothing(places):
    def play() -> None:
        with inbox.ImportFile(places) as made:
            made.append(rows(600))
            raise KeyError

    with pytest.raises(KeyError):
        play()
    assert list(places.inbox.iterdir()) == []


def test_an_import_stands_beside_a_gateway(store, places):
    with store(places) as box, inbox.ImportFile(places) as made:
        made.append(rows(2))
        box.append(rows(1, 2))
    assert sorted(everything(places)) == rows(3)


def test_an_empty_import_leaves_nothing(places):
    with inbox.ImportFile(places):
        pass
    assert list(places.inbox.iterdir()) == []


def test_an_old_engine_is_refused(places, monkeypatch):
    monkeypatch.setattr(apsw, "sqlite_lib_version", lambda: "3.40.1")
    with pytest.raises(errors.EngineError, match=r"3\.51\.3 or later"):
        inbox.Inbox(places)


FULL = """
import resource, sys, json
from pathlib import Path
import signal
from qingtian_platform.collect import errors, inbox
from qingtian_platform.kit.places import Places
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
places = Places(Path(sys.argv[1])).make()
row = (1, "p", "hj212", b"x" * 1000)
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
kept = refused = 0
with inbox.Inbox(places) as box:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), hard))
    for n in range(200):
        try:
            box.append([row] * 10)
            kept += 10
        except errors.InboxError as error:
            refused += 10
    during = kept
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    box.append([row] * 10)
    kept += 10
found = sum(len(inbox.read(file)) for file in inbox.files(places))
print(json.dumps([kept, during, refused, found]))
"""


@pytest.mark.parametrize("limit", [0, 100_000, 700_000])
def test_no_space_is_refused_and_nothing_is_lost(places, limit):
    """The machine's limit of file size stands for a full disk: the write itself fails."""
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(places.data), str(limit)],
        capture_output=True,
        text=True,
        check=True,
    )
    kept, during, refused, found = json.loads(done.stdout)
    assert refused > 0
    assert (during > 0) == (limit > 0)
    assert found == kept, "exactly what was accepted is there"


def test_a_disk_that_refuses_is_named(store, places, monkeypatch):
    with store(places) as box:
        box.append(rows(1))
        monkeypatch.setattr(
            inbox, "insert", lambda *_: (_ for _ in ()).throw(apsw.IOError("disk I/O error"))
        )
        with pytest.raises(errors.InboxUnwritableError, match="refuses to write"):
            box.append(rows(1, 1))
        monkeypatch.undo()
        box.append(rows(1, 2))
    assert everything(places) == [*rows(1), *rows(1, 2)]


@pytest.mark.skipif(os.geteuid() != 0 or not Path("/dev/shm").is_dir(), reason="needs root")
def test_a_full_file_system_recovers_when_space_returns(store, places):
    """A real file system of 2 MB."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(places.inbox)], check=False
    )
    if mounted.returncode:
        pytest.skip("may not mount")
    try:
        with store(places) as box:
            kept = 0
            with contextlib.suppress(errors.InboxFullError):
                while kept < 100_000:
                    box.append(rows(100, kept))
                    kept += 100
            with pytest.raises(errors.InboxFullError, match="no space"):
                box.append(rows(100, kept))
            assert everything(places) == rows(kept)
            subprocess.run(["mount", "-o", "remount,size=8m", str(places.inbox)], check=True)
            box.append(rows(100, kept))
        assert everything(places) == rows(kept + 100)
        subprocess.run(["mount", "-o", "remount,ro", str(places.inbox)], check=True)
        assert everything(places) == rows(kept + 100), "a read-only disk can be read"
    finally:
        subprocess.run(["umount", str(places.inbox)], check=True)
