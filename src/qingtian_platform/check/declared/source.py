"""Hand the stage what speaks against an enterprise's marks and stops: the source of this part."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import isfinite
from typing import Any, Final

import numpy as np

from qingtian.law import Provision
from qingtian.protocols.hj212.information import CALIBRATING
from qingtian.quality.confronting import (
    Claim,
    Contradiction,
    Hour,
    Record,
    hiding,
    running,
    unbacked,
)
from qingtian.quality.detectors.settings import settings
from qingtian.quality.properties import property_of
from qingtian.quantities import BEIJING
from qingtian_platform.check.declared import bounds
from qingtian_platform.check.declared.declaring import declarations
from qingtian_platform.check.declared.infos import MarkInfo, mark_kinds
from qingtian_platform.check.declared.marking import marks
from qingtian_platform.check.findings.rows import Said
from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry

METERS: Final = ("prod_power", "treat_power", "flow", "temperature")
"""Properties that fall when a plant stands, where they are metered."""
STOPPED: Final = ("production", "discharge")
BACKING: Final = {
    "校准": ("check", "comparison", "visit", "calibrating"),
    "比对校验": ("check", "comparison", "visit", "calibrating"),
    "维护": ("visit", "check", "log", "calibrating"),
    "调试改造": ("visit", "check", "log"),
}
"""Which records show what a mark of the monitor says."""
RECORDS: Final = {
    "zero_span": "check",
    "standard_sample": "check",
    "comparison": "comparison",
    "maintenance": "visit",
    "replacement": "visit",
}
REST = 300.0
"""So long what was found is given again unless something new was said. [s]"""
EVER = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Given:
    """What was found last, for how far back, and on what it rests."""

    said: tuple[int, ...]
    since: datetime | None
    at: float
    found: list[Said]

    def stale(self, said: tuple[int, ...], since: datetime | None) -> bool:
        """Tell whether it must be found again: asked farther back, said more, or long ago."""
        farther = since is None or (self.since is not None and since < self.since)
        return farther or said != self.said or time.monotonic() - self.at > REST


_given: dict[str, Given] = {}


@dataclass(frozen=True)
class Case:
    """What is held against the claims about one thing.

    Attributes
    ----------
    thing
        Its number.
    marks
        Marks of its enterprise.
    stops
        Stops that were declared, or that a mark says.
    values
        By logger, factor and field: hour to value and the instrument's own mark.
    """

    thing: int
    marks: tuple[MarkInfo, ...]
    stops: tuple[Claim, ...]
    values: Mapping[tuple[str, str, str], Mapping[datetime, tuple[float, str]]]


def findings(places: Places, since: datetime | None) -> list[Said]:
    """Give every contradiction that stands and ends after a moment; the port's source.

    Parameters
    ----------
    places
        Where the data lives.
    since
        Only those that end after it; None = all.
    """
    said = _versions()
    kept = _given.get(str(places.data))
    if kept is None or kept.stale(said, since):
        found = [each for case in cases(places, since) for each in contradictions(case, places)]
        kept = Given(said, since, time.monotonic(), found)
        _given[str(places.data)] = kept
    return [each for each in kept.found if since is None or each.end > since]


def _versions() -> tuple[int, ...]:
    from qingtian_platform.check.declared import api

    return api.said_version()


def cases(places: Places, since: datetime | None) -> Iterator[Case]:
    """Read what is held against what, thing by thing; only things of which anything is said."""
    now = datetime.now(UTC)
    told: dict[int, list[MarkInfo]] = defaultdict(list)
    for mark in marks(start=since):
        told[mark.thing_id].append(mark)
    stops: dict[int, list[Claim]] = defaultdict(list)
    for each in declarations(start=since, end=now):
        if each.kind in STOPPED:
            claim = Claim(each.number, each.word, each.start, min(each.end or now, now))
            stops[each.thing_id].append(claim)
    for thing in sorted({*told, *stops}):
        own = [*stops[thing], *(_claim(m) for m in told[thing] if m.kind == "停运")]
        values = _values(places, thing, told[thing], own)
        yield Case(thing, tuple(told[thing]), tuple(own), values)


def _claim(mark: MarkInfo) -> Claim:
    return Claim(mark.row, mark.kind, mark.start, mark.end, BACKING.get(mark.kind, ()))


def _values(
    places: Places, thing: int, said: Sequence[MarkInfo], stops: Sequence[Claim]
) -> dict[tuple[str, str, str], dict[datetime, tuple[float, str]]]:
    """Read the hours of a thing that its claims touch, and before a stop those that tell the usual."""
    back = timedelta(days=_settings("statements")["back_d"])
    starts = [each.start for each in said] + [each.start - back for each in stops]
    ends = [each.end for each in said] + [each.end for each in stops]
    mns = sorted({each.mn for each in registry.datastreams(thing)})
    if not mns:
        return {}
    table = record.observations(
        mn=mns,
        interval="hour",
        field=["Avg", "ZsAvg"],
        start=min(starts),
        end=max(ends),
        columns=["mn", "code", "field", "start", "value", "flag"],
        places=places,
    )
    found: dict[tuple[str, str, str], dict[datetime, tuple[float, str]]] = defaultdict(dict)
    for row in table.to_pylist():
        if row["value"] is not None and isfinite(row["value"]):
            key = (row["mn"], row["code"], row["field"])
            found[key].setdefault(row["start"], (row["value"], row["flag"] or ""))
    return found


def _settings(part: str) -> dict[str, float]:
    known = settings().items()
    return {name.partition(".")[2]: n for name, n in known if name.startswith(f"{part}.")}


def contradictions(case: Case, places: Places) -> list[Said]:
    """Hold the claims about a thing against what is known of it."""
    limits = _settings("statements")
    found: list[Said] = []
    for mn, own in _by_logger(case):
        records = list(_records(mn, places))
        claims = [_claim(mark) for mark in own]
        found += [_said(case, mn, "", each) for each in unbacked(claims, records, limits)]
        found += _hidden(case, mn, own, records)
    stopped = {**_settings("stopped"), "share": 0.7}
    mns = sorted({mn for mn, _code, _field in case.values})
    for each in running(case.stops, _meters(case), stopped):
        found.append(_said(case, mns[0], "", each))
    return found


def _by_logger(case: Case) -> Iterator[tuple[str, list[MarkInfo]]]:
    """Part the marks by logger; a mark of the whole outlet is held against each."""
    for mn in sorted({each.mn for each in registry.datastreams(case.thing)}):
        own = [mark for mark in case.marks if mark.mn in ("", mn)]
        if own:
            yield mn, own


def _records(mn: str, places: Places) -> Iterator[Record]:
    """List what is on record of a logger's instruments: of persons, and of the instruments' own log."""
    for each in instruments.records(mn=mn, kinds=tuple(RECORDS)):
        end = max(each.end, each.start + timedelta(minutes=1))
        yield Record(RECORDS[each.kind], each.start, end)
    for told in instruments.said(mn, EVER, datetime.now(UTC), places):
        calibrating = told.kind == "state" and told.text.strip() in CALIBRATING
        if calibrating or told.kind == "log":
            what = "calibrating" if calibrating else "log"
            yield Record(what, told.at, told.at + timedelta(minutes=1))


def _hidden(
    case: Case, mn: str, own: Sequence[MarkInfo], records: Sequence[Record]
) -> Iterator[Said]:
    """Find exceedances under marks that take the hour out of the judgement."""
    excusing = [mark for mark in own if not _judged(mark) and mark.kind not in ("停运", "停用")]
    days = {mark.start.astimezone(BEIJING).date() for mark in excusing}
    held = {day: bounds.hourly(case.thing, day) for day in days}
    for code in sorted({code for one, code, _field in case.values if one == mn}):
        claims = [_claim(mark) for mark in excusing if mark.code in ("", code)]
        if claims:
            hours = _hours(case, mn, code, claims, held)
            for each in hiding(claims, hours, records, _settings("statements")):
                yield _said(case, mn, code, each)


def _judged(mark: MarkInfo) -> bool:
    """Say whether values under a mark are judged all the same."""
    table: Provision | None = mark_kinds(mark.start)
    rows = [] if table is None else table.rows()
    return any(row["zh"] == mark.kind and bool(row["judged"]) for row in rows)


def _hours(
    case: Case,
    mn: str,
    code: str,
    claims: Iterable[Claim],
    held: Mapping[date, Mapping[tuple[str, str], bounds.Bound]],
) -> list[Hour]:
    """Give the hours of a factor under the claims, each with the figure it is compared with."""
    found: dict[datetime, Hour] = {}
    for claim in claims:
        day = claim.start.astimezone(BEIJING).date()
        bound = held[day].get((mn, code))
        if bound is None:
            continue
        for at, (value, flag) in case.values.get((mn, code, bound.field), {}).items():
            if claim.start <= at < claim.end:
                found[at] = Hour(at, value, bound.high, flag.upper() not in ("", "N"))
    return [found[at] for at in sorted(found)]


def _meters(case: Case) -> dict[str, dict[datetime, float]]:
    """Put what the plant's meters say on one scale: 1 is usual, outside the stops."""
    systems = {each.mn: each.st for each in registry.datastreams(case.thing)}
    found: dict[str, dict[datetime, float]] = {}
    for (mn, code, field), own in case.values.items():
        known = property_of(systems.get(mn, ""), code)
        if field != "Avg" or known is None or known.kind not in METERS:
            continue
        if known.kind == "temperature" and known.domain != "cems":
            continue
        usual = [v for at, (v, _flag) in own.items() if not _within(at, case.stops)]
        scaled = _scaled(own, usual, heat=known.kind == "temperature")
        if scaled:
            found[f"{mn}/{code}"] = scaled
    return found


def _within(at: datetime, stops: Iterable[Claim]) -> bool:
    return any(stop.start <= at < stop.end for stop in stops)


def _scaled(
    own: Mapping[datetime, tuple[float, str]], usual: Sequence[float], *, heat: bool
) -> dict[datetime, float]:
    """Scale a meter by its usual height; too little of it tells nothing."""
    if len(usual) < 20:
        return {}
    high = float(np.percentile(usual, 90))
    low = min(float(np.percentile(usual, 0.5)), 0.3 * high) if heat else 0.0
    if high <= low:
        return {}
    return {at: (value - low) / (high - low) for at, (value, _flag) in own.items()}


def _said(case: Case, mn: str, code: str, found: Contradiction) -> Said:
    """Put a contradiction into the form of the stage."""
    evidence: dict[str, Any] = {**found.evidence, "claim": found.claim.number}
    return Said(
        rule=found.rule,
        mn=mn,
        code=code,
        interval="hour",
        start=found.start.astimezone(UTC),
        end=found.end.astimezone(UTC),
        evidence=evidence,
        score=found.score,
        detected_at=found.end.astimezone(UTC),
        thing_id=case.thing,
    )
