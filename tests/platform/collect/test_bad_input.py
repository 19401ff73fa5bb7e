"""Whatever one sender does, the others are served."""

from __future__ import annotations

import asyncio
import random
import resource
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qingtian.protocols.hj212.frame import Frame
from qingtian.protocols.hj212.reader import Reader
from qingtian_platform.collect.gateway.settings import Settings
from qingtian_platform.kit.places import Places
from support.gateways import MN, Book, ask, logger, receipts, running, upload
from support.hj212 import samples, streams
from support.patience import till

ONE = MN.format(1)
QUICK = {"refresh_seconds": 0.05, "flush_seconds": 0.05}


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "data").make()


async def served(port: int, number: int = 999) -> None:
    """Hold the gateway to answering a good sender, whatever another does meanwhile."""
    (answer,) = await ask(port, upload(ONE, number), 1)
    assert b"CN=9014" in answer


def test_a_megabyte_without_a_line_end(places):
    async def play():
        async with running(places, Book(logger(ONE)), settings=Settings(**QUICK)) as (
            gateway,
            port,
        ):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            flood = asyncio.create_task(_pour(writer, b"#" * 1_000_000))
            for number in range(10):
                await served(port, number)
            flood.cancel()
            held = sum(
                connection.reader.buffered
                for connection in gateway.connections
                if connection.reader is not None
            )
            assert held < 64 * 1024, "what one sender keeps us holding is bounded"
            writer.close()

    asyncio.run(play())


