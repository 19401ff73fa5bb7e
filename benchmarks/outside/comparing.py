"""The practice set and one long series through saqc and ioos_qc, in the same run as ours."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import venv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.falsification.scoring import Span, judged
from benchmarks.falsification.sets import ForgedSet, milliseconds
from benchmarks.row import Row
from qingtian.quality import Datastream, Series, judge, series

HERE = Path(__file__).parent
CACHE = Path.home() / ".cache" / "qingtian-examiners"
TOOLS = ("saqc", "ioos_qc")
LENGTH = 50_000
"""Hours of the series that the speed is taken on."""
OURS = {
    "range": ("QC-101", "QC-102"),
    "constant": ("QC-124",),
    "spike": ("QC-121",),
    "rate": ("QC-123",),
    "step": ("QC-122",),
}
FACTORS = {"spike": 20.0, "step": 20.0}


def environment(folder: Path = CACHE) -> Path:
    """Build the environment of the examiners, unless it stands, and name its Python."""
    python = folder / "bin" / "python"
    asked = (HERE / "requirements.txt").read_bytes()
    done = folder / "requirements.txt"
    if not done.exists() or done.read_bytes() != asked:
        venv.create(folder, with_pip=True, clear=True)
        words = [python, "-m", "pip", "install", "-q", "-r", HERE / "requirements.txt"]
        subprocess.run([*map(str, words)], check=True)
        done.write_bytes(asked)
    return python


def examined(python: Path, *words: object) -> dict[str, float]:
    """Run the examiner and read what it says of its time."""
    done = subprocess.run(
        [str(python), str(HERE / "examiner.py"), *map(str, words)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def rows(one: ForgedSet, ours: float, seconds: float) -> list[Row]:
    """Set the rows of both tools.

    Parameters
    ----------
    one
        The set.
    ours
        Share of its events that our detectors find.
    seconds
        CPU time that ours took. [s]
    """
    try:
        python = environment()
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"the examiners cannot be installed: {error}", file=sys.stderr)
        return []
    with TemporaryDirectory() as name:
        folder = Path(name)
        pq.write_table(one.observations, folder / "x.parquet")
        pq.write_table(one.datastreams, folder / "y.parquet")
        found = []
        for tool in TOOLS:
            found += _found(python, tool, one, folder, ours, seconds)
        return found + _speed(python, folder)


def _found(
    python: Path, tool: str, one: ForgedSet, folder: Path, ours: float, seconds: float
) -> list[Row]:
    """Let a tool look at a set, and judge what it flags as our findings are judged."""
    told = examined(python, tool, folder / "x.parquet", folder / "y.parquet", folder / "f.parquet")
    table = pq.read_table(folder / "f.parquet")
    spans = [
        Span(key, start, end, kind)
        for key, start, end, kind in zip(
            table["datastream_id"].to_pylist(),
            milliseconds(table["start"]),
            milliseconds(table["end"]),
            table["kind"].to_pylist(),
            strict=True,
        )
    ]
    score = judged(spans, one.events, one.sites, one.years, one.ignore)
    tests = {name.removeprefix("test "): t for name, t in told.items() if name.startswith("test ")}
    spent = ", ".join(f"{name} {t:.0f} s" for name, t in sorted(tests.items(), key=lambda x: -x[1]))
    return [
        Row(f"{one.name}: events that {tool} finds", score.recall, "", baseline=f"ours {ours:.2f}"),
        Row(f"{one.name}: false alarms of {tool}", score.rate, "a datastream-year"),
        Row(
            f"{one.name}: CPU time of {tool}",
            told["seconds"],
            "s",
            told["seconds"] / max(seconds, 1e-9),
            f"ours {seconds:.0f} s, more tests",
            note=spent,
        ),
    ]


def _speed(python: Path, folder: Path) -> list[Row]:
    """Time single checks on one long series, ours and theirs. [s]."""
    rng = np.random.default_rng(1)
    level = np.cumsum(rng.standard_normal(LENGTH)) * 0.2
    values = np.round(np.abs(60 + level - np.mean(level) + 8 * rng.standard_normal(LENGTH)), 0)
    times = np.datetime64("2000-01-01", "ms") + np.arange(LENGTH) * np.timedelta64(1, "h")
    pq.write_table(
        pa.table({"time": pa.array(times, pa.timestamp("ms", "UTC")), "value": values}),
        folder / "z.parquet",
    )
    line, stream = series(times, values), Datastream("air", "pm25", top=1000.0)
    ours = {name: _timed(line, stream, rules) for name, rules in OURS.items()}
    chain = ("range", "constant", "spike", "rate")
    ours["chain"] = _timed(line, stream, [r for name in chain for r in OURS[name]])
    told = examined(python, "speed", folder / "z.parquet", "-", "-")
    told["saqc chain"] = sum(told.get(f"saqc {n}", np.nan) for n in chain)
    made = []
    for name, spent in told.items():
        tool, _, word = name.partition(" ")
        if word not in ours:
            continue
        least = 10.0 if word == "chain" else FACTORS.get(word, 1.0)
        least = least if tool == "saqc" else 1.0
        ratio = spent / ours[word]
        made.append(
            Row(
                f"{word}, {LENGTH:,} hours",
                LENGTH / ours[word],
                "values/s",
                ratio,
                tool,
                f"≥ {least:.0f} ×",
                ratio >= least,
            )
        )
    return made


def _timed(line: Series, stream: Datastream, rules: Sequence[str]) -> float:
    """Take the least of five runs, CPU, each of a series that nobody asked before. [s]."""
    best = np.inf
    for _ in range(5):
        fresh = replace(line)
        started = time.process_time()
        judge(fresh, stream, rules=rules)
        best = min(best, time.process_time() - started)
    return float(best)
