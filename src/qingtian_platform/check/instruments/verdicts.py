"""What the standards say of checks and comparisons that are on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal

import numpy as np

from qingtian import law
from qingtian.law import NotInForceError
from qingtian.quality.checks.instruments import (
    BEYOND,
    GOOD,
    OUT,
    Calibration,
    Outcome,
    air_check,
    of_result,
)
from qingtian.quality.checks.settings import provisions_of
from qingtian.quality.properties import property_of
from qingtian.standards.emissions import instruments as standards
from qingtian.standards.emissions.instruments import Pair
from qingtian.standards.result import Cite, Result
from qingtian_platform.check.expect import moment
from qingtian_platform.check.instruments.ledger import parameter_at
from qingtian_platform.check.instruments.records import RecordInfo
from qingtian_platform.kit.times import beijing
from qingtian_platform.registry import api as registry

State = Literal["pass", "beyond", "fail"]
STATES: Final[dict[int, State]] = {GOOD: "pass", BEYOND: "beyond", OUT: "fail"}

STACK: Final = {"so2": "SO2", "nox": "NOx", "pm": "PM", "o2": "O2"} | {
    name: name for name in ("temperature", "moisture")
}
WATER: Final = {"cod": "COD", "nh3n": "NH3-N", "tp": "TP", "tn": "TN", "ph": "pH"} | {
    name: name for name in ("temperature", "flow")
}
"""What the standards call the properties of the checks."""
VELOCITY: Final = "a01011"


@dataclass(frozen=True)
class Verdict:
    """What a standard says of a record.

    Attributes
    ----------
    state
        `pass`; `beyond` the index and under control; `fail`.
    error, limit, unit
        What was found and what is allowed, in the unit of the measure.
    measure
        As `relative accuracy` or `span`.
    cites
        Where it stands.
    enough
        Of a comparison: whether it has as many pairs as the standard asks.
    outcome
        The same for the checks of `qingtian.quality`.
    """

    state: State
    error: Decimal
    limit: Decimal
    unit: str
    measure: str
    cites: tuple[Cite, ...]
    enough: bool | None
    outcome: Outcome

    @property
    def review(self) -> bool:
        """Whether the text it rests on is to be confirmed; then it accuses nobody."""
        return any(cite.review for cite in self.cites)


def verdict(record: RecordInfo, st: str) -> Verdict | None:
    """Judge a zero or span check, a check with a standard sample, or a comparison test.

    Parameters
    ----------
    record
        Of one of these kinds; any other has no verdict.
    st
        System code of the data logger, as `31`: it says which standard applies.

    Returns
    -------
    Verdict or None
        None where no standard on file says anything: another kind of record, a factor without
        limits, a day before the standard, or a check in per cent of an unknown full scale.
    """
    day = beijing(record.start).date()
    judge = {"zero_span": _drift, "standard_sample": _sample, "comparison": _compared}.get(
        record.kind
    )
    try:
        return judge(record, st, day) if judge else None
    except (NotInForceError, ValueError, ZeroDivisionError):
        return None


def _number(record: RecordInfo, name: str) -> Decimal:
    return Decimal(record.content[name])


def _time(record: RecordInfo) -> np.datetime64:
    return moment(record.start)


def _worst(
    time: np.datetime64,
    results: Sequence[Result],
    enough: bool | None = None,  # noqa: FBT001 - private
) -> Verdict | None:
    """Take the worst of some results of one kind."""
    outcomes = [(of_result(time, each), each) for each in results]
    known = [(outcome, each) for outcome, each in outcomes if outcome is not None]
    if not known:
        return None
    outcome, worst = max(known, key=lambda pair: (pair[0].state, abs(pair[0].error)))
    return Verdict(
        state=STATES[outcome.state],
        error=Decimal(str(outcome.error)),
        limit=Decimal(str(outcome.limit)),
        unit=str(worst.more.get("unit") or _unit(worst)),
        measure=outcome.what,
        cites=worst.cites,
        enough=enough,
        outcome=outcome,
    )


def _unit(result: Result) -> str:
    return str(getattr(result.inputs[0], "unit", "")) if result.inputs else ""


def _drift(record: RecordInfo, st: str, day: date) -> Verdict | None:
    known = property_of(st, record.code)
    if st == "22" and known is not None:
        return _air(record, known.kind, day)
    if st != "31" or (known is None and record.code != VELOCITY):
        return None
    group = (
        "velocity" if record.code == VELOCITY else "pm" if known and known.kind == "pm" else "gas"
    )
    check = f"{group}_{record.content['check']}"
    share = (_number(record, "before") - _number(record, "standard")) / _full_scale(record)
    return _worst(_time(record), [standards.drift(check, round(share * 100, 3), day)])


def _full_scale(record: RecordInfo) -> Decimal:
    """Give the full scale: as written, as the instrument told it by then, or as registered."""
    if "full_scale" in record.content:
        return _number(record, "full_scale")
    told = parameter_at(record.mn, record.code, "range", record.start)
    if told is not None and told.number:
        return Decimal(str(told.number))
    high = next(
        (d.high for d in registry.datastreams() if (d.mn, d.code) == (record.mn, record.code)), None
    )
    if not high:
        raise ValueError("expected a full scale; none is on record")
    return Decimal(str(high))


def _air(record: RecordInfo, kind: str, day: date) -> Verdict | None:
    check = str(record.content["check"])
    error = _number(record, "before") - _number(record, "standard")
    if check == "span":
        error = round(error / _number(record, "standard") * 100, 3)
    outcome = air_check(_time(record), kind, check, float(error), day)
    if outcome is None:
        return None
    provision = provisions_of("quality.checks.zero_span", day)[0]
    unit = next(
        str(row["unit"])
        for row in provision.rows()
        if (row["property"], row["check"]) == (kind, check)
    )
    cites = (Cite.of(provision),)
    limit = Decimal(str(outcome.limit))
    return Verdict(STATES[outcome.state], error, limit, unit, check, cites, None, outcome)


def _sample(record: RecordInfo, st: str, day: date) -> Verdict | None:
    known = property_of(st, record.code)
    if st != "32" or known is None or known.kind not in WATER:
        return None
    numbers = (_number(record, "standard"), _number(record, "before"))
    return _worst(_time(record), [standards.standard_sample(WATER[known.kind], *numbers, day)])


def _compared(record: RecordInfo, st: str, day: date) -> Verdict | None:
    pairs = [(Decimal(a), Decimal(b)) for a, b in record.content["pairs"]]
    return _worst(_time(record), *_results(st, record.code, pairs, day, _given(record)))


def compared(st: str, code: str, pairs: Sequence[Pair], at: datetime) -> Verdict | None:
    """Judge readings beside a reference method or a laboratory.

    Parameters
    ----------
    st, code
        System code of the data logger, and factor.
    pairs
        Reference and instrument. [unit of the factor]
    at
        When they were taken; its day says which law applies.

    Returns
    -------
    Verdict or None
        As of `verdict`.
    """
    try:
        return _worst(moment(at), *_results(st, code, pairs, beijing(at).date(), None))
    except (NotInForceError, ValueError, ZeroDivisionError):
        return None


def _results(
    st: str, code: str, pairs: Sequence[Pair], day: date, unit: str | None
) -> tuple[list[Result], bool | None]:
    """Judge pairs by the standard of the system; and say whether they are enough."""
    known = property_of(st, code)
    kind = "velocity" if code == VELOCITY else known.kind if known else ""
    if st == "31" and (kind in STACK or kind == "velocity"):
        result = standards.accuracy(STACK.get(kind, kind), pairs, day, unit=unit)
        return [result], bool(result.more["enough"])
    if st == "32" and kind in WATER:
        results = [standards.water_comparison(WATER[kind], *pair, day) for pair in pairs]
        least = int(law.at(day)["emissions.online.pairs"].number())
        return results, len(pairs) >= least
    return [], None


def _given(record: RecordInfo) -> str | None:
    unit = record.content.get("unit")
    return str(unit) if unit in ("mg/m³", "µmol/mol") else None


def calibration(record: RecordInfo, unit: str) -> Calibration | None:
    """Give what a check that adjusted the instrument took away, for the rule on drift.

    Parameters
    ----------
    record
        A check; one without a reading after it adjusted nothing.
    unit
        Of the datastream; a check in another one says nothing of its values.
    """
    if record.kind not in ("zero_span", "standard_sample") or "after" not in record.content:
        return None
    if record.content.get("unit", unit) != unit:
        return None
    error = _number(record, "before") - _number(record, "standard")
    return Calibration(_time(record), float(error))
