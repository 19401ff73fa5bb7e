"""Write every alarm on real stations of Beijing to the docs: `python -m benchmarks.falsification.beijing`."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.falsification.real import BEIJING, YEARS, year
from benchmarks.falsification.scoring import Score, Span, judged
from qingtian.quality.detectors.detection import NUMBERS
from qingtian.quality.detectors.passing import looked_at
from qingtian.quality.detectors.settings import settings
from qingtian.quality.detectors.suspicion import Suspicion
from qingtian.quality.detectors.tables import read
from qingtian.quality.rules import RULES

PAGE = Path(__file__).parents[2] / "docs" / "quality" / "beijing.md"
OPEN, CLOSE = "<!-- alarms -->", "<!-- end of alarms -->"
STATIONS = 8
Looked = tuple[Score, list[Suspicion]]


def looked(first: int) -> Looked:
    """Look at a year, and judge what comes out: all of it counts as false."""
    made = year(first)
    found = looked_at(read(made.observations, made.datastreams), settings())
    alarms = [one for one in found if one.category == "falsification"]
    spans = [Span(one.stream, one.start, one.end, one.kind) for one in alarms]
    return judged(spans, [], made.sites, made.years), alarms


def table(years: dict[int, Looked]) -> str:
    """Set the counts of the years, and a line an alarm."""
    lines = [
        "| year from March | alarms | counted by weeks | a datastream-year | a station-year |",
        "|---|--:|--:|--:|--:|",
    ]
    for first, (score, alarms) in years.items():
        of_station = score.false / (score.years / 6)
        lines.append(
            f"| {first} | {len(alarms)} | {score.false} | {score.rate:.2f} | {of_station:.1f} |"
        )
    for first, (_, alarms) in years.items():
        lines += [
            "",
            f"### {first}",
            "",
            "| stream | begins | days | rule | says |",
            "|---|---|--:|---|---|",
        ]
        lines += [_line(one) for one in sorted(alarms, key=lambda a: (a.kind, a.start, a.stream))]
    return "\n".join(lines)


def _line(one: Suspicion) -> str:
    """Set an alarm as a row: where, when, and in the rule's words what."""
    rule = RULES[NUMBERS[one.kind]]
    begins = np.datetime64(one.start, "ms") + BEIJING
    days = (one.end - one.start) / 86_400_000
    said = rule.say("en", one.evidence)
    return f"| {one.stream} | {str(begins)[:13].replace('T', ' ')} h | {days:.1f} | {rule.number} | {said} |"


def write(text: str) -> None:
    """Put the table into its place on the page."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(OPEN)
    after = rest.partition(CLOSE)[2]
    PAGE.write_text(f"{before}{OPEN}\n\n{text}\n\n{CLOSE}{after}", encoding="utf-8")


if __name__ == "__main__":
    write(table({first: looked(first) for first in YEARS}))
