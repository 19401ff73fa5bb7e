"""Rows of the centre's view: every measured property of every data logger, and how it is traced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from qingtian.quality import property_of
from qingtian.quality.traceability import Break
from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.publish.desk import words as desk_words
from qingtian_platform.publish.desk.frame import Seen
from qingtian_platform.publish.desk.traceability import words
from qingtian_platform.registry import api as registry

SOON = timedelta(days=30)
"""How long before the end of a chain it is listed."""
Where = tuple[str, str]


@dataclass(frozen=True)
class Row:
    """One measured property of one data logger.

    Attributes
    ----------
    thing, mn, code, medium
        Of what.
    state
        One of `words.STATES`.
    key
        Of its instrument in the chains; empty = none is on record.
    breaks
        What is broken today.
    ends
        The day from which the chain no longer holds; None = it does not hold, or is not known.
    compared, passed
        The last comparison of manual with automatic, and its verdict as a word of the instruments.
    rejected
        Whether the last result of a control chart is rejected.
    """

    thing: registry.ThingInfo
    mn: str
    code: str
    medium: str
    state: str
    key: str = ""
    breaks: tuple[Break, ...] = ()
    ends: date | None = None
    compared: instruments.RecordInfo | None = None
    passed: str = ""
    rejected: bool = False

    @property
    def name(self) -> str:
        """Name of the unit."""
        return desk_words.name(self.thing)

    @property
    def factor(self) -> str:
        """Name of the factor."""
        return desk_words.factor_name(self.code)

    @property
    def reasons(self) -> list[str]:
        """What is broken, in words."""
        return [words.reason(each) for each in self.breaks]


def rows(seen: Seen, today: date) -> list[Row]:
    """Gather the rows that a reader may see; what matters most first, then by name.

    Parameters
    ----------
    seen
        Which things the reader may see.
    today
        Day for which chains are asked.
    """
    things, loggers = registry.things(), registry.all_loggers(None)
    known = instruments.standards()
    placed = _placed(known, today)
    compared, rejected = _compared(), _rejected()
    found = []
    for each in registry.datastreams():
        thing, logger = things.get(each.thing_id), loggers.get(each.mn)
        medium = words.SYSTEMS.get(each.st, "")
        checked = property_of(each.st, each.code) is not None
        if thing is None or logger is None or not medium or not checked or not seen(thing):
            continue
        where = (each.mn, each.code)
        one = placed.get(where)
        judged = compared.get(where)
        state, key, breaks, ends = _state(known, one, today) if one else _NONE
        found.append(
            Row(
                *(thing, each.mn, each.code, medium, state, key, breaks, ends, judged),
                passed=_verdict(judged, each.st),
                rejected=where in rejected,
            )
        )
    order = {key: n for n, key in enumerate(words.STATES)}
    return sorted(found, key=lambda row: (order[row.state], row.name, row.mn, row.code))


_NONE: tuple[str, str, tuple[Break, ...], date | None] = ("none", "", (), None)


def _placed(known: instruments.Standards, today: date) -> Mapping[Where, str]:
    """Find the instrument in service of each datastream; of several the last by key."""
    return {
        (one.record.mn, one.record.code): key
        for key in known.register.instruments
        for one in (known.nodes[key],)
        if one.node.serves(today)
    }


def _state(
    known: instruments.Standards, key: str, today: date
) -> tuple[str, str, tuple[Break, ...], date | None]:
    spans = known.register.spans(key)
    now = next((s for s in reversed(spans) if s.since <= today), None)
    if now is None:
        return "none", key, (), None
    if now.breaks:
        return "broken", key, now.breaks, None
    soon = now.until is not None and now.until <= today + SOON
    return ("soon" if soon else "traced"), key, (), now.until


def _compared() -> Mapping[Where, instruments.RecordInfo]:
    return {(each.mn, each.code): each for each in instruments.records(kinds=("comparison",))}


def _verdict(record: instruments.RecordInfo | None, st: str) -> str:
    found = instruments.verdict(record, st) if record else None
    return found.state if found else ""


def _rejected() -> set[Where]:
    """List the datastreams whose control chart rejects its last result."""
    controlled = {each.mn for each in instruments.records(kinds=("control",))}
    return {
        (chart.mn, chart.code)
        for mn in controlled
        for chart in instruments.charts(mn)
        if chart.rejected
    }


def counts(found: Sequence[Row]) -> list[tuple[str, str, dict[str, int]]]:
    """Count the rows by medium and state; media without any are left out."""
    return [
        (key, str(word), {state: sum(r.state == state for r in mine) for state in words.STATES})
        for key, word in words.MEDIA.items()
        for mine in ([row for row in found if row.medium == key],)
        if mine or key in ("air", "water", "soil")
    ]
