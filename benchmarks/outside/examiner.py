"""Run saqc or ioos_qc over a set: `python examiner.py saqc|ioos_qc|speed OBSERVATIONS DATASTREAMS OUT`.

Runs in the environment of the examiners and imports nothing of this library. Each tool is used as its
documentation suggests for routine data: range, held value, spike, rate, too little scatter. What it flags
comes out as stretches.
"""

import json
import sys
import time
import warnings

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
    }


def by_saqc(values, index, limit, step):
    import saqc

    qc = saqc.SaQC(pd.Series(values, index=index, name="x"))
    hours = f"{int(limit['hours'] * 60)}min"
    qc = qc.flagRange("x", min=limit["low"], max=limit["high"])
    yield "range", _flags(qc)
    qc = saqc.SaQC(pd.Series(values, index=index, name="x"))
    yield "constant", _flags(qc.flagConstants("x", thresh=1e-9, window=hours))
    qc = saqc.SaQC(pd.Series(values, index=index, name="x"))
    # flagUniLOF, its newer one, takes minutes over a set of a million rows.
    yield "spike", _flags(qc.flagZScore("x", method="modified", window="48h", thresh=6))
    qc = saqc.SaQC(pd.Series(values, index=index, name="x"))
    window = f"{int(max(12 * step / 60, 720))}min"
    yield "simulated_signal", _flags(qc.flagByVariance("x", window=window, thresh=limit["scatter"]))


def _flags(qc):
    return (qc.flags["x"] > 0).to_numpy()


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
    found, seconds, skipped = [], 0.0, 0
    for key, row, values, index, step in streams(observations, datastreams):
        limit = thresholds(values, row, step)
        run = {"saqc": by_saqc, "ioos_qc": by_ioos}[tool](values, index, limit, step)
        started = time.process_time()
        try:
            for kind, flagged in run:
                flagged = np.asarray(np.ma.filled(flagged, fill_value=False), bool)
                gap = pd.Timedelta(seconds=step)
                found += [(key, *one) for one in stretches(flagged, index, gap, kind)]
        except (ValueError, TypeError, KeyError, IndexError) as error:
            skipped += 1
            print(f"{tool}: {key}: {error}", file=sys.stderr)
        seconds += time.process_time() - started
    table = pd.DataFrame(found, columns=["datastream_id", "start", "end", "kind"])
    return table, {"seconds": seconds, "skipped": skipped}


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
            started = time.process_time()
            call()
            times[name] = time.process_time() - started
        except Exception as error:
            print(f"{name}: {error}", file=sys.stderr)
    return times


if __name__ == "__main__":
    tool, observations, datastreams, out = sys.argv[1:]
    if tool == "speed":
        told = speed(observations)
    else:
        table, told = look(tool, observations, datastreams)
        table.to_parquet(out)
    print(json.dumps(told))
