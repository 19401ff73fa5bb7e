"""Killed at any point, the sealer seals each receipt exactly once, and the archive is the same."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from qingtian_platform.collect.inbox import Inbox
from qingtian_platform.collect.inbox import files as inbox_files
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api
from qingtian_platform.record.sealer import Sealer
from qingtian_platform.record.verify import problems
from support.patience import LONG, until
from support.receipts import NOON, PEER, hour_frame, micros, received, shown
from support.sealers import POINTS, run, serve, start


def stream(count: int) -> list[bytes]:
    """Frames in order, late, repeated, corrected."""
    chance = random.Random(4)
    raws = []
    for number in range(count):
        late = chance.choice([0, 0, 0, 0, 30, 200])
        raws.append(
            hour_frame(
                mn=f"A110108_{number % 3:04d}",
                start=NOON + timedelta(hours=number // 3 - late),
                values={"a34004": f"{chance.randrange(100)}.5", "a21026": "7"},
                qn=f"20261125120{number:06d}00"[:17],
            )
        )
        if chance.random() < 0.2:
            raws.append(chance.choice(raws))
    return raws


def clean(folder: Path, raws: list[bytes]) -> list[dict]:
    """What a run without any failure leaves."""
    places = Places(folder / "clean").make()
    received(places, raws)
    with Sealer(places) as sealer:
        sealer.run_dry()
    return shown(api.observations(places=places, superseded=True))


@cache
def clean_once(count: int) -> list[dict]:
    """The same, of the first frames of the stream; once for all points at which it is killed."""
    with TemporaryDirectory() as folder:
        return clean(Path(folder), stream(count))


def wrong(places: Places, raws: list[bytes], expected: list[dict]) -> list[str]:
    found = problems(places)
    if inbox_files(places):
        found.append("the inbox is not empty")
    if api.counts(places)["receipts"] != len(raws):
        found.append(f"{api.counts(places)['receipts']} receipts are sealed of {len(raws)}")
    if shown(api.observations(places=places, superseded=True)) != expected:
        found.append("the archive is another than that of a clean run")
    return found


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_each_point_of_the_table(tmp_path, point):
    raws = stream(60)
    expected = clean_once(60)
    places = Places(tmp_path / "data").make()
    received(places, raws)
    kills = 0
    for count in (1, 3):
        process = start(run, places.data, point, count, 12)
        process.join()
        kills += process.exitcode == -9
    assert kills, f"the point {point} is passed"
    process = start(run, places.data, None, 0, 12)
    process.join()
    assert process.exitcode == 0
    assert wrong(places, raws, expected) == []


def killed_at_random(tmp_path: Path, kills: int) -> list[str]:
    """Append under a sealer that is killed again and again; then let it finish."""
    raws = stream(40 * kills)
    expected = clean(tmp_path, raws)
    places = Places(tmp_path / "data").make()
    chance = random.Random(11)
    with Inbox(places, max_bytes=20_000) as inbox:
        at = 0
        for _ in range(kills):
            process = start(serve, places.data)
            enough = time.monotonic() + 0.3 + chance.random()
            while time.monotonic() < enough and at < len(raws):
                inbox.append([(micros(NOON) + at * 1_000_000, PEER, "hj212", raws[at])])
                at += 1
                time.sleep(chance.random() * 0.02)
            process.kill()
            process.join()
        for number in range(at, len(raws)):
            inbox.append([(micros(NOON) + number * 1_000_000, PEER, "hj212", raws[number])])
    process = start(run, places.data, None, 0, 1000)
    process.join()
    return wrong(places, raws, expected)


def test_killed_ten_times_at_random_under_load(tmp_path):
    assert killed_at_random(tmp_path, 10) == []


@pytest.mark.campaign
@pytest.mark.timeout(1800)
def test_killed_two_hundred_times_at_random_under_load(tmp_path):
    assert killed_at_random(tmp_path, 200) == []


MAIN = """
import sys, pathlib
from qingtian_platform.project.commands._setup import use
places = use(pathlib.Path(sys.argv[1]))
from qingtian_platform.record import worker
worker.main(places)
"""


def test_the_process_seals_while_frames_come_and_leaves_when_told(tmp_path):
    places = Places(tmp_path / "data").make()
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, places.data],
        env=os.environ | {"QINGTIAN_DATA": str(places.data)},
    )
    try:
        with Inbox(places) as inbox:
            for number in range(50):
                inbox.append([(micros(NOON) + number, PEER, "hj212", hour_frame())])
            until(lambda: api.counts(places)["receipts"] == 50)
            inbox.append([(micros(NOON), PEER, "hj212", hour_frame())])
            process.terminate()
        assert process.wait(LONG) == 0
    finally:
        process.kill()
    assert api.counts(places)["receipts"] == 51
    assert inbox_files(places) == []
    assert problems(places) == []


def test_told_to_stop_it_seals_all_once_the_gateway_has_left(tmp_path):
    places = Places(tmp_path / "data").make()
    inbox = Inbox(places)
    process = start(serve, places.data)
    for number in range(300):
        inbox.append([(micros(NOON) + number, PEER, "hj212", hour_frame())])
    until(lambda: api.counts(places)["receipts"])
    process.terminate()
    time.sleep(1.0)
    assert process.is_alive(), "the gateway may still write"
    inbox.append([(micros(NOON), PEER, "hj212", hour_frame())])
    inbox.close()
    process.join(LONG)
    assert process.exitcode == 0
    assert api.counts(places)["receipts"] == 301
    assert inbox_files(places) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "seconds", [2, pytest.param(30, marks=[pytest.mark.campaign, pytest.mark.timeout(300)])]
)
def test_a_sealer_that_stood_still_while_frames_came_seals_each_once(
    tmp_path, seconds, record_property
):
    """SIGSTOP, wherever it is: receipts go on into the inbox, and reading what is sealed goes on."""
    places = Places(tmp_path / "data").make()
    raws = stream(900)
    process = start(serve, places.data)
    with Inbox(places) as inbox:
        append = lambda raw: inbox.append([(micros(NOON), PEER, "hj212", raw)])  # noqa: E731
        for raw in raws[:300]:
            append(raw)
        until(lambda: api.counts(places)["receipts"])
        os.kill(process.pid, signal.SIGSTOP)
        for raw in raws[300:600]:
            append(raw)
        still = api.counts(places)["receipts"]
        assert 0 < still <= 300
        time.sleep(seconds)
        assert api.counts(places)["receipts"] == still, "it does stand"
        assert api.observations(places=places).num_rows > 0
        os.kill(process.pid, signal.SIGCONT)
        for raw in raws[600:]:
            append(raw)
        process.terminate()
    process.join(LONG)
    record_property("seconds stopped", seconds)
    assert process.exitcode == 0
    assert api.counts(places)["receipts"] == len(raws)
    assert inbox_files(places) == []
    assert problems(places) == []
