"""What gives readings their meaning: each row of the registry as facts that enter the evidence log.

A change is kept with the facts that it says anew, in the transaction that makes it (`history`). The
record writes them as entries in their order; whoever compares the tables with the log finds a row
that was changed by another way than this one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import models
from django.utils import timezone

from .models import (
    Change,
    Confirmation,
    Datastream,
    DatastreamTerm,
    Limit,
    Logger,
    LoggerTerm,
    Sensor,
    StationTerm,
    Thing,
)

LONGEST: Final = 200
"""Of a text in an entry of the log. [characters]"""
MICRO: Final = timedelta(microseconds=1)

Key = tuple[str, str, str]
"""Thing, subject, name."""


@dataclass(frozen=True)
class Fact:
    """One thing that gives readings their meaning.

    Attributes
    ----------
    thing
        Key of the place.
    subject
        outlet, device, dialect, unit, range, slope, intercept, cycle, station-kind, limit.
    name
        Which of them: MN, MN and code, or the limit; empty = the place itself.
    new
        What holds; empty = nothing any more.
    since
        First day on which it does; None = from the change on, because it is not dated.
    """

    thing: str
    subject: str
    name: str
    new: str
    since: date | None = None

    @property
    def key(self) -> Key:
        """What it is about."""
        return self.thing, self.subject, self.name


@dataclass(frozen=True)
class Statement:
    """A change of the registry, as far as it changes what readings mean.

    Attributes
    ----------
    number
        Of the change; dense it is not, for other changes lie between.
    at
        When.
    facts
        What it says.
    person
        Number of who made it; None = the command line.
    who, role
        Name and role of who made it; empty = the command line.
    why
        In the words of who made it.
    second
        A second person has confirmed what another one said.
    """

    number: int
    at: datetime
    facts: tuple[Fact, ...]
    person: int | None
    who: str
    role: str
    why: str
    second: bool


def facts(row: models.Model | None) -> list[Fact]:
    """Say what a row gives of meaning; a row of another table gives none."""
    of = None if row is None else _OF.get(type(row))
    return [] if of is None else [_cut(fact) for fact in of(row)]


def said(before: list[Fact], after: list[Fact]) -> list[Fact]:
    """Say what a change of a row says anew; of what is no more, that it is no more."""
    left = {fact.key for fact in after}
    gone = [Fact(*fact.key, "", fact.since) for fact in before if fact.key not in left]
    return gone + [fact for fact in after if fact not in before]


def packed(found: Iterable[Fact]) -> list[list[str | None]]:
    """Write facts as a change keeps them."""
    return [[*f.key, f.new, f.since.isoformat() if f.since else None] for f in found]


def _unpacked(cells: list[str | None]) -> Fact:
    thing, subject, name, new, since = cells
    day = date.fromisoformat(since) if since else None
    return Fact(thing or "", subject or "", name or "", new or "", day)


def statements(after: int, limit: int) -> list[Statement]:
    """List changes that give readings another meaning, in their order.

    Parameters
    ----------
    after
        Number of the last change that is known already; -1 = none.
    limit
        At most so many.
    """
    rows = Change.objects.filter(pk__gt=after).exclude(meaning=[]).order_by("pk")
    return [_statement(row) for row in rows.select_related("recorded_by")[:limit]]


def _statement(row: Change) -> Statement:
    by = row.recorded_by
    return Statement(
        number=row.pk,
        at=row.recorded_at,
        facts=tuple(_unpacked(cells) for cells in row.meaning),
        person=row.recorded_by_id,
        who="" if by is None else str(by),
        role="" if by is None else str(by.role),
        why=row.why,
        second=row.table == "confirmation",
    )


def standing() -> dict[Key, dict[date | None, str]]:
    """Read from the tables what gives readings their meaning: by key, what holds from which day on.

    What is not dated stands under None; of several rows of one day the last holds.
    """
    found: dict[Key, dict[date | None, str]] = {}
    for model in _OF:
        if model not in (Confirmation, Sensor):
            for row in model._base_manager.order_by("pk"):  # noqa: SLF001
                for fact in facts(row):
                    found.setdefault(fact.key, {})[fact.since] = fact.new
    return found


def since(fact: Fact, at: datetime) -> int:
    """Count the microseconds since 1970 from which on a fact holds."""
    epoch = datetime(1970, 1, 1, tzinfo=timezone.get_fixed_timezone(0))
    start = at
    if fact.since is not None:
        start = timezone.make_aware(datetime.combine(fact.since, datetime.min.time()))
    return max(0, (start - epoch) // MICRO)


def _cut(fact: Fact) -> Fact:
    """Keep a text within what an entry holds, and of one line."""
    new = " ".join(fact.new.split())
    if len(new) > LONGEST:
        new = new[: LONGEST - 1] + "…"
    return Fact(fact.thing, fact.subject, fact.name, new, fact.since)


# Table by table; who makes a row may give its columns in any form that Django takes


def _cell(row: models.Model, name: str) -> Any:  # noqa: ANN401 - as the column has it
    field: Any = row._meta.get_field(name)  # noqa: SLF001 - Django's public name for it
    return field.to_python(getattr(row, name))


def _service(row: models.Model) -> str:
    return f"{_cell(row, 'opened') or ''}/{_cell(row, 'closed') or ''}"


def _number(value: float | Decimal | None) -> str:
    """Write a number without needless digits."""
    return "" if value is None else f"{Decimal(str(value)).normalize():f}"


def _thing(row: Thing) -> Iterator[Fact]:
    yield Fact(row.key, "outlet", "", f"{row.kind} {_service(row)}")


def _station_term(row: StationTerm) -> Iterator[Fact]:
    parts = (row.station_kind, row.level, row.plant, row.body, row.target)
    said = " ".join(part for part in parts if part)
    yield Fact(row.thing.key, "station-kind", "", said, _cell(row, "valid_from"))


def _logger(row: Logger) -> Iterator[Fact]:
    yield Fact(row.thing.key, "device", row.mn, f"ST={row.st} {_service(row)}")


def _logger_term(row: LoggerTerm) -> Iterator[Fact]:
    strict = " strict" if row.strict else ""
    said = f"{row.edition} {row.checksum} {row.label}{strict}"
    yield Fact(row.logger.thing.key, "dialect", row.logger.mn, said, _cell(row, "valid_from"))


def _stream_name(row: Datastream) -> str:
    return f"{row.logger.mn} {row.code}"


def _datastream(row: Datastream) -> Iterator[Fact]:
    sensor = row.sensor
    parts = (sensor.name, sensor.maker, sensor.model, sensor.serial) if sensor else ()
    service = _service(row)
    said = " ".join(part for part in (*parts, service if service != "/" else "") if part)
    if said:
        yield Fact(row.logger.thing.key, "device", _stream_name(row), said)


def _sensor(row: Sensor) -> Iterator[Fact]:
    for stream in row.datastreams.select_related("logger__thing").order_by("pk"):
        stream.sensor = row
        yield from _datastream(stream)


def _datastream_term(row: DatastreamTerm) -> Iterator[Fact]:
    """Say unit, range, slope, intercept and cycle; what is taken away is said to be none."""
    stream = row.datastream
    thing, name = stream.logger.thing.key, _stream_name(stream)
    ends = [_number(_cell(row, name)) for name in ("low", "high")]
    bounds = "..".join(ends) if any(ends) else ""
    yield Fact(thing, "unit", name, row.unit, _cell(row, "valid_from"))
    for subject, said in (
        ("range", bounds),
        ("slope", _number(_cell(row, "slope"))),
        ("intercept", _number(_cell(row, "intercept"))),
        ("cycle", _number(_cell(row, "cycle"))),
    ):
        if said or _said_before(row, subject):
            yield Fact(thing, subject, name, said, _cell(row, "valid_from"))


def _said_before(row: DatastreamTerm, subject: str) -> bool:
    columns = ("low", "high") if subject == "range" else (subject,)
    given = models.Q(*((f"{name}__isnull", False) for name in columns), _connector=models.Q.OR)
    earlier = row.datastream.terms.filter(given)
    return (earlier.filter(pk__lt=row.pk) if row.pk else earlier).exists()


def _limit(row: Limit) -> Iterator[Fact]:
    ends = "..".join(_number(_cell(row, name)) for name in ("low", "high"))
    last = _cell(row, "valid_to")
    until = f" until {last}" if last else ""
    said = f"{ends} {row.unit}; {row.document}, {row.clause}{until}"
    name = f"{row.code} {row.field} {row.interval} {row.source}"
    yield Fact(row.thing.key, "limit", name, said, _cell(row, "valid_from"))


def _confirmation(row: Confirmation) -> Iterator[Fact]:
    """Say again what a second person stands by."""
    model = next((m for m in _OF if m._meta.model_name == row.table), None)  # noqa: SLF001
    confirmed = None if model is None else model._base_manager.filter(pk=row.row).first()  # noqa: SLF001
    yield from facts(confirmed)


_OF: Final[dict[type[models.Model], Callable[[Any], Iterator[Fact]]]] = {
    Thing: _thing,
    StationTerm: _station_term,
    Logger: _logger,
    LoggerTerm: _logger_term,
    Datastream: _datastream,
    DatastreamTerm: _datastream_term,
    Sensor: _sensor,
    Limit: _limit,
    Confirmation: _confirmation,
}
