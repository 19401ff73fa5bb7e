"""Changes of parameters that nothing on record explains: what is ruled out, and what they did."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any, Final

import numpy as np

from qingtian.protocols.hj212.information import CALIBRATING
from qingtian.quality.detectors.calibration import score
from qingtian.quality.detectors.parameters import KINDS, RULE, Parameter, changed
from qingtian.quality.detectors.settings import Settings, settings
from qingtian.quality.detectors.suspicion import Suspicion, innocent
from qingtian_platform.check.findings.rows import Said
from qingtian_platform.check.instruments.ledger import changes
from qingtian_platform.check.instruments.store import EPOCH, Told
from qingtian_platform.kit.times import beijing, midnight

HOUR: Final = timedelta(hours=1)
MILLI: Final = timedelta(milliseconds=1)
FIRST: Final = 3
"""Hours after a change from which its effect is told first. [1]"""
NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "range": {"zh": "量程", "en": "range"},
    "slope": {"zh": "斜率", "en": "slope"},
    "intercept": {"zh": "截距", "en": "intercept"},
    "detection limit": {"zh": "检出限", "en": "detection limit"},
    "digestion temperature": {"zh": "消解温度", "en": "digestion temperature"},
    "digestion time": {"zh": "消解时长", "en": "digestion time"},
}
"""Parameters that make the numbers of an instrument."""
_CALIBRATED = re.compile("校准|标定|标样|calibrat", re.IGNORECASE)


@dataclass(frozen=True)
class Reason:
    """Something on record that may explain a change.

    Attributes
    ----------
    what
        `maintenance`, `replacement`, `filing`, `command`, `declaration`, a check with adjustment.
    number
        Of the record, declaration or command.
    code
        Factor; empty = all of the data logger.
    start, end
        When it was done. [UTC]
    recorded_at
        When it was written down. [UTC]
    name, value
        Of a filing or command: the parameter, and what it was set to.
    """

    what: str
    number: int
    code: str
    start: datetime
    end: datetime
    recorded_at: datetime
    name: str = ""
    value: float | None = None

    def touches(self, code: str) -> bool:
        """Say whether it is about a factor."""
        return self.code in ("", code)

    def sets(self, name: str, value: float) -> bool:
        """Say whether it is what set a parameter to a value."""
        return self.name == name and self.value == value


def unexplained(told: Sequence[Told], reasons: Sequence[Reason]) -> list[Said]:
    """Find the changes of parameters of one data logger that nothing on record explains.

    Parameters
    ----------
    told
        Parameters, states and logs of the data logger, in order of time.
    reasons
        What was done to its instruments.

    Returns
    -------
    list of Said
        Each from the moment at which the new value was told until the old one came back or was
        replaced; one that stands, until the end of the Beijing day on which it was last told.
    """
    found: list[Said] = []
    rows = sorted((t for t in told if t.name in NAMES and t.number is not None), key=_order)
    for (code, _name), group in groupby(rows, key=lambda t: (t.code, t.name)):
        own = [r for r in reasons if r.touches(code)]
        found += _of_one(list(group), [t for t in told if t.code in ("", code)], own)
    return sorted(found, key=lambda one: (one.start, one.code, str(one.evidence["parameter"])))


def _order(row: Told) -> tuple[str, str, datetime, int, int, int]:
    return (row.code, row.name, row.at, row.batch, row.frame, row.place)


def _of_one(rows: Sequence[Told], beside: Sequence[Told], reasons: Sequence[Reason]) -> list[Said]:
    """Judge one parameter of one analyser."""
    thresholds = settings(beijing(rows[-1].at).date())
    timely = [r for r in reasons if _timely(r, rows, thresholds)]
    visits = [(_milli(r.start), _milli(r.end)) for r in timely if not r.name]
    values = [_parameter(row) for row in rows]
    end = _milli(midnight(beijing(rows[-1].at).date() + timedelta(days=1)))
    return [
        _said(one, rows, reasons, thresholds)
        for one in changed(values, visits, end, thresholds)
        if not _set(one, timely) and not _calibrated(one, beside, thresholds)
    ]


def _parameter(row: Told) -> Parameter:
    assert row.number is not None
    return Parameter(_milli(row.at), f"{row.mn}/{row.code}", row.name, row.number, row.command)


def _timely(reason: Reason, rows: Sequence[Told], thresholds: Settings) -> bool:
    """Say whether something was written down while it could still be looked into.

    What was received late, as a history that is taken in, may be explained as late.
    """
    known = max([reason.end, *(r.received_at for r in rows if r.at <= reason.end + HOUR * 24)])
    return reason.recorded_at <= known + HOUR * thresholds["parameters.recorded_h"]


def _set(one: Suspicion, reasons: Iterable[Reason]) -> bool:
    """Say whether a filing or a command of the platform set the value before it was told."""
    return any(
        r.sets(str(one.evidence["parameter"]), float(one.evidence["observed"]))
        and _milli(r.start) <= one.start
        for r in reasons
        if r.name
    )


def _calibrated(one: Suspicion, beside: Sequence[Told], thresholds: Settings) -> bool:
    """Say whether a change is so small that the instrument's own calibration made it."""
    name, good = one.evidence["parameter"], float(one.evidence["last_good"])
    by = abs(float(one.evidence["observed"]) - good)
    if name == "slope":
        scale = abs(good)
    elif name == "intercept":
        ranges = [t.number for t in beside if t.name == "range" and _milli(t.at) <= one.start]
        scale = ranges[-1] if ranges and ranges[-1] else 0.0
    else:
        return False
    reach = HOUR * thresholds["parameters.own_h"]
    seen = (EPOCH + MILLI * one.evidence["last_seen"]) - reach
    when = [t.at for t in beside if _tells_of_calibration(t)]
    near = any(seen <= at <= EPOCH + MILLI * one.start + reach for at in when)
    return near and by <= scale * thresholds["parameters.own_share"] * (1 + 1e-9)


