"""Compute the published classes of surface water again, class what differs, write the section.

    python scripts/reproduce_published_water.py DAILY.parquet HOURS.parquet [--check]

The tables are pages of the national release of automatic stations, as text: section, time, class,
temp, pH, DO, CODMn, NH3N, TP, TN, status, and in the first one values before rounding (`TP_raw` …).
They carry no licence, so they are no part of this repository; `docs/reproduction.md`, from the mark
on, holds counts only.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

import polars as pl

from qingtian.standards import water

PAGE = Path(__file__).parents[1] / "docs" / "reproduction.md"
MARK = "<!-- From here on: scripts/reproduce_published_water.py -->\n"
ITEMS = {"pH": "ph", "DO": "do", "CODMn": "codmn", "NH3N": "nh3n", "TP": "tp"}
"""Items that the release judges, and their keys; total nitrogen is shown and not judged."""

STEPS = {"pH": 0.01, "DO": 0.01, "CODMn": 0.01, "NH3N": 0.001, "TP": 0.001}
"""One unit of the last digit that the release shows."""

NONE = 0
KINDS = {
    "equal": "the worst of pH, DO, CODMn, NH3-N and TP, with the limits of rivers",
    "lake": "the same with the limits of lakes for TP, at a section whose rows these fit better",
    "unrounded": "the values before rounding give it; the shown ones stand at a limit",
    "at a limit": "one unit of the last digit shown, at a limit, gives it",
    "other table": "the other limits of TP give it, in a single row of a section",
    "beside": "the class of one of the two rows before or after of the section: class and values are of different times",
    "one out": "the worst of the other items gives it, with one item left out",
    "better": "published better than computed; nothing tried gives it",
    "worse": "published worse than computed; nothing tried gives it",
}
"""Classes of rows, in the order in which they are tried."""


def rows_of(table: pl.DataFrame) -> pl.DataFrame:
    """Bring a table of the release into rows with numbers, each once."""
    found = table.unique(maintain_order=True).with_row_index("row")
    raw = [f"{name}_raw" for name in ITEMS if f"{name}_raw" in table.columns]
    numbers = (pl.col(name).cast(pl.Float64, strict=False) for name in (*ITEMS, "TN", *raw))
    classes = {"Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "Ⅴ": 5, "劣Ⅴ": 6}
    published = pl.col("class").replace_strict(classes, default=None, return_dtype=pl.Int64)
    complete = pl.all_horizontal(pl.col(name).is_not_null() for name in ITEMS)
    return found.with_columns(*numbers, published=published).with_columns(complete=complete)


def ranks(
    rows: pl.DataFrame, day: date, body: str, *, suffix: str = "", shift: float = 0.0
) -> pl.DataFrame:
    """Find the class of each item: a column an item, null where there is no value.

    The values are moved by `shift` units of the last digit, more of it being worse water.
    """
    sign = {name: -shift if name == "DO" else shift for name in ITEMS}
    moved = {
        name: (pl.col(f"{name}{suffix}") + sign[name] * STEPS[name]).clip(0).round(6)
        for name in ITEMS
    }
    if shift:
        # More of pH is worse above the middle of its range, less of it below.
        side = pl.when(pl.col("pH") < 7.5).then(-shift).otherwise(shift)
        moved["pH"] = (pl.col("pH") + side * STEPS["pH"]).round(6)
    wide = rows.select(
        pl.col("row").alias("thing"),
        pl.lit(day).cast(pl.Datetime("us")).alias("time"),
        pl.lit(body).alias("body"),
        *(moved[name].alias(ITEMS[name]) for name in ITEMS),
    )
    long = wide.unpivot(index=["thing", "time", "body"], variable_name="item")
    judged = water.classes(long, day, day)
    side_by_side = judged.pivot("item", index="thing", values="class")
    return rows.select("row").join(
        side_by_side.rename({"thing": "row"}), on="row", how="left", maintain_order="left"
    )


def worst(found: pl.DataFrame, without: str | None = None) -> pl.Series:
    """Give the worst class of each row."""
    return found.select(
        pl.max_horizontal(key for key in ITEMS.values() if key != without).alias("worst")
    )["worst"]


def judged(table: pl.DataFrame, day: date) -> pl.DataFrame:
    """Compute each row's class, and say which kind of agreement it has."""
    rows = rows_of(table).filter(pl.col("published").is_not_null(), pl.col("complete"))
    columns = {}
    for body in ("river", "lake"):
        found = ranks(rows, day, body)
        columns[body] = worst(found)
        columns |= {f"{body}_without_{key}": worst(found, key) for key in ITEMS.values()}
        columns[f"{body}_low"] = worst(ranks(rows, day, body, shift=-1))
        columns[f"{body}_high"] = worst(ranks(rows, day, body, shift=1))
        if "TP_raw" in rows.columns:
            columns[f"{body}_raw"] = worst(ranks(rows, day, body, suffix="_raw"))
    rows = rows.with_columns(**columns)
    fits = (
        (pl.col(body) == pl.col("published")).mean().over("section") for body in ("lake", "river")
    )
    lake, river = fits
    rows = rows.with_columns(is_lake=lake > river)
    own = [name for name in columns if name.startswith("river")]
    picked = (
        pl.when("is_lake")
        .then(pl.col(name.replace("river", "lake")))
        .otherwise(pl.col(name))
        .alias(name.replace("river", "own"))
        for name in own
    )
    return rows.with_columns(*picked).with_columns(_kind())


