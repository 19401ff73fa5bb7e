"""kill -9 at random under load: every answered frame is in the inbox, once for each answer."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import re
import shutil
import signal
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from qingtian.protocols.hj212.reader import Reader
from qingtian_platform.collect import api
from qingtian_platform.kit.places import VARIABLE, Places
from support.gateways import MN, process, receipts, upload
from support.patience import LONG, till, until

SENDERS = 8
WINDOW = 5
QN = re.compile(rb"QN=(\d{17});")


class Fleet:
    """Senders that never repeat a request number, and what was answered to them."""

    def __init__(self) -> None:
        self.next = 0
        self.count = self.goal = 0
        self.reached = asyncio.Event()
        self.sent: Counter[bytes] = Counter()
        self.answered: Counter[bytes] = Counter()

    async def speak(self, port: int, mn: str) -> None:
        """Keep a window of frames in flight until the gateway dies."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            with contextlib.closing(writer):
                while True:
                    for _ in range(WINDOW):
                        self.next += 1
                        frame = upload(mn, self.next)
                        self.sent[QN.findall(frame)[0]] += 1
                        writer.write(frame)
                    for _ in range(WINDOW):
                        answer = await reader.readuntil(b"\r\n")
                        self.answered[QN.findall(answer)[0]] += 1
                        self.count += 1
                        if self.count >= self.goal:
                            self.reached.set()

    async def all(self, port: int, program: subprocess.Popen[str], after: int) -> None:
        """Let everyone speak; kill the gateway after so many answers."""
        self.goal, self.reached = self.count + after, asyncio.Event()
        speaking = [asyncio.create_task(self.speak(port, MN.format(n))) for n in range(SENDERS)]
        await asyncio.wait_for(self.reached.wait(), LONG)
        os.killpg(program.pid, signal.SIGKILL)
        await asyncio.wait_for(asyncio.gather(*speaking), LONG)


def campaign(places: Places, kills: int, seed: int) -> Fleet:
    chance, fleet = random.Random(seed), Fleet()
    for _ in range(kills):
        with process(places, [MN.format(n) for n in range(SENDERS)]) as (program, port):
            asyncio.run(fleet.all(port, program, chance.randint(1, 400)))
            program.wait()
    return fleet


def judge(places: Places, fleet: Fleet) -> None:
    found = Counter(QN.findall(receipt.raw)[0] for receipt in receipts(places))
    assert len(fleet.answered) > SENDERS
    assert not {qn for qn, count in fleet.answered.items() if found[qn] != count}, "answered: kept"
    assert not {qn for qn, count in found.items() if count > fleet.sent[qn]}, "kept: sent"


def test_ten_kills_lose_no_answered_frame_and_double_none(tmp_path: Path):
    places = Places(tmp_path / "data").make()
    judge(places, campaign(places, 10, 1))


@pytest.mark.campaign
@pytest.mark.timeout(1800)
def test_two_hundred_kills_lose_no_answered_frame_and_double_none(tmp_path: Path):
    places = Places(tmp_path / "data").make()
    judge(places, campaign(places, 200, 2))


def test_counts_that_a_crash_may_have_cut_say_so(tmp_path: Path, monkeypatch):
    places = Places(tmp_path / "data").make()
    monkeypatch.setenv(VARIABLE, str(places.data))
    with process(places, [MN.format(1)]) as (_, port):
        asyncio.run(_one(port))
        written = until(lambda: api.device_state(MN.format(1)))
        assert (written.frames, written.exact) == (1, True)
    with process(places, [MN.format(1)]) as (_, port):
        asyncio.run(_one(port))
        after = api.device_state(MN.format(1))
        assert after is not None
        assert not after.exact


def test_told_to_stop_it_answers_all_it_took_and_nothing_else(tmp_path: Path):
    """SIGTERM: every frame in the inbox was answered, every answered one is in the inbox."""
    places = Places(tmp_path / "data").make()
    fleet = Fleet()

    async def play(port: int, program: subprocess.Popen[str]) -> None:
        speaking = [asyncio.create_task(fleet.speak(port, MN.format(n))) for n in range(SENDERS)]
        await till(lambda: fleet.count > 5 * SENDERS)
        program.send_signal(signal.SIGTERM)
        await asyncio.wait_for(asyncio.gather(*speaking), LONG)

    with process(places, [MN.format(n) for n in range(SENDERS)]) as (program, port):
        asyncio.run(play(port, program))
        assert program.wait(LONG) == 0
    found = Counter(QN.findall(receipt.raw)[0] for receipt in receipts(places))
    assert found == fleet.answered
    assert len(found) > SENDERS


STRACE = shutil.which("strace")


@pytest.mark.skipif(STRACE is None, reason="strace is not installed")
def test_the_log_is_synced_before_the_answer_is_sent(tmp_path: Path):
    """The order of system calls: the frame's write, fdatasync of that file, the answer."""
    places = Places(tmp_path / "data").make()
    trace = tmp_path / "trace"
    with process(places, [MN.format(1)]) as (program, port), subprocess.Popen(
        [
            str(STRACE), "-f", "-y", "-s", "9000", "-o", str(trace), "-p", str(program.pid),
            "-e", "trace=pwrite64,write,writev,sendto,sendmsg,fsync,fdatasync",
        ],
        stderr=subprocess.PIPE,
        text=True,
    ) as tracer:  # fmt: skip
        assert tracer.stderr is not None
        assert "attached" in tracer.stderr.readline()
        answer = asyncio.run(_one(port))
        tracer.send_signal(signal.SIGINT)
        tracer.wait(LONG)
    assert Reader().feed(answer)
    lines = trace.read_text(errors="replace").splitlines()
    text = upload(MN.format(1), 77)[6:26].decode()
    wrote = next(n for n, line in enumerate(lines) if "-wal>" in line and text in line)
    sent = next(n for n, line in enumerate(lines) if "CN=9014" in line and text in line)
    synced = [
        n for n, line in enumerate(lines)
        if re.search(r"f(data)?sync\(\d+<[^>]*-wal>\) += 0", line)
        or re.search(r"<\.\.\. f(data)?sync resumed>.*= 0", line)
    ]  # fmt: skip
    assert any(wrote < n < sent for n in synced), "\n".join(lines[wrote : sent + 1])


async def _one(port: int) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(upload(MN.format(1), 77))
    answer = await asyncio.wait_for(reader.readuntil(b"\r\n"), 60)
    writer.close()
    return answer
