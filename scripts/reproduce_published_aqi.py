"""Compute the published hourly AQI of Beijing's bulletin again, class what differs, write the page.

    python scripts/reproduce_published_aqi.py BULLETIN.parquet [--check]

The table has a row for each station and hour: station, time (the end of the hour), AQI as
published, the six concentrations, and PM2.5_24h and PM10_24h. It carries no licence, so it is not
part of this repository; the page `docs/reproduction.md` holds counts only.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from statistics import median

import polars as pl

from qingtian.standards.air import COLUMNS, POLLUTANTS, tables
from qingtian.standards.air.expressions import MICRO

PAGE = Path(__file__).parents[1] / "docs" / "reproduction.md"
WATER = "<!-- From here on: scripts/reproduce_published_water.py -->\n"
"""Where the section of another script begins, which stays as it is."""

NEAR = 1
GOOD = 99.0
PARTICULATES = ("PM2.5", "PM10")

CLASSES = {
    "near": "within 1",
    "beside": "an hour up to three away has this AQI: AQI and concentrations of the bulletin are of different hours",
    "other mean": "the other mean of particulates (hour or 24 hours) gives it",
    "lower lead": "one of the lesser indices gives it: the leading value shown was not in the AQI",
    "above scale": "a value above the scale, an instrument's fault, stands beside it",
    "held": "the AQI stood still while the concentrations moved on",
    "higher": "published above the computed; no rule tried gives it",
    "lower": "published below the computed; no rule tried gives it",
}


def concentrations(bulletin: pl.DataFrame, shift: int = 0) -> pl.DataFrame:
    """Bring the bulletin into the shape of the library: millionths by series."""
    micro = {f"{COLUMNS[name]}_1h": name for name in POLLUTANTS}
    micro |= {f"{COLUMNS[name]}_24h": f"{name}_24h" for name in PARTICULATES}
    local = pl.col("time") - pl.duration(hours=1)
    return bulletin.sort("station", "time").select(
        pl.col("station").alias("thing"),
        (local + pl.duration(hours=shift)).dt.date().alias("day"),
        "time",
        pl.col("AQI").cast(pl.Int64).alias("published"),
        # Concentrations were printed with three digits at most.
        *(
            (pl.col(name).cast(pl.Float64) * 1000).round().cast(pl.Int64).alias(column)
            * (MICRO // 1000)
            for column, name in micro.items()
        ),
    )


def computed(frame: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """Compute the AQI by the practice of each day."""
    found = tables.realtime_aqi(frame, first, last)
    return found.sort("thing", "time")


def swapped(frame: pl.DataFrame) -> pl.DataFrame:
    """Exchange the hourly and the 24-hour mean of particulates."""
    names = {
        f"{COLUMNS[name]}_{a}": f"{COLUMNS[name]}_{b}"
        for name in PARTICULATES
        for a, b in (("1h", "24h"), ("24h", "1h"))
    }
    return frame.with_columns(**{new: pl.col(old) for old, new in names.items()})


def judged(bulletin: pl.DataFrame) -> pl.DataFrame:
    """Say for each published AQI whether its inputs are there, and what became of it."""
    first, last = date(2013, 1, 1), date(2025, 12, 31)
    frame = concentrations(bulletin)
    own = computed(frame, first, last)
    other = computed(swapped(frame), first, last).select("thing", "time", other=pl.col("aqi"))
    index = [pl.col(f"iaqi_{COLUMNS[name]}") for name in POLLUTANTS]

    def near(column: pl.Expr) -> pl.Expr:
        return (column - pl.col("published")).abs() <= NEAR

    beside = [pl.col("aqi").shift(n).over("thing") for n in (-3, -2, -1, 1, 2, 3)]
    held = pl.col("published") == pl.col("published").shift(1).over("thing")
    top = pl.max_horizontal(pl.col("pm25_24h", "pm10_24h", "pm25_1h", "pm10_1h")) >= 999 * MICRO
    return (
        own.join(other, on=["thing", "time"], how="left")
        .sort("thing", "time")
        .with_columns(
            complete=pl.all_horizontal(each.is_not_null() for each in index)
            & pl.col("published").is_not_null(),
            kind=pl.when(near(pl.col("aqi")))
            .then(pl.lit("near"))
            .when(pl.any_horizontal(near(each) for each in beside))
            .then(pl.lit("beside"))
            .when(near(pl.col("other")))
            .then(pl.lit("other mean"))
            .when(pl.any_horizontal(near(each) for each in index))
            .then(pl.lit("lower lead"))
            .when(top)
            .then(pl.lit("above scale"))
            .when(held)
            .then(pl.lit("held"))
            .when(pl.col("published") > pl.col("aqi"))
            .then(pl.lit("higher"))
            .otherwise(pl.lit("lower")),
            month=pl.col("day").dt.strftime("%Y-%m"),
        )
    )


def _kinds(frame: pl.DataFrame) -> dict[str, int]:
    counts = dict(frame.group_by("kind").len().iter_rows())
    return {kind: counts.get(kind, 0) for kind in CLASSES}


def _months(complete: pl.DataFrame) -> list[str]:
    head = ["month", "station-hours", "within 1, %", *(kind for kind in CLASSES if kind != "near")]
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for (month,), frame in sorted(complete.group_by("month")):
        kinds = _kinds(frame)
        share = 100 * kinds.pop("near") / frame.height
        mark = " *" if share < GOOD else ""
        lines.append(
            f"| {month}{mark} | {frame.height} | {share:.2f} | {' | '.join(map(str, kinds.values()))} |"
        )
    return lines


def _why(month: str, frame: pl.DataFrame) -> str:
    """Say in a sentence of counts what a month below the mark differs by."""
    kinds = _kinds(frame)
    other = frame.height - kinds["near"]
    hour, value = kinds["beside"] + kinds["held"], kinds["other mean"] + kinds["lower lead"]
    rest = frame.filter(pl.col("kind").is_in(["above scale", "higher", "lower"]))
    apart = [abs(a - b) for a, b in rest.select("published", "aqi").iter_rows()]
    stations = rest["thing"].n_unique()
    return (
        f"- **{month}**: {other} of {frame.height} differ. {hour} ({100 * hour / other:.0f} %) have the AQI of another "
        f"hour, before or after; {value} that of another value of the same hour. The other {rest.height}, at {stations} stations in "
        f"{rest['time'].n_unique()} different hours, differ by {median(apart):.0f} at the median, {100 * sum(each <= 10 for each in apart) / len(apart):.0f} % "
        "by at most 10."
    )


def _missing(frame: pl.DataFrame) -> list[str]:
    index = [pl.col(f"iaqi_{COLUMNS[name]}") for name in POLLUTANTS]
    absent = [
        pl.when(each.is_null()).then(pl.lit(name))
        for name, each in zip(POLLUTANTS, index, strict=True)
    ]
    named = frame.with_columns(absent=pl.concat_str(absent, separator=", ", ignore_nulls=True))
    lines = [
        "| missing beside a published AQI | station-hours | within 1 from the rest, % |",
        "|---|---|---|",
    ]
    grouped = named.group_by("absent").agg(
        n=pl.len(), share=(pl.col("kind") == "near").mean() * 100
    )
    top = grouped.sort("n", "absent", descending=True)
    for absent_names, n, share in top.head(8).iter_rows():
        lines.append(f"| {absent_names} | {n} | {share:.1f} |")
    rest = top.slice(8)
    if rest.height:
        lines.append(f"| other combinations ({rest.height}) | {rest['n'].sum()} | |")
    return lines


def page(found: pl.DataFrame) -> str:
    """Write the page."""
    published = found.filter(pl.col("published").is_not_null())
    complete = published.filter("complete")
    kinds = _kinds(complete)
    share = 100 * kinds["near"] / complete.height
    classes = [f"| {kind} | {kinds[kind]} | {text} |" for kind, text in CLASSES.items()]
    low = [
        month
        for (month,), frame in sorted(complete.group_by("month"))
        if _kinds(frame)["near"] < GOOD / 100 * frame.height
    ]
    return "\n".join(
        [
            "# The published AQI, computed again",
            "",
            "Made by `scripts/reproduce_published_aqi.py` from the hourly bulletin of Beijing (31 stations, 2013-12 to",
            "2015-12 and 2017). The bulletin carries no licence, so only counts stand here; the suite computes it again where",
            "the table is at hand, and elsewhere tests the same rule on made-up hours.",
            "",
            f"Of {found.height} station-hours {published.height} have a published AQI. In {complete.height} all six inputs of the rule are present;",
            f"there **{share:.2f} %** are within 1 of the AQI computed by the dated practice (`air.aqi.realtime.practice`): moving",
            "24-hour means of particulates and hourly gases to 2016, hourly particulates from 2017, tables of HJ 633-2012,",
            "each index rounded up.",
            "",
            "## What differs where all inputs are present",
            "",
            "| class | station-hours | what it is |",
            "|---|---|---|",
            *classes,
            "",
            "The classes are tried in this order, so a chance agreement lands in an early one; the last two are what stays without an explanation",
            f"({kinds['higher'] + kinds['lower']} of {complete.height}, {100 * (kinds['higher'] + kinds['lower']) / complete.height:.2f} %).",
            "",
            "## By month",
            "",
            f"A star marks months below {GOOD:.0f} %: {', '.join(low) or 'none'}. They are all of the last half of 2015: there the",
            "bulletin often shows an AQI that belongs to another hour (class *beside*), holds it over gaps, or differs by a few units",
            "from a 24-hour mean that moves fast (classes *higher* and *lower*, mostly one or two stations of an hour); PM10 or a gas is missing more often too (last section).",
            "Before and after, hardly an hour differs.",
            "",
            *_months(complete),
            "",
            "### Why, for each month below",
            "",
            "The AQI and the concentrations of a row come from two moments of the bulletin: where they are of different hours no",
            "rule can give the one from the other. What stays behind is small where the mean of 24 hours moves by a few units an hour.",
            "",
            *(
                _why(month, frame)
                for (month,), frame in sorted(complete.group_by("month"))
                if month in low
            ),
            "",
            "## Where an input is missing",
            "",
            "The bulletin's AQI was then computed from a value that is not in the table, or from the rest:",
            "",
            *_missing(published.filter(~pl.col("complete"))),
            "",
        ]
    )


def main() -> int:
    """Write the page, or compare it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bulletin", type=Path)
    parser.add_argument(
        "--check", action="store_true", help="compare with the page instead of writing it"
    )
    given = parser.parse_args()
    text = page(judged(pl.read_parquet(given.bulletin)))
    before, mark, after = PAGE.read_text(encoding="utf-8").partition(WATER)
    if given.check:
        return int(text != before)
    PAGE.write_text(text + mark + after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