def _kind() -> pl.Expr:
    published = pl.col("published")
    out = pl.any_horizontal(pl.col(f"own_without_{key}") == published for key in ITEMS.values())
    beside = pl.any_horizontal(
        (pl.col("own").shift(n).over("section") == published).fill_null(value=False)
        for n in (-2, -1, 1, 2)
    )
    raw = pl.col("^own_raw$") == published
    tests = {
        "equal": pl.col("river") == published,
        "lake": pl.col("is_lake") & (pl.col("lake") == published),
        "unrounded": pl.any_horizontal(raw, pl.lit(value=False)),
        "at a limit": published.is_between("own_low", "own_high"),
        "other table": (pl.col("lake") == published) | (pl.col("river") == published),
        "beside": beside,
        "one out": out,
        "better": published < pl.col("own"),
    }
    found = pl.lit("worse")
    for kind, test in reversed(tests.items()):
        found = pl.when(test).then(pl.lit(kind)).otherwise(found)
    return found.alias("kind")


def _share(found: pl.DataFrame, kinds: tuple[str, ...]) -> float:
    return 100 * int(found["kind"].is_in(kinds).sum()) / found.height if found.height else 0.0


def _counts(tables: dict[str, pl.DataFrame]) -> list[str]:
    lines = ["| class | " + " | ".join(tables) + " | what it is |", "|---|---|---|---|"]
    for kind, text in KINDS.items():
        counts = [str((found["kind"] == kind).sum()) for found in tables.values()]
        lines.append(f"| {kind} | {' | '.join(counts)} | {text} |")
    return lines


def _out(tables: dict[str, pl.DataFrame]) -> str:
    """Count the items whose leaving out gives the published class."""
    parts = []
    for key, name in zip(ITEMS.values(), ITEMS, strict=True):
        count = sum(
            found.filter(
                pl.col("kind") == "one out", pl.col(f"own_without_{key}") == pl.col("published")
            ).height
            for found in tables.values()
        )
        parts.append(f"{name} {count}")
    return ", ".join(parts)


def _saturation(tables: dict[str, pl.DataFrame]) -> str:
    """Say whether the release makes oxygen of class I by its saturation."""
    found = pl.concat(
        [
            each.filter(pl.col("DO") < 7.5, pl.col("own_without_do") == 1).select(
                "published",
                temperature=pl.col("temp").cast(pl.Float64, strict=False),
                oxygen=pl.col("DO"),
            )
            for each in tables.values()
        ]
    ).filter(pl.col("temperature").is_not_null())
    rows = found.with_columns(
        pl.struct("oxygen", "temperature")
        .map_elements(_percent, return_dtype=pl.Float64)
        .alias("percent")
    ).filter(pl.col("percent") >= 90)
    first = (rows["published"] == 1).sum()
    return (
        f"In {rows.height} rows oxygen alone is below 7.5 mg/L at a saturation of 90 % or more (HJ 2.3, at sea level);\n"
        f"{first} of them were published as class I: the release judges oxygen by its milligrams."
    )


