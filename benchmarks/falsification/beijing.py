"""Write every alarm on real stations of Beijing to the docs: `python -m benchmarks.falsification.beijing`.

What a person saw in each, with the neighbours beside it, stands in `looked.yaml`; an alarm that is not
there is written as not looked at.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import yaml

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
SEEN = Path(__file__).with_name("looked.yaml")
UNSEEN = "not looked at"
NEAR = np.timedelta64(36, "h")
"""An alarm that begins as near to one that was looked at is the same."""
Looked = tuple[Score, list[Suspicion]]


def looked(first: int) -> Looked:
    """Look at a year, and judge what comes out: all of it counts as false."""
    made = year(first)
    found = looked_at(read(made.observations, made.datastreams), settings())
    alarms = [one for one in found if one.category == "falsification"]
    spans = [Span(one.stream, one.start, one.end, one.kind) for one in alarms]
    return judged(spans, [], made.sites, made.years), alarms


def cause(one: Suspicion) -> str:
    """Tell what a person saw in an alarm."""
    begins = np.datetime64(one.start, "ms") + BEIJING
    for seen in yaml.safe_load(SEEN.read_text(encoding="utf-8"))["alarms"]:
        known = np.datetime64(f"{seen['begins']}:00")
        if seen["stream"] == one.stream and abs(begins - known) <= NEAR:
            return str(seen["cause"])
    return UNSEEN


def table(years: dict[int, Looked]) -> str:
    """Set the counts of the years, the causes, and a line an alarm."""
    lines = [
        "| year from March | alarms | counted by weeks | a datastream-year | a station-year |",
        "|---|--:|--:|--:|--:|",
    ]
    for first, (score, alarms) in years.items():
        of_station = score.false / (score.years / 6)
        lines.append(
            f"| {first} | {len(alarms)} | {score.false} | {score.rate:.2f} | {of_station:.1f} |"
        )
    seen = {first: [cause(one) for one in alarms] for first, (_, alarms) in years.items()}
    lines += ["", *_causes(seen)]
    for first, (_, alarms) in years.items():
        lines += [
            "",
            f"### {first}",
            "",
            "| stream | begins | days | rule | says | looks like |",
            "|---|---|--:|---|---|---|",
        ]
        lines += [_line(one) for one in sorted(alarms, key=lambda a: (a.kind, a.start, a.stream))]
    return "\n".join(lines)


def _causes(seen: dict[int, list[str]]) -> list[str]:
    """Set how many alarms of each year look like what."""
    words = yaml.safe_load(SEEN.read_text(encoding="utf-8"))["causes"] | {UNSEEN: ""}
    counts = {year: Counter(found) for year, found in seen.items()}
    rows = [
        f"| {name} | {words[name]} | "
        + " | ".join(str(count[name]) for count in counts.values())
        + f" | {sum(count[name] for count in counts.values())} |"
        for name in words
        if any(count[name] for count in counts.values())
    ]
    years = " | ".join(map(str, seen))
    return [
        f"| looks like | that is | {years} | all |",
        "|---|---|" + "--:|" * (len(seen) + 1),
        *rows,
    ]


def _line(one: Suspicion) -> str:
    """Set an alarm as a row: where, when, in the rule's words what, and what a person saw."""
    rule = RULES[NUMBERS[one.kind]]
    begins = np.datetime64(one.start, "ms") + BEIJING
    days = (one.end - one.start) / 86_400_000
    said = rule.say("en", one.evidence)
    when = str(begins)[:13].replace("T", " ")
    return f"| {one.stream} | {when} h | {days:.1f} | {rule.number} | {said} | {cause(one)} |"


def write(text: str) -> None:
    """Put the table into its place on the page."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(OPEN)
    after = rest.partition(CLOSE)[2]
    PAGE.write_text(f"{before}{OPEN}\n\n{text}\n\n{CLOSE}{after}", encoding="utf-8")


if __name__ == "__main__":
    write(table({first: looked(first) for first in YEARS}))
