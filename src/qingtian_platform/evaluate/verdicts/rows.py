"""A verdict as it is stored and handed to pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default
from datetime import datetime
from decimal import Decimal
from typing import Any

SECTION = "class"
"""Stands as the code of a section's verdict: it is of all items together."""

WITHIN, OVER = "within", "over"
MARKED, SHUTDOWN, TOO_FEW, MISSING = "marked", "shutdown", "too-few", "missing"
NO_LIMIT, CLASSED, MAINTENANCE = "no-limit", "classed", "maintenance"
WARNED, NOT_CONVERTED, NO_DISCHARGE, SHOWN = "warned", "not-converted", "no-discharge", "shown"
WORDS = (
    *(WITHIN, OVER, MARKED, SHUTDOWN, TOO_FEW, MISSING, NO_LIMIT, CLASSED, MAINTENANCE),
    *(WARNED, NOT_CONVERTED, NO_DISCHARGE, SHOWN),
)
"""Every outcome; only the first two judge, and only `over` speaks against anybody."""


@dataclass(frozen=True)
class Bounds:
    """The limit that a value was compared with.

    Attributes
    ----------
    low, high
        In the unit of the value; None where there is none.
    source
        `standard` or `permit`: which of them is the stricter and was applied.
    document, clause, path
        Where it stands; the path names the provision of the law, empty for a permit.
    review
        Whether it rests on a source that must still be checked.
    """

    low: Decimal | None
    high: Decimal | None
    source: str
    document: str
    clause: str
    path: str = ""
    review: bool = False


@dataclass(frozen=True)
class Verdict:
    """What one factor of a source, or a section, has for one hour or day.

    Attributes
    ----------
    thing_id, period, start, end
        Whose, `hour` or `day`, the interval in UTC.
    code, field
        Observed property and the field of the frame; of a section the code is `class`.
    word
        One of `WORDS`.
    value, unit
        What was compared: of a stack the hourly mean after conversion, of waste water the day's
        mean weighted by flow; of a section None. [unit]
    bounds
        The limit applied; None where there is none.
    others
        Further limits that were considered and are less strict.
    multiple
        By how much the value is over, as a share of the limit; None where it is not. [1]
    count, required
        Values that took part and that the rule asks for; None where it is one value. [1]
    review
        Whether the verdict rests on a source that must still be checked: it accuses nobody.
    edition
        The standard that was applied.
    more
        What else there is: marks, minutes over the limit, items of a section with their classes.
    received_at
        When the last of its inputs was received, UTC; None where unknown.
    version, computed_at
        Number of this version, from 1, and when it was computed.
    """

    thing_id: int
    period: str
    start: datetime
    end: datetime
    code: str
    word: str
    field: str = "Avg"
    value: Decimal | None = None
    unit: str = ""
    bounds: Bounds | None = None
    others: tuple[Bounds, ...] = ()
    multiple: Decimal | None = None
    count: int | None = None
    required: int | None = None
    review: bool = False
    edition: str = ""
    more: Mapping[str, Any] = default(default_factory=dict)
    received_at: datetime | None = None
    version: int = 0
    computed_at: datetime | None = None

    @property
    def judged(self) -> bool:
        """Whether the value was compared with a limit."""
        return self.word in (WITHIN, OVER)

    @property
    def accuses(self) -> bool:
        """Whether it says of somebody that a limit was exceeded, on sources that are sure."""
        return self.word == OVER and not self.review


def write(verdict: Verdict) -> str:
    """Write the content as compact JSON; numbers keep their digits as text."""
    content = {
        "field": verdict.field,
        "word": verdict.word,
        "value": _text(verdict.value),
        "unit": verdict.unit,
        "bounds": _bounds(verdict.bounds),
        "others": [_bounds(each) for each in verdict.others],
        "multiple": _text(verdict.multiple),
        "count": verdict.count,
        "required": verdict.required,
        "review": verdict.review,
        "edition": verdict.edition,
        "more": dict(verdict.more),
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def read(text: str, **key: Any) -> Verdict:  # noqa: ANN401 - the columns beside the content
    """Read what `write` wrote, with the columns that stand beside it."""
    content = json.loads(text)
    content["value"] = _number(content["value"])
    content["multiple"] = _number(content["multiple"])
    content["bounds"] = _bounds_of(content["bounds"])
    content["others"] = tuple(filter(None, map(_bounds_of, content["others"])))
    return Verdict(**key, **content)


def _text(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _bounds(bounds: Bounds | None) -> list[Any] | None:
    if bounds is None:
        return None
    rest = (bounds.source, bounds.document, bounds.clause, bounds.path, bounds.review)
    return [_text(bounds.low), _text(bounds.high), *rest]


def _bounds_of(cells: list[Any] | None) -> Bounds | None:
    return None if cells is None else Bounds(_number(cells[0]), _number(cells[1]), *cells[2:])