def _tells_of_calibration(row: Told) -> bool:
    if row.name == "analyser state":
        return row.text in CALIBRATING
    return row.kind == "log" and bool(_CALIBRATED.search(row.text))


def _said(
    one: Suspicion, rows: Sequence[Told], reasons: Sequence[Reason], thresholds: Settings
) -> Said:
    start, end = (EPOCH + MILLI * each for each in (one.start, one.end))
    step = next(
        row
        for row in rows
        if _milli(row.at) == one.start and row.number == one.evidence["observed"]
    )
    before = [row for row in rows if row.at < step.at and row.number == one.evidence["expected"]][
        -1
    ]
    reach = HOUR * thresholds["parameters.visit_h"]
    late = [r.number for r in reasons if r.start - reach <= start and r.end + reach >= before.at]
    evidence: dict[str, Any] = {
        **one.evidence,
        "zh": NAMES[step.name]["zh"],
        "en": NAMES[step.name]["en"],
        "visit_h": int(thresholds["parameters.visit_h"]),
        "last_seen": before.at.isoformat(),
        "effect": KINDS.get(step.name, "scaling"),
        "frames": [[before.batch, before.frame], [step.batch, step.frame]],
        "written_late": late,
        "level_before": None,
        "level_after": None,
        **innocent(
            {
                "maintenance on record": True,
                "replacement": True,
                "filing": True,
                "command": True,
                "own calibration": True,
            }
        ),
    }
    return Said(RULE, step.mn, step.code, "", start, end, evidence, score(one), detected_at=start)


@dataclass(frozen=True)
class Change:
    """A new value of a parameter, and what explains it.

    Attributes
    ----------
    before, row
        The last telling of the old value (None for the first of all), and the first of the new.
    state
        `first`; `record`, something on record; `own`, its own calibration or a value that came
        back; `none`, nothing; `other`, a parameter that does not make the numbers.
    reasons
        What is on record about it, written in time or not.
    """

    before: Told | None
    row: Told
    state: str
    reasons: tuple[Reason, ...]


def accounted(told: Sequence[Told], reasons: Sequence[Reason]) -> list[Change]:
    """List every change of a parameter or serial number with what explains it, oldest first.

    Parameters
    ----------
    told, reasons
        As of `unexplained`.
    """
    bad = {(s.code, s.evidence["parameter"], s.start) for s in unexplained(told, reasons)}
    rows = [t for t in told if t.kind in ("parameter", "identity")]
    return [
        _change(before, row, reasons, (row.code, row.name, row.at) in bad)
        for before, row in changes(rows)
    ]


def _change(before: Told | None, row: Told, reasons: Sequence[Reason], bad: bool) -> Change:  # noqa: FBT001 - private
    if before is None:
        return Change(before, row, "first", ())
    reach = HOUR * settings(beijing(row.at).date())["parameters.visit_h"]
    near = tuple(
        r
        for r in reasons
        if r.touches(row.code)
        and (
            r.sets(row.name, row.number)
            if r.name and row.number is not None
            else not r.name and r.start - reach <= row.at and before.at <= r.end + reach
        )
    )
    if bad:
        return Change(before, row, "none", near)
    if near:
        return Change(before, row, "record", near)
    return Change(before, row, "own" if row.name in NAMES else "other", ())


def levels(said: Said, hours: Sequence[tuple[datetime, float]]) -> Mapping[str, Any]:
    """Complete the evidence with what the readings did around the change.

    Parameters
    ----------
    said
        Of `unexplained`.
    hours
        Start and value of normal hours around it, in any order. [UTC], [unit of the datastream]

    Returns
    -------
    mapping
        The evidence with the median level before and after, three digits each, and their ratio;
        None where there is no hour. An hour in which the change falls is left out. After it the
        first hours count, then the first day: what is said changes twice, not every hour.
    """
    reach = HOUR * int(said.evidence["visit_h"])
    ordered = sorted(hours)
    before = [v for at, v in ordered if said.start - reach <= at and at + HOUR <= said.start]
    after = [v for at, v in ordered if said.start <= at < min(said.start + reach, said.end)]
    whole = len(after) >= int(said.evidence["visit_h"])
    after = after if whole else after[:FIRST] if len(after) >= FIRST else []
    low, high = _median(before), _median(after)
    ratio = None if not low or high is None else round(high / low, 3)
    return {**said.evidence, "level_before": low, "level_after": high, "level_ratio": ratio}


def _median(values: Sequence[float]) -> float | None:
    return float(f"{np.median(values):.3g}") if values else None


def _milli(moment: datetime) -> int:
    return (moment.astimezone(UTC) - EPOCH) // MILLI
