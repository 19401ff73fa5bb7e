"""Run saqc or ioos_qc over a set: `python examiner.py saqc|ioos_qc|speed OBSERVATIONS DATASTREAMS OUT`.

Runs in the environment of the examiners and imports nothing of this library. Each tool is used as its
documentation suggests for routine data: range, held value, spike, step or rate, too little scatter, and
for neighbours drift from what most of them show. What it flags comes out as stretches.
"""

import json
import sys
import time
import warnings
from collections import Counter, defaultdict

import numpy as np
import pandas as pd

warnings.simplefilter("ignore")
BRIDGE = 3
"""Unflagged samples that do not part two stretches."""


def stretches(flagged, times, step, kind):
    rows, edges = [], np.flatnonzero(np.diff(np.concatenate([[0], flagged.astype(np.int8), [0]])))
    for first, after in zip(edges[::2], edges[1::2], strict=True):
        if rows and first - rows[-1][1] <= BRIDGE:
            rows[-1][1] = after
        else:
            rows.append([first, after])
    return [(times[a], times[b - 1] + step, kind) for a, b in rows]


def thresholds(values, row, step):
    """Set what a person would: the range on file, and robust measures of this stream."""
    moves = np.abs(np.diff(values))
    moves, values = moves[np.isfinite(moves)], values[np.isfinite(values)]
    level = np.median(values)
    spread = 1.4826 * np.nanmedian(np.abs(values - level)) + 1e-9
    top = row.range_max if np.isfinite(row.range_max) else np.nanmax(values) * 1.5 + 1
    return {
        "low": -0.02 * abs(top),
        "high": top,
        "spike": 12 * (np.nanquantile(moves, 0.9) + 1e-9),
        "rate": 10 * (np.nanquantile(moves, 0.95) + 1e-9),
        "hours": max(8 * step / 3600, 8),
        "scatter": 0.05 * spread,
        "jump": 4 * spread,
    }


def by_saqc(values, index, limit, step):
    """Run the chain of a routine user of saqc: each test sees what the ones before it left."""
    import saqc

    hours, half = (f"{int(limit['hours'] * minutes)}min" for minutes in (60, 30))
    minutes = int(max(12 * step / 60, 720))
    window, half_full = f"{minutes}min", int(minutes * 30 / step)
    calls = {
        "range": lambda qc: qc.flagRange("x", min=limit["low"], max=limit["high"]),
        "constant": lambda qc: qc.flagConstants("x", thresh=1e-9, window=hours),
        "spike": lambda qc: qc.flagUniLOF("x", thresh="auto"),
        "step": lambda qc: qc.flagJumps("x", thresh=limit["jump"], window=half),
        # flagByVariance, which is this test, runs Python in each window: half a millisecond a value.
        "simulated_signal": lambda qc: (
            qc.rolling("x", target="sd", window=window, func="std", min_periods=half_full)
            .flagRange("sd", min=limit["scatter"])
            .transferFlags("sd", target="x")
        ),
    }
    qc = saqc.SaQC(pd.Series(values, index=index, name="x"))
    known = np.zeros(len(values), bool)
    for kind, call in calls.items():
        qc = call(qc)
        flagged = (qc.flags["x"] > 0).to_numpy()
        yield kind, flagged & ~known
        known = flagged


def by_neighbours(lines):
    """Let saqc look for weeks in which a stream leaves what most of its neighbours show."""
    import saqc

    keys = sorted(lines)
    pairs = [(lines[a] - lines[b]).abs().mean() for i, a in enumerate(keys) for b in keys[:i]]
    qc = saqc.SaQC(pd.DataFrame(lines))
    qc = qc.flagDriftFromNorm(field=keys, window="7D", spread=1.5 * np.median(pairs), frac=0.5)
    for key in keys:
        flags = qc.flags[key] > 0
        yield key, flags.to_numpy(), flags.index


def by_ioos(values, index, limit, step):
    from ioos_qc import qartod

    moments = index.tz_localize(None).to_numpy()
    yield "range", qartod.gross_range_test(values, fail_span=(limit["low"], limit["high"])) > 2
    yield (
        "constant",
        qartod.flat_line_test(
            values, moments, int(limit["hours"] * 1800), int(limit["hours"] * 3600), 1e-9
        )
        > 2,
    )
    yield "spike", qartod.spike_test(values, limit["spike"] / 2, limit["spike"]) > 2
    yield "rate", qartod.rate_of_change_test(values, moments, limit["rate"] / step) > 2


