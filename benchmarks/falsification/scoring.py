"""Judge findings against the events of a set, as the interface of the detector says."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

HOUR = 3_600_000
DAY = 24 * HOUR
WEEK = 7 * DAY
YEAR = 365.25 * DAY

CLOSE: tuple[frozenset[str], ...] = (
    frozenset({"constant", "simulated_signal", "sample_swap"}),
    frozenset({"upper_truncation", "threshold_bunching"}),
    frozenset({"scaling", "range_change", "dilution", "sampling_interference"}),
    frozenset({"copied_history", "cloned_neighbour"}),
    frozenset({"dilution", "o2_manipulation", "sample_swap"}),
    frozenset({"flag_abuse", "fake_shutdown", "strategic_gap"}),
    frozenset({"digit_fabrication", "range_change"}),
)


@dataclass(frozen=True)
class Span:
    """An interval on a stream with a name. [ms since 1970, UTC]."""

    stream: str
    start: int
    end: int
    kind: str
    score: float = 1.0


@dataclass(frozen=True)
class Event:
    """One falsification: streams, interval, kind, and the falsified stretches themselves."""

    key: str
    kind: str
    domain: str
    start: int
    end: int
    streams: frozenset[str]
    sites: frozenset[str]
    cores: tuple[tuple[int, int], ...]
    step: int


@dataclass
class Score:
    """What came out.

    Attributes
    ----------
    detected, named
        By event.
    alarms
        The findings that hit nothing, one an alarm.
    false
        Number of false alarms; a long one counts once a week begun.
    years
        Datastream-years looked at.
    """

    detected: dict[str, bool] = field(default_factory=dict)
    named: dict[str, bool] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    domains: dict[str, str] = field(default_factory=dict)
    alarms: list[Span] = field(default_factory=list)
    hits: list[Span] = field(default_factory=list)
    false: int = 0
    years: float = 0.0

    @property
    def recall(self) -> float:
        """Share of events that were detected."""
        return sum(self.detected.values()) / max(1, len(self.detected))

    @property
    def rate(self) -> float:
        """False alarms a datastream-year."""
        return self.false / max(self.years, 1e-9)

    def by_kind(self) -> dict[str, tuple[int, int]]:
        """Count detected and all events of each kind."""
        counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for key, kind in self.kinds.items():
            counts[kind][0] += self.detected[key]
            counts[kind][1] += 1
        return {kind: (n[0], n[1]) for kind, n in sorted(counts.items())}


def overlap(a: tuple[int, int], b: tuple[int, int]) -> int:
    """Measure what two intervals share."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def union(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join intervals that touch."""
    done: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if done and start <= done[-1][1]:
            done[-1] = (done[-1][0], max(end, done[-1][1]))
        else:
            done.append((start, end))
    return done


def belongs(finding: Span, event: Event) -> bool:
    """Tell whether at least 30 % of a finding lies in the event, with an hour or a sample to spare."""
    slack = max(event.step, HOUR)
    inside = overlap((finding.start, finding.end), (event.start - slack, event.end + slack))
    return inside >= 0.3 * max(finding.end - finding.start, 1)


def covered(findings: Sequence[Span], event: Event) -> bool:
    """Tell whether findings of an event detect it."""
    if not findings:
        return False
    spans = union((f.start, f.end) for f in findings)
    if sum(overlap(s, (event.start, event.end)) for s in spans) >= 0.25 * (event.end - event.start):
        return True
    cores = union(event.cores)
    total = sum(b - a for a, b in cores)
    if total and sum(overlap(s, c) for s in spans for c in cores) >= 0.25 * total:
        return True
    near = min(max(3 * event.step, 0.05 * (event.end - event.start)), DAY)
    return any(abs(f.start - event.start) <= near for f in findings)


def leading(findings: Sequence[Span], event: Event) -> str:
    """Name the kind with the most covered time."""
    time: dict[str, int] = defaultdict(int)
    for f in findings:
        time[f.kind] += overlap((f.start, f.end), (event.start, event.end))
    return max(time, key=lambda kind: time[kind], default="")


def relatives(a: str, b: str) -> bool:
    """Tell whether two kinds are the same or close."""
    return a == b or any(a in group and b in group for group in CLOSE)


def judged(
    findings: Sequence[Span],
    events: Sequence[Event],
    sites: dict[str, str],
    years: float,
    ignore: Sequence[Span] = (),
) -> Score:
    """Judge findings.

    Parameters
    ----------
    findings
        Alarms of category `falsification`.
    events
        What was forged.
    sites
        Site of each stream.
    years
        Datastream-years looked at.
    ignore
        Stretches that are neither event nor false alarm.

    Returns
    -------
    Score
        Detections, names and false alarms.
    """
    score = Score(years=years)
    mine: dict[str, list[Span]] = {e.key: [] for e in events}
    loose: list[Span] = []
    for finding in findings:
        hit = [e for e in events if finding.stream in e.streams and belongs(finding, e)]
        for event in hit:
            mine[event.key].append(finding)
        beside = any(sites[finding.stream] in e.sites and belongs(finding, e) for e in events)
        odd = any(
            s.stream == finding.stream
            and overlap((s.start, s.end), (finding.start, finding.end))
            >= 0.3 * (finding.end - finding.start)
            for s in ignore
        )
        (score.hits if hit else loose if not (beside or odd) else []).append(finding)
    for event in events:
        score.detected[event.key] = covered(mine[event.key], event)
        score.named[event.key] = score.detected[event.key] and relatives(
            leading(mine[event.key], event), event.kind
        )
        score.kinds[event.key] = event.kind
        score.domains[event.key] = event.domain
    score.alarms = loose
    score.false = false_alarms(loose)
    return score


def false_alarms(loose: Sequence[Span]) -> int:
    """Count alarms: those on one stream less than 6 h apart once, long ones once a week begun."""
    count = 0
    streams: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for finding in loose:
        streams[finding.stream].append((finding.start, finding.end + 6 * HOUR))
    for spans in streams.values():
        count += sum(math.ceil(max(1, b - a - 6 * HOUR) / WEEK) for a, b in union(spans))
    return count
