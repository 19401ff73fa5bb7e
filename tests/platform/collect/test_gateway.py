"""What the gateway promises a sender: answered means durable, silence means keep it."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from qingtian.protocols.hj212 import build
from qingtian.protocols.hj212.reader import Reader
from qingtian_platform.collect.gateway.server import Gateway
from qingtian_platform.collect.gateway.settings import Settings
from qingtian_platform.kit.places import Places
from support.gateways import MN, Book, ask, logger, number_of, receipts, running, upload
from support.patience import LONG, till

ONE, TWO = MN.format(1), MN.format(2)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "data").make()


async def known(gateway: Gateway, change: Callable[[], None]) -> None:
    """Change the directory, and wait until the gateway has heard of it."""
    before = gateway.devices.generation
    change()
    await till(lambda: gateway.devices.generation > before)


def read(answer: bytes):
    (frame,) = Reader().feed(answer)
    assert frame.crc_ok
    assert not frame.all_deviations
    return frame.message


@pytest.mark.parametrize("fast", [True, False])
def test_an_upload_is_durable_and_answered_with_its_number(places, fast):
    async def play():
        async with running(places, Book(logger(ONE)), fast=fast) as (_, port):
            (answer,) = await ask(port, upload(ONE, 7), 1)
            message = read(answer)
            assert (message.cn, message.qn, message.mn, message.st, message.flag) == (
                "9014",
                "20240520000000007",
                ONE,
                "91",
                4,
            )
            assert [r.raw + b"\r\n" for r in receipts(places)] == [upload(ONE, 7)]

    asyncio.run(play())
    (receipt,) = receipts(places)
    assert receipt.form == "hj212"
    assert receipt.peer.startswith("127.0.0.1:")


@pytest.mark.parametrize("fast", [True, False])
def test_frames_in_flight_are_answered_in_order(places, fast):
    async def play():
        async with running(places, Book(logger(ONE), logger(TWO)), fast=fast) as (_, port):
            sent = [upload(ONE if n % 3 else TWO, n) for n in range(100)]
            answers = await ask(port, b"".join(sent), 100)
            assert [number_of(read(answer).qn) for answer in answers] == list(range(100))
            assert [read(answer).mn for answer in answers] == [
                ONE if n % 3 else TWO for n in range(100)
            ]
            assert [r.raw + b"\r\n" for r in receipts(places)] == sent

    asyncio.run(play())


def test_what_asks_for_no_answer_gets_none(places):
    async def play():
        async with running(places, Book(logger(ONE))) as (_, port):
            (answer,) = await ask(port, upload(ONE, 1, flag=4) + upload(ONE, 2), 1)
            assert read(answer).qn.endswith("2")

    asyncio.run(play())
    assert len(receipts(places)) == 2


REFUSED = {
    "unknown": upload("Nobody00000000000000000", 1),
    "password": upload(ONE, 1, pw="654321"),
    "checksum": upload(ONE, 1)[:-6] + b"FFFF\r\n",
    "address": upload(TWO, 1),
    "noise": b"GET / HTTP/1.1\r\nHost: example\r\n\r\n" * 300,
}


@pytest.mark.parametrize("reason", REFUSED)
@pytest.mark.parametrize("fast", [True, False])
def test_refused_frames_are_not_answered_and_stand_in_quarantine(places, reason, fast):
    book = Book(logger(ONE), logger(TWO, networks=("10.1.0.0/16", "::1")))

    async def play():
        async with running(places, book, fast=fast) as (_, port):
            with pytest.raises((TimeoutError, asyncio.IncompleteReadError)):
                await ask(port, REFUSED[reason], 1, wait=0.3)
            (answer,) = await ask(port, upload(ONE, 2), 1)
            assert read(answer).qn.endswith("2")

    asyncio.run(play())
    assert len(receipts(places)) == 1
    with apsw.Connection(str(places.gateway)) as state:
        kept = list(state.execute("SELECT host, mn, reason, raw FROM quarantine"))
        counted = list(state.execute("SELECT host, reason, frames FROM refused"))
    state.close()
    assert {row[2] for row in kept} == {reason}
    assert counted == [("127.0.0.1", reason, len(kept))]
    if reason != "noise":
        assert [bytes(row[3]) + b"\r\n" for row in kept] == [REFUSED[reason]]


def test_a_device_registered_while_it_calls_is_taken(places):
    book = Book()

    async def play():
        async with running(places, book) as (gateway, port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(upload(ONE, 1))
            await till(lambda: gateway.quarantine.by_reason() == {"unknown": 1})
            await known(gateway, lambda: book.put(logger(ONE)))
            writer.write(upload(ONE, 2))
            assert read(await asyncio.wait_for(reader.readuntil(b"\r\n"), 60)).qn.endswith("2")
            await known(gateway, lambda: book.put(logger(ONE, password="abcdef")))
            writer.write(upload(ONE, 3) + upload(ONE, 4, pw="abcdef"))
            answer = await asyncio.wait_for(reader.readuntil(b"\r\n"), 60)
            assert read(answer).qn.endswith("4")
            assert read(answer).pw == "abcdef"
            await known(gateway, lambda: book.remove(ONE))
            writer.write(upload(ONE, 5, pw="abcdef"))
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(reader.readuntil(b"\r\n"), 0.3)
            writer.close()

    asyncio.run(play())
    assert len(receipts(places)) == 2


def test_a_foreign_checksum_is_taken_where_the_dialect_says_so(places):
    segment = upload(ONE, 1)[6:-6]
    book = Book(logger(ONE, checksum="modbus"), logger(TWO))

    async def play():
        async with running(places, book) as (_, port):
            (answer,) = await ask(port, build.frame(segment, "modbus"), 1)
            assert answer.startswith(b"##")
            other = segment.replace(ONE.encode(), TWO.encode())
            with pytest.raises(TimeoutError):
                await ask(port, build.frame(other, "modbus"), 1, wait=0.3)

    asyncio.run(play())
    assert len(receipts(places)) == 1


@pytest.mark.parametrize("fast", [True, False])
def test_a_device_held_to_its_edition_is_refused_what_breaks_it(places, fast):
    book = Book(logger(ONE, strict=True), logger("short", strict=True))

    async def play():
        async with running(places, book, fast=fast) as (gateway, port):
            await ask(port, upload(ONE, 1), 1)
            with pytest.raises(TimeoutError):
                await ask(port, upload("short", 2), 1, wait=0.3)
            assert gateway.quarantine.by_reason() == {"strict": 1}
            device = gateway.devices.get("short")
            assert device is not None
            assert device.deviations["mn-form"] == 1

    asyncio.run(play())
    assert len(receipts(places)) == 1


def test_an_encrypted_frame_is_kept_as_it_came_where_the_key_is_known(places):
    key = b"0123456789abcdef"
    segment = upload(ONE, 1, flag=9)[6:-6]
    frame = build.frame(segment, key=key)
    book = Book(logger(ONE, edition="2025", sm4_key=key), logger(TWO, edition="2025"))

    async def play():
        async with running(places, book) as (_, port):
            (answer,) = await ask(port, frame, 1)
            assert read(answer).flag == 8
            other = build.frame(segment.replace(ONE.encode(), TWO.encode()), key=key)
            with pytest.raises(TimeoutError):
                await ask(port, other, 1, wait=0.5)

    asyncio.run(play())
    assert [receipt.raw + b"\r\n" for receipt in receipts(places)] == [frame]


def test_the_old_edition_is_answered_in_its_form(places):
    frame = build.frame(
        b"QN=20240520210700000;ST=32;CN=2051;PW=123456;MN=00000000000001;Flag=1;"
        b"CP=&&DataTime=20240520210600;011-Avg=1.2&&"
    )

    async def play():
        book = Book(logger("00000000000001", edition="2005"))
        async with running(places, book) as (_, port):
            (answer, again) = await ask(port, frame + frame, 2)
            assert answer[6:-6] == b"ST=91;CN=9014;CP=&&QN=20240520210700000;CN=2051&&"
            assert again == answer

    asyncio.run(play())
    assert len(receipts(places)) == 2


@pytest.mark.parametrize("fast", [True, False])
def test_chopping_the_stream_changes_nothing(places, fast):
    stream = b"".join(upload(ONE, n) for n in range(20)) + b"++SIZE\r\n" + upload(ONE, 20)

    async def play():
        async with running(places, Book(logger(ONE)), fast=fast) as (_, port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            for at in range(0, len(stream), 37):
                writer.write(stream[at : at + 37])
                await writer.drain()
                await asyncio.sleep(0)
            got = [await asyncio.wait_for(reader.readuntil(b"\r\n"), 60) for _ in range(21)]
            assert [number_of(read(answer).qn) for answer in got] == list(range(21))
            writer.close()

    asyncio.run(play())
    assert len(receipts(places)) == 21


def test_a_sender_that_closes_at_once_is_still_kept_and_answered(places):
    async def play():
        async with running(places, Book(logger(ONE))) as (_, port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(upload(ONE, 1) + upload(ONE, 2)[:-2])
            writer.write_eof()
            data = await asyncio.wait_for(reader.read(), 60)
            assert data.count(b"CN=9014") == 2
            writer.close()

    asyncio.run(play())
    assert len(receipts(places)) == 2


def test_state_of_a_device_survives_a_restart(places):
    async def play(number):
        async with running(places, Book(logger(ONE))) as (_, port):
            await ask(port, upload(ONE, number), 1)
            await asyncio.sleep(0.2)

    asyncio.run(play(1))
    asyncio.run(play(2))
    with apsw.Connection(str(places.gateway)) as state:
        rows = list(state.execute("SELECT mn, frames, octets, exact, connections FROM devices"))
        runs = list(state.execute("SELECT ended FROM runs"))
    state.close()
    assert rows == [(ONE, 2, 2 * (len(upload(ONE, 1)) - 2), 1, 0)]
    assert runs == [(1,), (1,)]


def test_a_device_above_its_rate_is_read_slowly_and_loses_nothing(places):
    limits = Settings(refresh_seconds=0.05, flush_seconds=0.05, burst=10)
    book = Book(logger(ONE, rate=50.0), logger(TWO))
    numbers = itertools.count()

    async def ten(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"".join(upload(ONE, next(numbers)) for _ in range(10)))
        for _ in range(10):
            await asyncio.wait_for(reader.readuntil(b"\r\n"), LONG)

    async def play():
        async with running(places, book, settings=limits) as (gateway, port):
            loop = asyncio.get_running_loop()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            begun = loop.time()
            for _ in range(6):
                await ten(reader, writer)
            assert loop.time() - begun > 0.7, "ten at once, then fifty a second"
            assert gateway.counts.slowed > 0
            other = asyncio.create_task(ask(port, upload(TWO, 1), 1))
            while not other.done():
                await ten(reader, writer)
            assert next(numbers) < 1000, "others are not slowed"
            writer.close()

    asyncio.run(play())
    assert len(receipts(places)) == next(numbers)


def test_a_cut_frame_does_not_take_a_stream_off_the_fast_way(places):
    """A long back-fill ends every piece in the middle of a frame."""
    stream = b"".join(upload(ONE, n) for n in range(200))
    slow = []

    async def play():
        async with running(places, Book(logger(ONE))) as (gateway, port):
            real = gateway.intake.read
            gateway.intake.read = lambda *given: (slow.append(given[1]), real(*given))  # type: ignore[method-assign]
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"+++" + stream[:1000])
            await asyncio.sleep(0.1)
            for at in range(1000, len(stream), 1000):
                writer.write(stream[at : at + 1000])
                await asyncio.sleep(0.005)
            for _ in range(200):
                await asyncio.wait_for(reader.readuntil(b"\r\n"), 60)
            writer.close()

    asyncio.run(play())
    assert len(slow) <= 2, "only the piece with noise in it"
    assert len(receipts(places)) == 200
