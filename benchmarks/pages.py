"""Time to a page of the portal over a city's year of hours: 8 readers at a time, while data come in.

A year of twelve stations is planted by frames, sealed and evaluated; `qingtian serve` runs all its
processes on the same cores, and data loggers send a frame each 20 ms over TCP. Each kind of page is
asked for three times: as most readers meet it; so that it must be made for its reader (an address
that nobody asked for before); and while the results change all the time, every second an hour that
is shown being corrected. The processes of the web have been up for some seconds.
"""

from __future__ import annotations

import http.client
import json
import math
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

from benchmarks.row import Row

DAYS, READERS, ANEW = 365, 8, 5
SETTLED, WARM, CHANGED = 8.0, 5.0, 10.0  # [s]
LIMIT_MS = 100.0
HOUR = timedelta(hours=1)
CODES = ("a34004", "a34002", "a21026", "a21004", "a21005", "a05024")


def plant(data: Path, days: int) -> None:
    """Register the demo's cast, plant a year of its stations, and write what a load needs."""
    from qingtian_platform.project.commands._setup import use

    places = use(data)
    from qingtian_platform.collect.inbox import Inbox
    from qingtian_platform.evaluate import worker
    from qingtian_platform.kit.times import BEIJING
    from qingtian_platform.project.demo import cast
    from qingtian_platform.record import api as record

    last = datetime.now(BEIJING).replace(minute=0, second=0, microsecond=0) - HOUR
    first = last.replace(hour=0) - timedelta(days=days)
    speakers = [one for one in cast.register(first.date()) if one.st == "22"]
    with Inbox(places) as inbox:
        for day in range(days + 1):  # a day in one commit
            hours = [first + timedelta(days=day) + n * HOUR for n in range(24)]
            pairs = [(at, n) for at in hours if at <= last for n in range(len(speakers))]
            inbox.append([_row(speakers[n], at, n) for at, n in pairs])
    record.drain(places)
    while worker.step(places):
        pass
    facts = {
        "hour": f"{last:%Y%m%dT%H%M}",
        "speakers": [[one.key, one.mn, one.password] for one in speakers],
        "observations": record.counts(places)["observations"],
    }
    sys.stdout.write(json.dumps(facts) + "\n")


def frame(mn: str, password: str, cn: str, at: datetime, values: Sequence[float]) -> bytes:
    """Write a frame of a station."""
    from qingtian.protocols.hj212 import build

    suffix = "Rtd" if cn == "2011" else "Avg"
    pairs = ";".join(
        f"{code}-{suffix}={value:.1f},{code}-Flag=N"
        for code, value in zip(CODES, values, strict=True)
    )
    qn = build.request_number(at)
    area = f"DataTime={at:%Y%m%d%H%M%S};{pairs}"
    text = f"QN={qn};ST=22;CN={cn};PW={password};MN={mn};Flag=5;CP=&&{area}&&"
    return build.frame(text.encode("ascii"))


def _row(one: Any, at: datetime, n: int) -> tuple[int, str, str, bytes]:
    hours = at.timestamp() / 3600 + n
    base = (60, 80, 8, 45, 0.9, 70)
    values = [b * (1.1 + math.sin(hours / (9 + k) + n)) for k, b in enumerate(base)]
    received = int((at + HOUR).astimezone(UTC).timestamp() * 1_000_000) + n
    return received, "127.0.0.1:1", "hj212", frame(one.mn, one.password, "2061", at, values)


@dataclass(frozen=True)
class Served:
    """A served city: its ports, and what was planted."""

    http: int
    gateway: int
    facts: dict[str, Any]


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(days: int) -> Iterator[Served]:
    """Plant a city and serve it until the block ends."""
    with tempfile.TemporaryDirectory(prefix="qingtian-pages-") as folder:
        data = Path(folder) / "data"
        words = [sys.executable, "-m", "benchmarks.pages", str(data), str(days)]
        made = subprocess.run(words, check=True, capture_output=True, text=True)
        facts = json.loads(made.stdout.splitlines()[-1])
        web, gateway = _port(), _port()
        command = [str(Path(sys.executable).with_name("qingtian")), "serve", "--data", str(data)]
        command += ["--http", f"127.0.0.1:{web}", "--gateway", f"127.0.0.1:{gateway}"]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            assert process.stdout is not None
            while b"ready" not in process.stdout.readline():
                assert process.poll() is None, "serve ended before it was ready"
            yield Served(web, gateway, facts)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(60)


