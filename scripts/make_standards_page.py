"""Write `docs/standards/air.md` from the files of the law: every edition side by side.

python scripts/make_standards_page.py [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from qingtian import law
from qingtian.law import Provision
from qingtian.standards.air import COLUMNS, SERIES
from qingtian.standards.words import RULES

PAGE = Path(__file__).parents[1] / "docs" / "standards" / "air.md"
AVERAGING = ("hour", "mda8", "day", "quarter", "year")
POLLUTANTS = (*COLUMNS.values(), "tsp", "nox", "pb", "bap")

INTRO = """# Ambient air

Made by `scripts/make_standards_page.py` from `src/qingtian/law/air`; a test compares the two. A value holds from the day
at the head of its column; the day of the **data** decides, not that of the question. Marks: `V` read in the official
text or its faithful copy, `V2` in an independent implementation, `K:h` `K:m` `K:l` own knowledge of high, medium, low
certainty. What says *review* must be confirmed against the text before anything rests on it alone; "clause not recorded"
means that the value is known and the number of its clause is not.

GB 3095-2012 and HJ 633-2012 came into force by stages: the leading regions, municipalities and provincial capitals
first, all of the country from 2016-01-01. They are applied here from 2013-01-01.

## How the numbers are computed

Each rule has a number, the same in code, messages, tests and here.

"""

NOTES = """
- **Rounding** is GB/T 8170, half to even, in one step, from exact sums. A concentration is rounded before its index is
  computed; the index is rounded up after exact arithmetic, so 75 µg/m³ of PM2.5 is 100 in the edition of 2012, never 101.
- **A day** is 1时 to 24时 in Beijing time. It needs 20 valid hours; ozone needs 14 valid 8-hour windows, named by their
  ends 08:00 to 24:00, of 6 hours each, unless its maximum is above the limit.
- **What counts as valid**: values without a mark or with mark N; no number, another mark, or a concentration below zero
  is left out and named.
- **The real-time AQI** follows what was published: to 2016 moving 24-hour means of particulates, from 2017 their hourly
  values; the text of 2012 says both (`air.aqi.realtime.practice`, `air.aqi.realtime.text`;
  [computed again](../reproduction.md)). The edition of 2026 says hourly.
- **A missing pollutant**: in 2012 the AQI is that of the rest and is not valid; in 2026 it is published only above 100.
- **The city** is the mean over assessment stations (城市评价点), if three quarters of them are valid; of values as
  reported, so that anyone can compute it again from what was published.
- **A year** is evaluated by the law of its last day: mean and percentile of daily values as reported. A year in which the
  edition changes is evaluated by the newer, and the result names it.
"""

OPEN = """
## Open questions

- The text of HJ 663-2026 was not seen: digits of annual statistics and the weights of its composite index come from
  third parties; the old form stays the default.
- HJ 633-2012 gives no minimum for the moving 24-hour mean; the 20 hours of the daily mean are used.
- Whether annual statistics start from rounded daily values is not stated where we could read it (`air.evaluation.intermediate`).
- The text of the ranking rule after 2026-03-01 was not seen; its limits are taken from GB 3095-2026.
"""


def _cell(value: Any) -> str:  # noqa: ANN401 - whatever the law holds
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_cell(item)}" for key, item in value.items())
    if isinstance(value, tuple | list):
        return ", ".join(_cell(item) or '""' for item in value)
    return "–" if value is None else str(value)


def _cite(stage: Provision) -> str:
    review = ", review" if stage.review else ""
    return f"{stage.standard}, {stage.clause} [{stage.evidence.value}{review}]"


def _rules() -> Iterator[str]:
    yield "| rule | 名称 | name |\n|---|---|---|"
    for number, words in RULES.items():
        if number.startswith("AIR-"):
            yield f"| {number} | {words['zh']} | {words['en'].rstrip(':')} |"


def _limits() -> Iterator[str]:
    yield "\n## Limits\n\nLevel 1 / level 2 (class-1 and class-2 areas).\n"
    yield "| item | averaging | unit | from 2013-01-01 | from 2026-03-01 | from 2031-01-01 |\n|---|---|---|---|---|---|"
    for short in POLLUTANTS:
        for averaging in AVERAGING:
            stages = law.provisions().get(f"air.limits.{short}.{averaging}", ())
            if stages:
                cells = [_level(stages, n) for n in range(3)]
                yield f"| {stages[0].name['en'].split(' of ')[-1]} | {averaging} | {stages[0].unit} | {' | '.join(cells)} |"
    yield "\nSources: GB 3095-2012 tables 1 and 2; GB 3095-2026 table 1 (transition and final) and table 2 with note a."


def _level(stages: tuple[Provision, ...], n: int) -> str:
    value = stages[min(n, len(stages) - 1)].value
    return f"{_cell(value['1'])} / {_cell(value['2'])}"


def _breakpoints() -> Iterator[str]:
    yield "\n## Breakpoints of the index\n\nWhere an edition changes a value, the new one stands after the arrow.\n"
    yield "| series | unit | 0 | 50 | 100 | 150 | 200 | 300 | 400 | 500 | above (2012 → 2026) |\n|---|---|---|---|---|---|---|---|---|---|---|"
    above = law.provisions()["air.aqi.above"]
    for series in SERIES:
        old, new = (
            [row["concentration"] for row in stage.rows()]
            for stage in law.provisions()[f"air.aqi.breakpoints.{series}"]
        )
        cells = [
            _cell(a) if a == b else f"{_cell(a)} → **{_cell(b)}**"
            for a, b in zip(old, new, strict=True)
        ]
        cells += ["–"] * (8 - len(cells))
        last = [
            _cell(next(row["iaqi"] for row in stage.rows() if row["series"] == series))
            for stage in above
        ]
        unit = law.provisions()[f"air.aqi.breakpoints.{series}"][0].unit
        shown = last[0] if last[0] == last[1] else f"{last[0]} → **{last[1]}**"
        yield f"| {series} | {unit} | {' | '.join(cells)} | {shown} |"


def _others() -> Iterator[str]:
    yield "\n## Everything else, by name"
    for path, stages in law.provisions().items():
        if path.startswith(("air.limits.", "air.aqi.breakpoints.", "air.aqi.above")):
            continue
        yield f"\n### `{path}`\n\n{stages[0].name['zh']}; {stages[0].name['en'][:1].lower()}{stages[0].name['en'][1:]}.\n"
        for stage in stages:
            until = f" to {stage.until}" if stage.until else ""
            note = f" {stage.note['en']}." if stage.note else ""
            yield f"- from {stage.since}{until}: {_value(stage)} — {_cite(stage)}.{note}"


def _value(stage: Provision) -> str:
    if stage.kind == "table":
        return "; ".join(" ".join(_cell(cell) for cell in row.values()) for row in stage.rows())
    unit = "" if stage.unit == "1" else f" {stage.unit}"
    return f"{_cell(stage.value)}{unit}"


def page() -> str:
    """Write the page."""
    parts = [*_rules(), NOTES, *_limits(), *_breakpoints(), *_others(), OPEN]
    return INTRO + "\n".join(parts)


def main() -> int:
    """Write the page, or compare it."""
    if "--check" in sys.argv:
        return int(PAGE.read_text(encoding="utf-8") != page())
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