def _percent(row: dict[str, float]) -> float:
    oxygen, degrees = (str(row[name]) for name in ("oxygen", "temperature"))
    found = water.saturation(oxygen, degrees, date(2021, 4, 1)).value
    return float(found or 0)


def _status(tables: dict[str, pl.DataFrame], read: dict[str, pl.DataFrame]) -> list[str]:
    lines = ["| table | status | rows | with a class | of them complete | equal or lake, % |"]
    lines.append("|---|---|---|---|---|---|")
    for name, table in read.items():
        rows = rows_of(table)
        for (status,), part in sorted(rows.group_by("status")):
            shown = part.filter(pl.col("published").is_not_null())
            full = tables[name].filter(pl.col("status") == status)
            share = f"{_share(full, ('equal', 'lake')):.2f}" if full.height else "–"
            lines.append(
                f"| {name} | {status} | {part.height} | {shown.height} | {full.height} | {share} |"
            )
    return lines


def page(read: dict[str, pl.DataFrame], days: dict[str, date]) -> str:
    """Write the section."""
    tables = {name: judged(table, days[name]) for name, table in read.items()}
    total = sum(found.height for found in tables.values())
    every = pl.concat([found.select("kind") for found in tables.values()])
    near = ("equal", "lake", "unrounded", "at a limit", "other table")
    rest = every["kind"].is_in(("better", "worse")).sum()
    lakes = {name: found.filter("is_lake")["section"].n_unique() for name, found in tables.items()}
    sections = {name: found["section"].n_unique() for name, found in tables.items()}
    return "\n".join(
        [
            "",
            "## Water: the published classes, computed again",
            "",
            "Made by `scripts/reproduce_published_water.py` from two tables of the national release of automatic stations:",
            "daily pages of 2020-05 to 2020-12 (*daily*), and every four hours of 2021-04-01 to 05 (*hours*). They carry no",
            "licence, so only counts stand here; the suite computes them again where the tables are at hand, and elsewhere",
            "tests the same classes on made-up rows.",
            "",
            "The class is that of GB 3838-2002, the worst of the five items that the release judges; total nitrogen is shown and",
            "not judged. Values are compared as shown. Which limits of phosphorus a section has is not said, and its name does",
            "not decide it; a section is taken as a lake where the limits of lakes give more of its published classes: "
            + " and ".join(f"{lakes[name]} of {sections[name]} ({name})" for name in tables)
            + ". Duplicate rows",
            f"are counted once. {_saturation(tables)}",
            "",
            f"Of {total} rows with a published class and all five items **{_share(every, ('equal', 'lake')):.2f} %** have the class computed from",
            f"the values shown, and {_share(every, near):.2f} % where a value at a limit may be the other side of it and a lake a river.",
            "",
            *_counts(tables),
            "",
            "The classes are tried in this order, so a chance agreement lands in an early one; the last two are what stays",
            f"without an explanation ({rest} of {total}, {100 * rest / total:.2f} %). Items whose leaving out gives the published class: {_out(tables)};",
            "an item that does not decide may be named beside another.",
            "",
            "### By status",
            "",
            "Maintenance (维护) and stop (停站, 不具备运行条件) are shown as such; a class stands beside the last values.",
            "",
            *_status(tables, read),
            "",
        ]
    )


def main() -> int:
    """Write the section, or compare it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("daily", type=Path)
    parser.add_argument("hours", type=Path)
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    given = parser.parse_args()
    read = {"daily": pl.read_parquet(given.daily), "hours": pl.read_parquet(given.hours)}
    text = page(read, {"daily": date(2020, 6, 1), "hours": date(2021, 4, 1)})
    before, _, after = PAGE.read_text(encoding="utf-8").partition(MARK)
    if given.check:
        return int(text != after)
    PAGE.write_text(before + MARK + text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