def send(city: Served, stop: threading.Event, sent: list[int], changing: threading.Event) -> None:
    """Let one station after the other send a real-time frame and wait for its answer.

    While `changing` is set, every second frame of a second is an hour that corrects the last one.
    """
    with socket.create_connection(("127.0.0.1", city.gateway), 10) as line:
        while not stop.wait(0.02):
            at = datetime.now(UTC) + timedelta(hours=8)
            _key, mn, password = city.facts["speakers"][len(sent) % len(city.facts["speakers"])]
            values, cn = [35, 60, 5, 40, 0.6, 55], "2011"
            if changing.is_set() and len(sent) % 50 == 0:
                at, cn = datetime.fromisoformat(city.facts["hour"]), "2061"
                values = [value + len(sent) % 997 / 10 for value in values]
            line.sendall(frame(mn, password, cn, at, values))
            sent.append(len(line.recv(4096)))


def ask(port: int, paths: Iterable[str], into: list[float]) -> None:
    """Ask for pages one after the other over one connection. [ms]."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for path in paths:
        start = time.perf_counter()
        line.request("GET", path, headers={"Cookie": "django_language=zh-hans"})
        answer = line.getresponse()
        answer.read()
        into.append((time.perf_counter() - start) * 1000)
        assert answer.status == 200, (path, answer.status)
    line.close()


def p95(port: int, paths: Sequence[Iterable[str]]) -> float:
    """Let readers ask at the same time, each for its paths; give the 95th percentile. [ms]."""
    took: list[float] = []
    readers = [threading.Thread(target=ask, args=(port, each, took)) for each in paths]
    for one in readers:
        one.start()
    for one in readers:
        one.join()
    return statistics.quantiles(took, n=20)[18]


def during(paths: Sequence[str], seconds: float) -> Iterator[str]:
    """Give paths in turn for some time. [s]."""
    end = time.monotonic() + seconds
    for path in cycle(paths):
        if time.monotonic() > end:
            return
        yield path


def kinds(facts: dict[str, Any]) -> dict[str, list[str]]:
    """List addresses by the kind of page."""
    keys, hour = [one[0] for one in facts["speakers"]], facts["hour"]
    return {
        "first page": ["/", "/now"],
        "station page": [f"/places/{key}/" for key in keys],
        "where a number comes from": [f"/where/{key}/hour/{hour}/pm25/" for key in keys],
        "sealed frame with its proof": [f"/frames/0/{n}/" for n in range(8)],
    }


def measure(city: Served, name: str, paths: list[str], changing: threading.Event) -> list[Row]:
    """Measure one kind of page: warm, made for its reader, and while what it shows changes."""
    anew = [[f"{p}?anew={r}-{n}" for n, p in enumerate(paths[:ANEW])] for r in range(READERS)]
    fresh = p95(city.http, anew)
    p95(city.http, [paths * 2] * READERS)  # every process of the web has made each page once
    turned = [[*paths[r % len(paths) :], *paths[: r % len(paths)]] for r in range(READERS)]
    warm = p95(city.http, [during(each, WARM) for each in turned])
    changing.set()
    changed = p95(city.http, [during(each, CHANGED) for each in turned])
    changing.clear()
    return [
        _result(f"{name}, 8 at a time, while data come in", warm),
        _result(f"{name}, an address that nobody asked for before", fresh, warm),
        _result(f"{name}, while an hour on it is corrected every second", changed, warm),
    ]


def _result(name: str, value: float, warm: float | None = None) -> Row:
    return Row(
        name=name,
        value=round(value, 1),
        unit="ms p95",
        ratio=None if warm is None else round(warm / value, 2),
        baseline="" if warm is None else "the page as most readers meet it",
        target=f"< {LIMIT_MS:.0f} ms",
        met=value < LIMIT_MS,
    )


def run(days: int = DAYS) -> list[Row]:
    """Measure the pages of the portal.

    Parameters
    ----------
    days
        Length of the city's archive. [d]
    """
    with served(days) as city:
        return measured(city)


def measured(city: Served) -> list[Row]:
    """Measure each kind of page of a served city while its stations send."""
    stop, changing, sent = threading.Event(), threading.Event(), list[int]()
    sender = threading.Thread(target=send, args=(city, stop, sent, changing), daemon=True)
    sender.start()
    time.sleep(SETTLED)
    rows = [
        row
        for name, paths in kinds(city.facts).items()
        for row in measure(city, name, paths, changing)
    ]
    stop.set()
    sender.join(10)
    assert sent, "no data came in"
    return rows


if __name__ == "__main__":
    plant(Path(sys.argv[1]), int(sys.argv[2]))
