"""What an attacker, or a machine gone wrong, would try: each tried for real."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from qingtian.protocols.hj212 import build
from qingtian_platform.collect.gateway.run import within_file_limit
from qingtian_platform.collect.gateway.settings import Settings
from qingtian_platform.kit.places import Places
from support.gateways import (
    MN,
    Book,
    ask,
    logger,
    number_of,
    process,
    receipts,
    request_number,
    running,
    upload,
)
from support.patience import LONG

ONE, TWO = MN.format(1), MN.format(2)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "data").make()


def test_more_connections_than_open_files_cut_no_known_device_off(places):
    """A crowd takes every descriptor that a process may have; who is known goes on talking."""

    async def play(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        crowd: list[asyncio.StreamWriter] = []
        for number in range(40):
            writer.write(upload(ONE, number))
            answer = await asyncio.wait_for(reader.readuntil(b"\r\n"), 60)
            assert b"CN=9014" in answer
            opened = await asyncio.gather(
                *(asyncio.open_connection("127.0.0.1", port) for _ in range(10))
            )
            crowd += [one for _, one in opened]
        (late,) = await ask(port, upload(TWO, 1), 1, wait=20)
        assert b"CN=9014" in late, "a known device is let in where strangers stand"
        for one in [*crowd, writer]:
            one.transport.abort()

    with process(places, [ONE, TWO], files=256) as (_, port):
        asyncio.run(play(port))
    assert len(receipts(places)) == 41


def test_the_limit_of_open_files_leaves_room_for_files():
    import resource

    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    assert within_file_limit(Settings(connections=100)).connections == 100
    assert within_file_limit(Settings(connections=2 * hard)).connections < hard


@pytest.mark.django_db
def test_a_thousand_replays_of_old_frames_are_kept_and_count_once(places):
    """Each is answered, since a logger resends until it is, and each is evidence."""
    old = [upload(ONE, number) for number in range(5)]

    async def play() -> list[bytes]:
        async with running(places, Book(logger(ONE))) as (_, port):
            return await ask(port, b"".join(old) * 200, 1_000)

    answers = asyncio.run(play())
    heard = Counter(number_of(answer.split(b"QN=")[1][:17].decode()) for answer in answers)
    assert heard == dict.fromkeys(range(5), 200)
    from qingtian_platform.record import api as record

    record.drain(places)
    counted = record.counts(places)
    assert counted["receipts"] == 1_000
    assert (counted["observations"], counted["superseded"]) == (2, 0)


@pytest.mark.django_db
@pytest.mark.timeout(600)
def test_a_logger_that_sends_twenty_thousand_codes_is_sealed_and_stops_nobody(places):
    chance = random.Random(1)
    codes = [f"z{number:05d}" for number in range(20_000)]
    chance.shuffle(codes)
    frames = []
    for number, at in enumerate(range(0, len(codes), 25)):
        items = ";".join(f"{code}-Avg=1.5,{code}-Flag=N" for code in codes[at : at + 25])
        frames.append(
            build.frame(
                f"QN={request_number(number)};ST=22;CN=2061;PW=123456;MN={ONE};Flag=5;"
                f"CP=&&DataTime=20240520200000;{items}&&".encode()
            )
        )

    async def play() -> None:
        async with running(places, Book(logger(ONE), logger(TWO))) as (_, port):
            await ask(port, b"".join(frames), len(frames))
            await ask(port, upload(TWO, 1), 1)

    asyncio.run(play())
    from qingtian_platform.check import worker as check
    from qingtian_platform.record import api as record
    from qingtian_platform.registry import api as registry

    thing = registry.ensure_thing("某站", kind="station")
    registry.ensure_logger(ONE, thing_id=thing, st="22", password="123456", intervals=["hour"])
    begun = time.monotonic()
    record.drain(places)
    assert record.counts(places)["observations"] == 20_002
    while check.step(places):
        pass
    assert time.monotonic() - begun < LONG


@pytest.mark.parametrize(
    "seconds", [3, pytest.param(30, marks=[pytest.mark.campaign, pytest.mark.timeout(300)])]
)
def test_a_gateway_that_stood_still_loses_nothing_and_doubles_nothing(
    places, seconds: int, record_property
):
    """SIGSTOP under load, as a machine that swaps or is suspended; then it goes on."""
    from qingtian_platform.collect.simulator import replay

    hours = [
        replay.Hour(mn, moment, (("a34004", "35", "N"),))
        for mn in (ONE, TWO)
        for moment in moments(4_000)
    ]

    async def play(program: subprocess.Popen[str], port: int) -> tuple[int, int, int]:
        how = replay.Replay("127.0.0.1", port, {}, window=8)
        pushing = asyncio.create_task(replay.push(hours, how))
        while not receipts(places):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        program.send_signal(signal.SIGSTOP)
        await asyncio.sleep(1)
        still = len(receipts(places))
        await asyncio.sleep(seconds)
        assert len(receipts(places)) == still < len(hours), "it did stand, under load"
        program.send_signal(signal.SIGCONT)
        tally = await asyncio.wait_for(pushing, LONG)
        return tally.frames_sent, tally.frames_acknowledged, tally.frames_repeated

    with process(places, [ONE, TWO]) as (program, port):
        sent, acknowledged, repeated = asyncio.run(play(program, port))
    record_property("seconds stopped", seconds)
    record_property("frames", sent)
    assert acknowledged == len(hours)
    assert len(receipts(places)) == sent == acknowledged + repeated


def moments(count: int):
    from datetime import datetime, timedelta

    from qingtian.protocols.hj212.moments import BEIJING

    first = datetime(2024, 1, 1, tzinfo=BEIJING)
    return [first + timedelta(hours=number) for number in range(count)]


def test_a_directory_that_became_read_only_is_waited_for(places):
    """No answer while nothing can be kept; all of them when it can again. Root is stopped by a mount."""
    view = Mount(places.inbox)

    async def play() -> None:
        async with running(places, Book(logger(ONE))) as (gateway, port):
            await ask(port, upload(ONE, 1), 1)
            view.read_only()
            try:
                gateway._inbox._max_age = 0  # the next commit needs a new file
                await asyncio.sleep(1.5)
                with pytest.raises(TimeoutError):
                    await ask(port, upload(ONE, 2), 1, wait=3)
            finally:
                view.writable()
            (answer,) = await ask(port, upload(ONE, 3), 1, wait=LONG)
            assert b"CN=9014" in answer

    asyncio.run(play())
    kept = [receipt.raw for receipt in receipts(places)]
    assert [kept.count(upload(ONE, number)[:-2]) for number in (1, 2, 3)] == [1, 1, 1]


class Mount:
    """A read-only view that is laid over a directory and taken away again; needs root."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._laid = str(folder), False

    def read_only(self) -> None:
        """Let nothing be opened for writing in the directory any more."""
        if os.geteuid() or self._run("mount", "--bind", self._folder, self._folder):
            pytest.skip("needs root and the right to mount")
        self._laid = True
        assert not self._run("mount", "-o", "remount,bind,ro", self._folder)

    def writable(self) -> None:
        """Take the view away."""
        if self._laid:
            assert not self._run("umount", "-l", self._folder)
        self._laid = False

    def _run(self, *words: str) -> int:
        return subprocess.run(words, check=False, capture_output=True).returncode
