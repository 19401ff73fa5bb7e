"""Falsified stretches found by `qingtian detect`, and honest ones accused.

Judged as the detectors' interface says: an event is detected when findings cover a quarter of it or
begin at its onset; findings that hit no event are false alarms, counted a datastream-year,
a long one once a week begun. The practice
set is used where it stands beside the checkout; sets of seeds are made by `benchmarks/falsification`,
two seeds. Time is CPU time of two processes, halved. saqc and ioos_qc look at the practice set in an
environment of their own, which is built where it does not stand. The table by kind goes to `docs/quality/detection.md`.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.falsification.making import forged
from benchmarks.falsification.scoring import Score
from benchmarks.falsification.sets import PRACTICE, ForgedSet, practice
from benchmarks.outside import comparing
from benchmarks.row import Row
from qingtian.quality.detectors import detect

PAGE = Path(__file__).parents[1] / "docs" / "quality" / "detection.md"
PUBLISHED = PAGE.parents[2] / "src" / "qingtian" / "quality" / "detectors" / "published.yaml"
SEEDS = (6, 7)
OPEN, CLOSE = "<!-- figures -->", "<!-- end of figures -->"


def judged(one: ForgedSet) -> tuple[Score, float]:
    """Look at a set, and tell how well and how long: CPU of all processes, shared by two. [s]."""
    started = sum(os.times()[:4])
    found = detect(one.observations, one.datastreams, workers=2)
    return one.judge(found), (sum(os.times()[:4]) - started) / 2


def table(scores: dict[str, Score]) -> str:
    """Set the table of the page: a row a kind, a column a set."""
    kinds = sorted({kind for score in scores.values() for kind in score.kinds.values()})
    lines = [f"| kind | {' | '.join(scores)} |", "|---|" + "--:|" * len(scores)]
    for kind in kinds:
        cells = [score.by_kind().get(kind, (0, 0)) for score in scores.values()]
        lines.append(f"| `{kind}` | {' | '.join(f'{a} of {b}' if b else '–' for a, b in cells)} |")
    whole = [f"{sum(s.detected.values())} of {len(s.detected)}" for s in scores.values()]
    named = [f"{sum(s.named.values())}" for s in scores.values()]
    rates = [f"{s.rate:.2f}" for s in scores.values()]
    lines.append(f"| **all** | {' | '.join(whole)} |")
    lines.append(f"| of these rightly named | {' | '.join(named)} |")
    lines.append(
        f"| false alarms a datastream-year, a long one once a week begun | {' | '.join(rates)} |"
    )
    worst = [
        ", ".join(f"{kind} {n}" for kind, n in Counter(a.kind for a in s.alarms).most_common(3))
        for s in scores.values()
    ]
    lines.append(f"| most of them | {' | '.join(worst)} |")
    return "\n".join(lines)


def write(text: str) -> None:
    """Put the table into its place on the page."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(OPEN)
    after = rest.partition(CLOSE)[2]
    PAGE.write_text(f"{before}{OPEN}\n\n{text}\n\n{CLOSE}{after}", encoding="utf-8")


def publish(scores: dict[str, Score]) -> None:
    """Write what each kind found and whom it accused wrongly, for whoever shows an alarm."""
    kinds = sorted({kind for score in scores.values() for kind in score.kinds.values()})
    counts = [score.by_kind() for score in scores.values()]
    alarms = Counter(a.kind for score in scores.values() for a in score.alarms)
    lines = [
        "# Made by `python -m benchmarks detection`: what each kind found on the sets of the page",
        "# docs/quality/detection.md, and how often it accused an honest stretch, a long alarm once.",
        f"measured: {datetime.now(UTC):%Y-%m-%d}",
        f"sets: [{', '.join(scores)}]",
        f"datastream_years: {sum(s.years for s in scores.values()):.1f}",
        "kinds:",
    ]
    for kind in kinds:
        found, events = (sum(c.get(kind, (0, 0))[i] for c in counts) for i in (0, 1))
        lines.append(f'  {kind}: {{events: {events}, found: {found}, "false": {alarms[kind]}}}')
    PUBLISHED.write_text("\n".join(lines) + "\n", encoding="utf-8")


def rows_of(name: str, one: ForgedSet, score: Score, seconds: float) -> list[Row]:
    """Set the rows of one set."""
    shares = [a / b for a, b in score.by_kind().values() if b >= 3]
    speed = seconds / one.observations.num_rows * 1e6
    return [
        Row(f"{name}: events found", score.recall, "", target="≥ 0.90", met=score.recall >= 0.9),
        Row(
            f"{name}: of the worst kind with three events",
            min(shares, default=0.0),
            "",
            target="≥ 0.70",
            met=min(shares, default=0.0) >= 0.7,
        ),
        Row(
            f"{name}: false alarms",
            score.rate,
            "a datastream-year",
            target="≤ 1",
            met=score.rate <= 1,
        ),
        Row(f"{name}: time", speed, "s a million rows", target="≤ 60 s", met=speed <= 60),
    ]


def run() -> list[Row]:
    """Look at the practice set and at made ones."""
    sets = {"practice": practice} if PRACTICE.exists() else {}
    rows, scores = [], {}
    for name, make in (*sets.items(), *((f"seed {s}", lambda s=s: forged(s)) for s in SEEDS)):
        one = make()
        scores[name], seconds = judged(one)
        rows += rows_of(name, one, scores[name], seconds)
        if name == "practice":
            rows += comparing.rows(one, scores[name].recall, 2 * seconds)
    write(table(scores))
    publish(scores)
    return rows