async def _pour(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(data)
    await writer.drain()


def test_a_known_device_pouring_garbage_harms_only_itself(places):
    async def play():
        async with running(places, Book(logger(ONE)), settings=Settings(**QUICK)) as (_, port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(upload(ONE, 1))
            await asyncio.wait_for(reader.readuntil(b"\r\n"), 60)
            writer.write(random.Random(1).randbytes(300_000))
            for number in range(5):
                await served(port, number + 10)
            writer.close()

    asyncio.run(play())
    assert len(receipts(places)) == 6


async def _crowd(port: int, count: int) -> list[asyncio.StreamWriter]:
    held: list[asyncio.StreamWriter] = []
    for first in range(0, count, 100):
        many = min(100, count - first)
        opened = await asyncio.gather(
            *(asyncio.open_connection("127.0.0.1", port) for _ in range(many))
        )
        held += [writer for _, writer in opened]
    return held


def _idle(places: Places, count: int, **given: float) -> int:
    """Open so many connections that say nothing; give how many the gateway had at last."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

    async def play() -> int:
        limits = Settings(**QUICK, **given)  # type: ignore[arg-type]
        async with running(places, Book(logger(ONE)), settings=limits) as (gateway, port):
            held = await _crowd(port, count)
            for number in range(20):
                await served(port, number)
            open_now = len(gateway.connections)
            for writer in held:
                writer.transport.abort()
            return open_now

    return asyncio.run(play())


def test_five_hundred_idle_connections(places):
    assert _idle(places, 500) >= 500


def test_beyond_the_limit_the_longest_silent_stranger_gives_way(places):
    assert _idle(places, 150, connections=100) <= 100


@pytest.mark.campaign
def test_ten_thousand_idle_connections(places):
    """Both ends are in this process, so the file limit allows about half of it twice."""
    count = min(10_000, (resource.getrlimit(resource.RLIMIT_NOFILE)[1] - 500) // 2)
    assert _idle(places, count) >= count


def test_a_known_device_is_not_given_up_for_strangers(places):
    async def play():
        limits = Settings(**QUICK, connections=20)
        async with running(places, Book(logger(ONE)), settings=limits) as (_, port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(upload(ONE, 1))
            await asyncio.wait_for(reader.readuntil(b"\r\n"), 60)
            crowd = await _crowd(port, 100)
            writer.write(upload(ONE, 2))
            await asyncio.wait_for(reader.readuntil(b"\r\n"), 60)
            for one in [*crowd, writer]:
                one.transport.abort()

    asyncio.run(play())
    assert len(receipts(places)) == 2


def test_a_byte_at_a_time_is_served_and_slows_nobody(places):
    frame = upload(ONE, 1)

    async def trickle(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for at in range(len(frame)):
            writer.write(frame[at : at + 1])
            await asyncio.sleep(0.01)
        assert b"CN=9014" in await asyncio.wait_for(reader.readuntil(b"\r\n"), 60)
        writer.close()

    async def play():
        async with running(places, Book(logger(ONE)), settings=Settings(**QUICK)) as (_, port):
            slow, beside = asyncio.create_task(trickle(port)), 0
            for number in range(20):
                await served(port, number + 10)
                beside += not slow.done()
            await slow
            assert beside, "some were served while it trickled"

    asyncio.run(play())
    assert len(receipts(places)) == 21


def test_a_frame_that_never_ends_and_a_silent_sender_are_closed(places):
    limits = Settings(**QUICK, slow_seconds=1.5, idle_seconds=3.0, pause_seconds=0.5)

    async def play():
        async with running(places, Book(logger(ONE)), settings=limits) as (gateway, port):
            slow, slow_writer = await asyncio.open_connection("127.0.0.1", port)
            idle, idle_writer = await asyncio.open_connection("127.0.0.1", port)
            slow_writer.write(upload(ONE, 1)[:50])
            assert await asyncio.wait_for(slow.read(), 60) == b""
            assert gateway.counts.slow == 1
            assert await asyncio.wait_for(idle.read(), 60) == b""
            assert gateway.counts.idle == 1
            await served(port)
            slow_writer.close()
            idle_writer.close()

    asyncio.run(play())


def test_a_sender_that_takes_no_answers_is_read_no_further(places):
    limits = Settings(**QUICK, write_bytes=4096, connection_frames=50)

    async def play():
        async with running(places, Book(logger(ONE)), settings=limits) as (gateway, port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
            sent = b"".join(upload(ONE, number) for number in range(500))
            for _ in range(100):  # 50,000 frames; whatever the kernel does not take stays here
                writer.write(sent)
            await asyncio.sleep(1.0)
            assert gateway.waiting < 4 << 20
            await served(port)
            assert gateway.counts.frames < 50_000, "it is stopped before the end"
            writer.transport.abort()
            del reader

    asyncio.run(play())


def test_quarantine_has_limits_and_counts_the_rest(places):
    limits = Settings(**QUICK, quarantine_address=10, quarantine_sample=50, stranger_rate=1e6)

    async def play():
        async with running(places, Book(), settings=limits) as (gateway, port):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"".join(upload("Stranger", number) for number in range(300)))
            await writer.drain()
            await till(lambda: gateway.quarantine.by_reason() == {"unknown": 300})
            writer.close()

    asyncio.run(play())
    import apsw

    with apsw.Connection(str(places.gateway)) as state:
        assert state.execute("SELECT count(*) FROM quarantine").get == 10
        assert state.execute("SELECT frames FROM refused").get == 300
        newest = state.execute("SELECT raw FROM quarantine ORDER BY id DESC LIMIT 1").get
    state.close()
    assert newest + b"\r\n" == upload("Stranger", 299), "one in fifty replaces the oldest"


def test_a_stranger_is_read_slowly_while_devices_are_not(places):
    limits = Settings(**QUICK, stranger_rate=10.0)

    async def play():
        async with running(places, Book(logger(ONE)), settings=limits) as (gateway, port):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            for number in range(40):
                writer.write(upload("Stranger", number) * 10)
                await asyncio.sleep(0.02)
            refused = sum(gateway.quarantine.by_reason().values())
            assert 10 <= refused <= 200
            await served(port)
            writer.close()

    asyncio.run(play())


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(streams(), min_size=1, max_size=3), st.integers(1, 200))
def test_any_stream_is_read_as_the_reader_reads_it(tmp_path_factory, parts, step):
    """Over a real socket: what is kept is what the reader finds for known devices."""
    stream = b"".join(parts)
    places = Places(tmp_path_factory.mktemp("fuzz")).make()
    reader = Reader()
    expected = [
        each.raw
        for each in (*reader.feed(stream), *reader.end())
        if isinstance(each, Frame)
        and each.message.mn == "A1B2"
        and each.message.pw == "123456"
        and each.checksum == "standard"
    ]

    async def play() -> None:
        limits = Settings(**QUICK, stranger_rate=1e9)
        async with running(places, Book(logger("A1B2")), settings=limits) as (gateway, port):
            receiver, writer = await asyncio.open_connection("127.0.0.1", port)
            for at in range(0, len(stream), step * 10):
                writer.write(stream[at : at + step * 10])
            writer.write_eof()
            await asyncio.wait_for(receiver.read(), 60)
            writer.close()
            assert gateway.counts.disk_errors == 0

    asyncio.run(play())
    assert [receipt.raw for receipt in receipts(places)] == expected


@pytest.mark.campaign
def test_mangled_samples_never_stop_the_gateway(places):
    chance = random.Random(3)
    pool = [sample.raw + b"\r\n" for sample in samples()] + [upload(ONE, n) for n in range(50)]

    def mangled() -> bytes:
        data = bytearray(b"".join(chance.choices(pool, k=chance.randint(1, 5))))
        for _ in range(chance.randint(0, 6)):
            at = chance.randrange(len(data))
            data[at : at + chance.randint(0, 4)] = chance.randbytes(chance.randint(0, 4))
        return bytes(data)

    async def one(port: int) -> None:
        receiver, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"".join(mangled() for _ in range(50)))
        writer.write_eof()
        await asyncio.wait_for(receiver.read(), 60)
        writer.close()

    async def play():
        limits = Settings(**QUICK, stranger_rate=1e9)
        async with running(places, Book(logger(ONE)), settings=limits) as (_, port):
            for round_ in range(20):
                await asyncio.gather(*(one(port) for _ in range(20)))
                await served(port, round_)

    asyncio.run(play())
