"""What instruments offer: the ledger of their parameters, and what was done to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from qingtian_platform.check.instruments import sources
from qingtian_platform.check.instruments.calendar import Owed, calendar
from qingtian_platform.check.instruments.charts import Chart, Point, charts
from qingtian_platform.check.instruments.due import Due, due, overdue, version
from qingtian_platform.check.instruments.fields import COLUMNS, FIELDS, WHOLE, Field, FieldError
from qingtian_platform.check.instruments.intake import Fault, IntakeError, Taken, take_in
from qingtian_platform.check.instruments.ledger import (
    advance,
    changes,
    parameter_at,
    parameters,
    said,
)
from qingtian_platform.check.instruments.models import Record
from qingtian_platform.check.instruments.records import (
    KEEPERS,
    READERS,
    WATCHERS,
    WRITERS,
    Draft,
    RecordInfo,
    paper,
    record,
    records,
    write,
)
from qingtian_platform.check.instruments.revoking import REVOKERS, RevocationError
from qingtian_platform.check.instruments.standards import (
    Spoilt,
    Standard,
    Standards,
    affected,
    broken,
    chain,
    standards,
    uncertainty,
    untraced,
)
from qingtian_platform.check.instruments.store import Reader, Told
from qingtian_platform.check.instruments.unexplained import Change, Reason, accounted
from qingtian_platform.check.instruments.verdicts import Verdict, compared, verdict
from qingtian_platform.kit.places import Places

__all__ = [
    "COLUMNS",
    "FIELDS",
    "KEEPERS",
    "KINDS",
    "READERS",
    "REVOKERS",
    "WATCHERS",
    "WHOLE",
    "WRITERS",
    "Change",
    "Chart",
    "Draft",
    "Due",
    "Fault",
    "Field",
    "FieldError",
    "IntakeError",
    "Owed",
    "Point",
    "Reason",
    "RecordInfo",
    "RevocationError",
    "Spoilt",
    "Standard",
    "Standards",
    "Taken",
    "Told",
    "Verdict",
    "advance",
    "affected",
    "broken",
    "calendar",
    "calibrations",
    "certificates",
    "certified_through",
    "chain",
    "changers",
    "changes",
    "charts",
    "compared",
    "comparisons",
    "due",
    "lists",
    "maintenance",
    "overdue",
    "paper",
    "parameter_at",
    "parameters",
    "record",
    "records",
    "said",
    "standards",
    "state",
    "take_in",
    "timeline",
    "uncertainty",
    "untraced",
    "verdict",
    "version",
    "write",
]

KINDS = dict(Record.Kind.choices)
"""Kinds of records, and the word for each."""


def maintenance(
    mn: str, start: datetime | None = None, end: datetime | None = None
) -> list[RecordInfo]:
    """List maintenance and replacements of a data logger's instruments that touch [start, end)."""
    return records(mn=mn, kinds=("maintenance", "replacement"), start=start, end=end)


def calibrations(
    mn: str, code: str | None = None, start: datetime | None = None, end: datetime | None = None
) -> list[RecordInfo]:
    """List zero and span checks and checks with standard samples in [start, end)."""
    return records(mn=mn, code=code, kinds=("zero_span", "standard_sample"), start=start, end=end)


def comparisons(
    mn: str, code: str | None = None, start: datetime | None = None, end: datetime | None = None
) -> list[RecordInfo]:
    """List comparison tests in [start, end)."""
    return records(mn=mn, code=code, kinds=("comparison",), start=start, end=end)


def lists(mn: str, code: str) -> Mapping[str, Any]:
    """Give what was done to an instrument as `Datastream.lists` of the checks takes it."""
    known = sources.instruments().get((mn, code))
    return {} if known is None else known.lists


def timeline(mn: str, thing: int | None, places: Places | None = None) -> list[Change]:
    """List the changes of parameters of a data logger with what explains each, oldest first.

    Parameters
    ----------
    mn, thing
        The data logger, and the number of its thing.
    places
        Where the data lives; None = of this process.
    """
    with Reader(places or Places.current()) as reader:
        told = reader.told(mn=mn, kinds=("parameter", "identity", "state", "log"))
    return accounted(told, sources.reasons(mn, thing)) if told else []


def state(mn: str, places: Places | None = None) -> list[tuple[Told, Told]]:
    """List the parameters of a data logger as they stand: since when, and when last told."""
    rows = parameters(mn, None, places or Places.current())
    since: dict[tuple[str, str], Told] = {}
    last: dict[tuple[str, str], Told] = {}
    for _before, row in changes(rows):
        since[row.code, row.name] = row
    for row in rows:
        last[row.code, row.name] = row
    return [(since[key], last[key]) for key in sorted(since)]


def changers(places: Places | None = None) -> list[str]:
    """List the data loggers of which a parameter was ever told with two values."""
    with Reader(places or Places.current()) as reader:
        return reader.changed()


def certificates(mn: str | None = None) -> list[RecordInfo]:
    """List the certificates of a data logger's instruments and standards, None = of all."""
    return records(mn=mn, kinds=("certificate",))


def certified_through(certificate: RecordInfo, known: Sequence[RecordInfo]) -> list[RecordInfo]:
    """Follow a certificate to what it is traceable to, as far as certificates are on record.

    Parameters
    ----------
    certificate
        Where the chain begins.
    known
        Certificates to look among; of one number the one that is valid longest counts.

    Returns
    -------
    list of RecordInfo
        The certificate first; a ring ends where it closes.
    """
    longest = {
        str(each.content["number"]): each
        for each in sorted(known, key=lambda each: str(each.content["valid_until"]))
    }
    found = [certificate]
    while (above := longest.get(str(found[-1].content.get("traces_to", "")))) is not None:
        if any(above.content["number"] == each.content["number"] for each in found):
            break
        found.append(above)
    return found
