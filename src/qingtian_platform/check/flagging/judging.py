"""Judge stretches of a datastream and say what changes: runs of flags, and findings. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from qingtian.law import Pack
from qingtian.quality import (
    CHECKS,
    MARK,
    Datastream,
    Entry,
    Flag,
    Judgement,
    Series,
    findings,
    judge_again,
)
from qingtian.quality.checks.catalogue import arguments_of
from qingtian.quality.collecting import SCORES
from qingtian.quality.completeness import days_of
from qingtian.quality.flags import Flags
from qingtian.quality.stream import Times
from qingtian_platform.check.expect import aware, micros
from qingtian_platform.check.findings.flagstore import New
from qingtian_platform.check.findings.rows import FindingRow, Said
from qingtian_platform.check.findings.runs import Standing, Statement, cut
from qingtian_platform.check.flagging.known import Known

APART = 2
"""Rows at most so many periods apart are one finding, as `qingtian.quality.findings` has it."""
Window = tuple[int, int]
"""A stretch [since, until). [µs UTC]"""


@dataclass(frozen=True)
class Case:
    """One datastream, read wide enough, and what of it is to be judged.

    Attributes
    ----------
    known
        What is known of it.
    interval
        Which values.
    series
        The values.
    packs
        Open ones, whose thresholds go before.
    """

    known: Known
    interval: str
    series: Series
    packs: tuple[Pack, ...] = ()

    def judged(
        self, windows: Iterable[Window], rules: Collection[str] | None = None
    ) -> list[Judgement]:
        """Judge what changes of some stretches touch, each row by what holds on its day."""
        found: list[Judgement] = []
        for since, until in windows:
            for first, after in _cut(since, until, self.known.borders()):
                stream = self._stream(first)
                found += judge_again(
                    self.series, stream, _us(first), _us(after), packs=self.packs, rules=rules
                )
        return found

    def _stream(self, at: int) -> Datastream:
        stream = self.known.term(at).stream
        lists = self.known.instrument.lists
        if not lists:
            return stream
        return Datastream(**{**vars(stream), "lists": lists})


def _us(at: int) -> np.datetime64:
    return np.datetime64(at, "us")


def _cut(since: int, until: int, borders: Sequence[int]) -> Iterator[Window]:
    inside = [each for each in borders if since < each < until]
    yield from zip([since, *inside], [*inside, until], strict=True)


def reach(known: Known, day: np.datetime64, packs: tuple[Pack, ...]) -> tuple[int, float]:
    """Tell how many usable values on either side, and how long a time, decide over a flag.

    Parameters
    ----------
    known
        Of the datastream.
    day
        A moment of the day whose thresholds are asked. [UTC]
    packs
        Open ones.

    Returns
    -------
    int, float
        Of the check that looks farthest. [1], [h]
    """
    date = days_of(np.array([day], "datetime64[us]"))[0].astype(object)
    count, hours = 1, 24.0
    for term in known.terms:
        for number, check in CHECKS.items():
            beside = number != "QC-151" or bool(known.neighbours)
            arguments = arguments_of(number, term.stream, date, packs) if beside else None
            if arguments is not None:
                count = max(count, check.around(arguments))
                hours = max(hours, check.hours(arguments))
    return count, hours


def times_of(judgements: Iterable[Judgement]) -> Times:
    """List the times that judgements speak of, ascending."""
    every = [each.series.times for each in judgements]
    found: Times = np.unique(np.concatenate(every)) if every else np.zeros(0, "datetime64[us]")
    return found


def said(
    case: Case, windows: Sequence[Window], judgements: Sequence[Judgement], standing: Standing
) -> list[New]:
    """Say what changes of the flags.

    Parameters
    ----------
    case
        The datastream.
    windows
        What was to be judged anew, by every rule.
    judgements
        Of `Case.judged`.
    standing
        What stands of all times that the judgements speak of.

    Returns
    -------
    list of New
        Runs to append, in order: who was asked where nobody was or others were, then remarks that
        are new, other, or taken back.
    """
    entries = [each.entry() for each in judgements]
    times = standing.times
    inside = _inside(times, windows)
    asked = _asked(times[inside], entries)
    fresh = np.zeros(len(times), np.bool_)
    news: list[New] = []
    step = case.series.step
    for statements, here in asked:
        places = np.flatnonzero(inside)[here]
        other = standing.asked[places] != standing.set_of(statements)
        fresh[places[other]] = True
        valid = np.full(int(other.sum()), Flag.VALID, np.int8)
        news += [(statements, run) for run in cut(times[places[other]], valid, step)]
    news += _unasked(standing, fresh, asked, inside, step)
    for entry in [*entries, _mark(case)]:
        news += _remarks(entry, standing, fresh, step)
    return news


def _inside(times: Times, windows: Iterable[Window]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    found = np.zeros(len(times), np.bool_)
    for since, until in windows:
        found |= (times >= _us(since)) & (times < _us(until))
    return found


Asked = list[tuple[tuple[Statement, ...], np.ndarray[tuple[int], np.dtype[np.int64]]]]


def _asked(times: Times, entries: Sequence[Entry]) -> Asked:
    """Group times by the statements that were asked of them."""
    if not len(times) or not entries:
        return []
    statements = [Statement(e.source, e.version, dict(e.arguments)) for e in entries]
    spoke = np.stack([np.isin(times, e.times, assume_unique=True) for e in entries])
    kinds, which = np.unique(spoke.T, axis=0, return_inverse=True)
    found = []
    for n, kind in enumerate(kinds):
        members: dict[str, Statement] = {}
        for at in np.flatnonzero(kind).tolist():
            members[statements[at].source] = statements[at]
        chosen = tuple(members[source] for source in sorted(members))
        found.append((chosen, np.flatnonzero(which.ravel() == n)))
    return found


def _unasked(
    standing: Standing,
    fresh: np.ndarray[tuple[int], np.dtype[np.bool_]],
    asked: Asked,
    inside: np.ndarray[tuple[int], np.dtype[np.bool_]],
    step: np.timedelta64 | None,
) -> list[New]:
    """Take back what rules remarked that are not asked any more."""
    news: list[New] = []
    for statements, here in asked:
        places = np.flatnonzero(inside)[here]
        places = places[fresh[places]]
        known = {each.source for each in statements}
        for source in standing.sources:
            if source in CHECKS and source not in known:
                gone = places[standing.says(source)[places] > Flag.VALID]
                flags = np.zeros(len(gone), np.int8)
                runs = cut(standing.times[gone], flags, step)
                news += [((Statement(source),), run) for run in runs]
    return news


def _mark(case: Case) -> Entry:
    """Make an entry of what the marks say, the worst where a time has several rows."""
    times = case.series.times
    first = np.flatnonzero(np.append(True, times[1:] != times[:-1]))[: len(times)]
    flags = np.maximum.reduceat(case.series.marks, first) if len(times) else case.series.marks
    return Entry(MARK, times[first], flags, author=case.known.mn)


def _remarks(
    entry: Entry,
    standing: Standing,
    fresh: np.ndarray[tuple[int], np.dtype[np.bool_]],
    step: np.timedelta64 | None,
) -> list[New]:
    """Say where a source remarks something else than what stands of it."""
    if entry.source not in standing.sources and not (entry.flags > Flag.VALID).any():
        return []
    times = standing.times
    at = np.searchsorted(times, entry.times)
    there = at < len(times)
    there[there] = times[at[there]] == entry.times[there]
    places, flags = at[there], entry.flags[there]
    now = np.maximum(flags, np.int8(Flag.VALID)).astype(np.int8)
    before = np.maximum(standing.says(entry.source)[places], np.int8(Flag.VALID))
    if entry.source != MARK:
        before[fresh[places]] = Flag.VALID
    changed = now != before
    statement = Statement(entry.source, entry.version, dict(entry.arguments), entry.author)
    runs = cut(times[places[changed]], now[changed].astype(np.int8), step)
    return [((statement,), run) for run in runs]


def found(
    case: Case,
    windows: Sequence[Window],
    judgements: Sequence[Judgement],
    standing: Sequence[FindingRow],
    most: int,
) -> tuple[list[FindingRow], list[Said]]:
    """Say which findings are looked at again, and what is found in their place.

    Parameters
    ----------
    case, windows, judgements
        As of `said`.
    standing
        Findings of this datastream that stand, by the same part of the stage.
    most
        How far beyond what was judged a finding is followed. [µs]

    Returns
    -------
    list of FindingRow, list of Said
        Only flags that keep a value from counting make a finding: that a value is late or below
        the detection limit is a flag alone.
    """
    old: list[FindingRow] = []
    new: list[Said] = []
    by_rule: dict[str, list[Judgement]] = {}
    for each in judgements:
        by_rule.setdefault(each.number, []).append(each)
    for rule in sorted({*by_rule, *(row.rule for row in standing)}):
        mine = by_rule.get(rule, [])
        hull = _hull(mine, windows, case)
        touching = [row for row in standing if row.rule == rule and _touches(row, hull, case)]
        if touching or any(_scores(each.judged.flags) for each in mine):
            old += touching
            new += _again(case, rule, mine, hull, touching, most)
    return old, new


def _scores(flags: Flags) -> bool:
    return any(bool((flags == flag).any()) for flag in SCORES)


def _width(case: Case) -> int:
    return 1 if case.series.step is None else int(case.series.step.astype(np.int64))


def _hull(judgements: Sequence[Judgement], windows: Sequence[Window], case: Case) -> Window:
    """Give the stretch that was judged by one rule; what was to be judged where it said nothing."""
    if not judgements:
        return min(w[0] for w in windows), max(w[1] for w in windows)
    first = min(micros(each.series.times[0]) for each in judgements)
    return first, max(micros(each.series.times[-1]) for each in judgements) + _width(case)


def _touches(row: FindingRow, hull: Window, case: Case) -> bool:
    margin = APART * _width(case)
    start, end = _span(row)
    return start <= hull[1] + margin and end >= hull[0] - margin


def _span(row: FindingRow) -> Window:
    return tuple(micros(np.datetime64(t.replace(tzinfo=None), "us")) for t in (row.start, row.end))  # type: ignore[return-value]


def _again(
    case: Case,
    rule: str,
    judgements: Sequence[Judgement],
    hull: Window,
    touching: Sequence[FindingRow],
    most: int,
) -> list[Said]:
    """Find anew what touches a stretch, following what stood to its ends."""
    spans = [_span(row) for row in touching]
    low = max(min([hull[0], *(start for start, _ in spans)]), hull[0] - most)
    high = min(max([hull[1], *(end for _, end in spans)]), hull[1] + most)
    if (low, high) != hull or len(judgements) > 1:
        judgements = case.judged([(low, high)], {rule})
    margin = APART * _width(case)
    found: list[Said] = []
    for each in findings(judgements, apart=APART):
        start, end = micros(each.start), micros(each.end)
        if each.score > 0 and start <= hull[1] + margin and end >= hull[0] - margin:
            earlier = [s for s, e in spans if s < low and e >= start and start <= low + margin]
            later = [e for s, e in spans if e > high and s <= end and end >= high - margin]
            found.append(
                Said(
                    rule=rule,
                    mn=case.known.mn,
                    code=case.known.code,
                    interval=case.interval,
                    start=aware(min([start, *earlier])),
                    end=aware(max([end, *later])),
                    evidence=each.evidence,
                    score=each.score,
                    detected_at=None
                    if each.detected_at is None
                    else aware(micros(each.detected_at)),
                    thing_id=case.known.thing_id,
                )
            )
    return found
