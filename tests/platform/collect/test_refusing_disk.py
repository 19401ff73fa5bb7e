"""A disk that refuses: nobody is answered, nothing is lost, and it goes on when space returns."""

from __future__ import annotations

import asyncio
import contextlib
import resource
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import apsw
import pytest

from qingtian_platform.collect import inbox
from qingtian_platform.collect.gateway.settings import Settings
from qingtian_platform.kit.places import Places
from support.gateways import MN, Book, logger, receipts, running, upload
from support.patience import till

ONE = MN.format(1)
QUICK = {"refresh_seconds": 0.05, "flush_seconds": 0.05, "retry_seconds": 0.1}


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "data").make()


class RefusingFile(apsw.VFSFile):
    """Passes everything on, until its file system refuses."""

    def __init__(self, owner: RefusingVFS, name: object, flags: list[int]) -> None:
        super().__init__("", name, flags)  # type: ignore[arg-type]
        self._owner = owner

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._owner.judge()
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._owner.judge()
        super().xSync(flags)


class RefusingVFS(apsw.VFS):
    """A file system that can be told to refuse with an error."""

    def __init__(self) -> None:
        super().__init__("refusing", "")
        self.error: type[apsw.Error] | None = None

    def judge(self) -> None:
        if self.error is not None:
            raise self.error("as told")

    def xOpen(self, name: object, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        return RefusingFile(self, name, flags)


@contextlib.contextmanager
def refusing() -> Iterator[RefusingVFS]:
    vfs = RefusingVFS()
    try:
        yield vfs
    finally:
        vfs.unregister()


async def play(places: Places, box, refuse, accept) -> None:
    """One frame before, three while it refuses, one after; each is answered once."""
    async with running(places, Book(logger(ONE)), settings=Settings(**QUICK), box=box) as (
        gateway,
        port,
    ):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(upload(ONE, 1))
        await asyncio.wait_for(reader.readuntil(b"\r\n"), 60)
        refuse()
        for number in (2, 3, 4):
            writer.write(upload(ONE, number))
            await asyncio.sleep(0.1)
        await till(lambda: gateway.counts.disk_errors > 1)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.4)
        accept()
        for _ in range(3):
            await asyncio.wait_for(reader.readuntil(b"\r\n"), 60)
        writer.write(upload(ONE, 5))
        await asyncio.wait_for(reader.readuntil(b"\r\n"), 60)
        writer.close()


@pytest.mark.parametrize(
    "error", [apsw.FullError, apsw.ReadOnlyError, apsw.IOError, apsw.CantOpenError]
)
def test_whatever_the_disk_says_the_senders_keep_their_frames(places, error):
    with refusing() as vfs:

        def refuse() -> None:
            vfs.error = error

        def accept() -> None:
            vfs.error = None

        asyncio.run(play(places, partial(inbox.Inbox, vfs="refusing"), refuse, accept))
    assert [receipt.raw + b"\r\n" for receipt in receipts(places)] == [
        upload(ONE, number) for number in range(1, 6)
    ]


def test_no_space_for_any_file_of_the_process(places):
    """The machine's own limit: also the gateway's notes cannot be written meanwhile."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def limit(to: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (to, hard))

    try:
        asyncio.run(play(places, inbox.Inbox, lambda: limit(1), lambda: limit(soft)))
    finally:
        limit(soft)
    assert len(receipts(places)) == 5


def test_a_gateway_can_be_stopped_while_the_disk_refuses(places):
    """What was never answered is not kept, and the senders send it again."""

    async def told() -> None:
        with refusing() as vfs:
            async with running(
                places,
                Book(logger(ONE)),
                settings=Settings(**QUICK),
                box=partial(inbox.Inbox, vfs="refusing"),
            ) as (gateway, port):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                vfs.error = apsw.FullError
                writer.write(upload(ONE, 1))
                await till(lambda: gateway.counts.disk_errors)
                asyncio.get_running_loop().call_later(0.5, setattr, vfs, "error", None)
            assert await asyncio.wait_for(reader.read(), 60) == b""
            writer.close()

    asyncio.run(told())
    assert receipts(places) == []


def test_an_error_that_nobody_foresaw_ends_the_gateway(places):
    """It must not go on taking frames that it can no longer keep."""

    class Broken(inbox.Inbox):
        def append(self, rows):
            raise RuntimeError("unforeseen")

    async def told() -> None:
        async with running(places, Book(logger(ONE)), box=Broken) as (gateway, port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(upload(ONE, 1))
            await asyncio.wait_for(gateway.wanted_to_stop.wait(), 60)
            assert isinstance(gateway.error, RuntimeError)
            writer.close()
            assert await reader.read(1) == b""

    asyncio.run(told())
    assert receipts(places) == []