def streams(observations, datastreams):
    rows = pd.read_parquet(observations)
    rows["datastream_id"] = rows["datastream_id"].astype(str)
    known = pd.read_parquet(datastreams).set_index("datastream_id")
    for key, part in rows.groupby("datastream_id"):
        row = known.loc[key]
        good = part[part["flag"].isin(["N", "S"])].sort_values("time").drop_duplicates("time")
        if row.role == "context" or good["value"].notna().sum() < 48 or not len(good):
            continue
        step = float(row.interval_s)
        line = pd.Series(good["value"].to_numpy(float), pd.DatetimeIndex(good["time"]))
        line = line.reindex(pd.date_range(line.index[0], line.index[-1], freq=f"{int(step)}s"))
        yield key, row, line.to_numpy(), line.index, step


def look(tool, observations, datastreams):
    """Run the chain of a tool over each stream. CPU by test. [s]."""
    found, seconds, skipped, groups = [], Counter(), 0, defaultdict(dict)
    for key, row, values, index, step in streams(observations, datastreams):
        limit = thresholds(values, row, step)
        run = {"saqc": by_saqc, "ioos_qc": by_ioos}[tool](values, index, limit, step)
        if row.domain in ("air", "dust"):
            groups[row.domain, row.property, step][key] = pd.Series(values, index)
        try:
            started = time.process_time()
            for kind, flagged in run:
                seconds[kind] += time.process_time() - started
                flagged = np.asarray(np.ma.filled(flagged, fill_value=False), bool)
                found += written(key, flagged, index, step, kind)
                started = time.process_time()
        except (ValueError, TypeError, KeyError, IndexError) as error:
            skipped += 1
            print(f"{tool}: {key}: {error}", file=sys.stderr)
    for (_, _, step), lines in groups.items() if tool == "saqc" else ():
        started = time.process_time()
        for key, flagged, index in by_neighbours(lines) if len(lines) > 2 else ():
            found += written(key, flagged, index, step, "scaling")
        seconds["drift"] += time.process_time() - started
    table = pd.DataFrame(found, columns=["datastream_id", "start", "end", "kind"])
    told = {"seconds": sum(seconds.values()), "skipped": skipped}
    return table, told | {f"test {kind}": spent for kind, spent in seconds.items()}


def written(key, flagged, index, step, kind):
    gap = pd.Timedelta(seconds=step)
    return [(key, *one) for one in stretches(flagged, index, gap, kind)]


def speed(observations):
    """Time the same checks on one series, as the benchmark does ours. [s]."""
    import saqc
    from ioos_qc import qartod

    series = pd.read_parquet(observations)
    index = pd.DatetimeIndex(series["time"])
    values = series["value"].to_numpy(float)
    plain = pd.Series(values, index=index, name="x")
    moments = index.tz_localize(None).to_numpy()
    new = lambda: saqc.SaQC(plain.copy())  # noqa: E731
    calls = {
        "saqc range": lambda: new().flagRange("x", min=0, max=500),
        "saqc constant": lambda: new().flagConstants("x", thresh=1e-9, window="8h"),
        "saqc spike": lambda: new().flagUniLOF("x"),
        "saqc offset": lambda: new().flagOffset("x", thresh=50, tolerance=20, window="3h"),
        "saqc step": lambda: new().flagJumps("x", thresh=50, window="12h"),
        "saqc rate": lambda: new().flagZScore("x", window="24h"),
        "ioos_qc range": lambda: qartod.gross_range_test(values, fail_span=(0, 500)),
        "ioos_qc constant": lambda: qartod.flat_line_test(values, moments, 14400, 28800, 1e-9),
        "ioos_qc spike": lambda: qartod.spike_test(values, 50, 100),
        "ioos_qc rate": lambda: qartod.rate_of_change_test(values, moments, 0.05),
    }
    times = {}
    for name, call in calls.items():
        try:
            times[name] = min(timed(call) for _ in range(5))
        except Exception as error:
            print(f"{name}: {error}", file=sys.stderr)
    return times


def timed(call):
    started = time.process_time()
    call()
    return time.process_time() - started


if __name__ == "__main__":
    tool, observations, datastreams, out = sys.argv[1:]
    if tool == "speed":
        told = speed(observations)
    else:
        table, told = look(tool, observations, datastreams)
        table.to_parquet(out)
    print(json.dumps(told))
