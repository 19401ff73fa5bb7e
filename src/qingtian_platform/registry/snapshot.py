"""The registry as plain facts, read once and kept until something changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import wraps
from typing import Any, Protocol, TypeVar

from django.db.models import Q
from django.utils import timezone

from .infos import (
    DatastreamInfo,
    LimitInfo,
    LoggerInfo,
    RangeInfo,
    ShutdownInfo,
    Standing,
    ThingInfo,
)
from .keys import sm4_bytes
from .models import Change, Datastream, Limit, Logger, LoggerTerm, Shutdown, Thing

STANDING = ("station_kind", "level", "plant", "body", "target")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Dated(Protocol):
    """A row that holds from a day on."""

    @property
    def valid_from(self) -> Any:  # noqa: ANN401 - a date, or a column of one
        """The first day."""


D = TypeVar("D", bound=Dated)


def version() -> int:
    """Give a number that differs after every change of the registry."""
    last = Change.objects.order_by("-pk").values_list("token", flat=True).first()
    return last or 0


def holding(rows: Sequence[D], day: date) -> D | None:
    """Choose the row that holds on a day, from rows in order; before the first, the first holds."""
    earlier = [row for row in rows if row.valid_from <= day]
    return earlier[-1] if earlier else next(iter(rows), None)


class Kept(Protocol[T_co]):
    """Gives facts as of a day (today)."""

    def __call__(self, day: date | None = None) -> T_co:
        """Read them, or give what was read last."""


def _kept(build: Callable[[date], T]) -> Kept[T]:
    """Keep what was built until the registry or the day changes."""
    store: dict[str, tuple[tuple[int, date], T]] = {}

    @wraps(build)
    def serve(day: date | None = None) -> T:
        moment = (version(), day or timezone.localdate())
        if "last" not in store or store["last"][0] != moment:
            store["last"] = (moment, build(moment[1]))
        return store["last"][1]

    return serve


@_kept
def all_loggers(day: date) -> dict[str, LoggerInfo]:
    """Read every data logger as of a day, closed ones too, by MN."""
    rows = Logger.objects.prefetch_related("terms")
    return {row.mn: info_of(row, holding(list(row.terms.all()), day)) for row in rows}


def loggers() -> dict[str, LoggerInfo]:
    """Give the data loggers in service today, by MN."""
    today = timezone.localdate()
    return {mn: info for mn, info in all_loggers(None).items() if in_service(info, today)}


def in_service(info: LoggerInfo | DatastreamInfo | ThingInfo, day: date) -> bool:
    """Say whether something is open on a day."""
    return (info.opened is None or info.opened <= day) and (
        info.closed is None or day <= info.closed
    )


def logger(mn: str) -> LoggerInfo | None:
    """Give one data logger, in service or not."""
    return all_loggers(None).get(mn)


def info_of(row: Logger, term: LoggerTerm | None) -> LoggerInfo:
    """Give a data logger as it speaks by a term; None = as the standard has it."""
    term = term or LoggerTerm()
    return LoggerInfo(
        mn=row.mn,
        st=row.st,
        thing_id=row.thing_id,
        password=row.password.reveal(),
        sm4_key=sm4_bytes(row.sm4_key),
        sm4_since=row.sm4_since,
        edition=term.edition,
        checksum=term.checksum,
        strict=term.strict,
        label=term.label,
        networks=tuple(row.networks),
        rate=row.rate,
        history_supported=row.history_supported,
        transmission=row.transmission,
        origin=row.origin,
        intervals=tuple(row.intervals),
        realtime_seconds=row.realtime_seconds,
        minute_step=row.minute_step,
        opened=row.opened,
        closed=row.closed,
    )


@_kept
def things(day: date) -> dict[int, ThingInfo]:
    """Read every thing as of a day, by number."""
    rows = Thing.objects.select_related(
        "district", "township", "owner", "maintainer"
    ).prefetch_related("station_terms")
    return {row.pk: _thing(row, day) for row in rows}


def thing(key: str, day: date | None = None) -> ThingInfo | None:
    """Give the thing whose address has this key."""
    return next((info for info in things(day).values() if info.key == key), None)


def _thing(row: Thing, day: date) -> ThingInfo:
    terms = list(row.station_terms.all())
    term = holding(terms, day)
    organisations = (row.owner_id, row.maintainer_id)
    return ThingInfo(
        id=row.pk,
        key=row.key,
        name=row.name,
        name_en=row.name_en or row.name,
        kind=row.kind,
        station_kind=(term.station_kind or None) if term else None,
        level=(term.level or None) if term else None,
        district=row.district.code[:6] if row.district else None,
        district_name=row.district.name if row.district else "",
        district_name_en=row.district.name_en if row.district else "",
        township=row.township.code if row.township else None,
        township_name=row.township.name if row.township else "",
        lon=row.lon,
        lat=row.lat,
        owner=row.owner.name if row.owner else "",
        owner_en=row.owner.name_en or row.owner.name if row.owner else "",
        maintainer=row.maintainer.name if row.maintainer else "",
        maintainer_en=row.maintainer.name_en or row.maintainer.name if row.maintainer else "",
        answerable=row.answerable,
        answerable_en=row.answerable_en or row.answerable,
        permit=row.permit,
        origin=row.origin,
        source=row.source,
        opened=row.opened,
        closed=row.closed,
        organisations=tuple(number for number in organisations if number is not None),
        standings=tuple(
            Standing(t.valid_from, *(getattr(t, name) or None for name in STANDING)) for t in terms
        ),
    )


@_kept
def all_datastreams(day: date) -> list[DatastreamInfo]:
    """Read every datastream with unit and range as of a day."""
    rows = Datastream.objects.select_related("logger").prefetch_related("terms")
    return [_datastream(row, day) for row in rows]


@_kept
def _by_thing(day: date) -> dict[int, list[DatastreamInfo]]:
    groups: dict[int, list[DatastreamInfo]] = defaultdict(list)
    for each in all_datastreams(day):
        groups[each.thing_id].append(each)
    return dict(groups)


def datastreams(thing_id: int | None = None, day: date | None = None) -> list[DatastreamInfo]:
    """Give the datastreams of a thing, or all, with unit and range as of a day (today)."""
    return all_datastreams(day) if thing_id is None else list(_by_thing(day).get(thing_id, ()))


def streams(mn: str) -> list[DatastreamInfo]:
    """Give the datastreams of one data logger, read for this call: for who registers many."""
    rows = Datastream.objects.filter(logger__mn=mn).select_related("logger")
    return [_datastream(row, timezone.localdate()) for row in rows.prefetch_related("terms")]


def _datastream(row: Datastream, day: date) -> DatastreamInfo:
    term = holding(list(row.terms.all()), day)
    return DatastreamInfo(
        thing_id=row.logger.thing_id,
        mn=row.logger.mn,
        st=row.logger.st,
        code=row.code,
        name=row.name or row.code,
        name_en=row.name_en or row.name or row.code,
        unit=term.unit if term else "",
        low=term.low if term else None,
        high=term.high if term else None,
        intervals=tuple(row.intervals),
        fields=tuple(row.fields),
        opened=row.opened,
        closed=row.closed,
        cycle=(term.cycle if term else None) or 1,
    )


@_kept
def ranges(_day: date) -> dict[tuple[str, str], tuple[RangeInfo, ...]]:
    """Read every unit, range and cycle ever entered, by data logger and code, in order of days."""
    rows = Datastream.objects.select_related("logger").prefetch_related("terms")
    return {
        (row.logger.mn, row.code): tuple(
            RangeInfo(t.valid_from, t.unit, t.low, t.high, t.cycle or 1) for t in row.terms.all()
        )
        for row in rows
    }


def cycle(mn: str, code: str, day: date) -> int:
    """Say in how many hours a datastream owes one hourly value on a day; 1 where nothing is said. [h]."""
    row = holding(ranges().get((mn, code), ()), day)
    return row.cycle if row else 1


def cycles(rows: Iterable[RangeInfo]) -> list[tuple[date, int]]:
    """List the cycles of a datastream, each from its day on; the first holds from the beginning.

    Parameters
    ----------
    rows
        What `ranges` holds of it.

    Returns
    -------
    list
        First day, and length in hours; days on which it stays as it was are left out.
    """
    found: dict[date, int] = {row.valid_from: row.cycle for row in rows}
    turns = list(found.items())
    return [each for n, each in enumerate(turns) if n == 0 or each[1] != turns[n - 1][1]]


def limits(thing_id: int, day: date) -> list[LimitInfo]:
    """Give the limits of an outlet that hold on a day.

    Parameters
    ----------
    thing_id
        Number of the outlet.
    day
        Day of the data, Beijing time.

    Returns
    -------
    list of LimitInfo
        One a code, field, interval and source; a permit does not hide a standard.
    """
    rows = Limit.objects.filter(thing_id=thing_id, valid_from__lte=day)
    groups = _grouped(rows, lambda r: (r.code, r.field, r.interval, r.source))
    found = (_limit(group[-1], day) for group in groups)
    return [limit for limit in found if limit is not None]


@_kept
def limit_history(_day: date) -> dict[int, tuple[LimitInfo, ...]]:
    """Read every limit ever entered, by thing, in the order in which a later one replaces."""
    groups = _grouped(Limit.objects.all(), lambda row: row.thing_id)
    return {rows[0].thing_id: tuple(_info(row) for row in rows) for rows in groups}


def _limit(row: Limit, day: date) -> LimitInfo | None:
    ended = row.valid_to is not None and row.valid_to < day
    if ended or (row.low is None and row.high is None):
        return None
    return _info(row)


def _info(row: Limit) -> LimitInfo:
    return LimitInfo(**{name: getattr(row, name) for name in LimitInfo.__dataclass_fields__})


def _grouped(rows: Iterable[T], key: Callable[[T], object]) -> list[list[T]]:
    groups: dict[object, list[T]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return list(groups.values())


def shutdowns(thing_id: int, start: datetime, end: datetime) -> list[ShutdownInfo]:
    """Give the declared stops of a thing that touch [start, end), as known now."""
    rows = Shutdown.objects.filter(
        Q(end=None) | Q(end__gt=start),
        thing_id=thing_id,
        start__lt=end,
        replaced_by=None,
        withdrawn=False,
    )
    names = ShutdownInfo.__dataclass_fields__
    return [ShutdownInfo(**{name: getattr(row, name) for name in names}) for row in rows]
