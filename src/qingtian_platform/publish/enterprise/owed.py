"""What is owed of an outlet, and until when: causes, marks of periods, values by hand, checks."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from qingtian.quality.cycles import between_samples
from qingtian.quantities import natural_day
from qingtian_platform.act.alarms import api as alarms
from qingtian_platform.check.declared import api as declared
from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.kit.times import beijing, midnight, span_text
from qingtian_platform.kit.words import FLAGS
from qingtian_platform.publish.desk import words
from qingtian_platform.publish.sentences import joined
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Stream = tuple[str, str]
FAULTY = ("D", "B", "P")
"""Marks of an instrument that cannot measure, for which values by hand stand in."""


@dataclass(frozen=True)
class Duty:
    """Something that an enterprise owes.

    Attributes
    ----------
    what
        In a few words.
    detail
        What it is about.
    thing
        The outlet.
    due
        Until when; None = the rule names no time.
    href, act
        Where it is done, and the word for doing it.
    """

    what: str
    detail: str
    thing: registry.ThingInfo
    due: datetime | None
    href: str
    act: str

    def overdue(self, now: datetime) -> bool:
        """Say whether its time is over."""
        return self.due is not None and self.due < now


@dataclass(frozen=True)
class Odd:
    """An hour that the instrument did not measure as usual.

    Attributes
    ----------
    start
        UTC.
    sent
        Marks that it sent, letters in order; a dash for a factor of which it sent nothing.
    of
        The first logger and factor that it is about.
    """

    start: datetime
    sent: tuple[str, ...]
    of: tuple[str, str]


def duties(own: Sequence[registry.ThingInfo], now: datetime) -> list[Duty]:
    """List what is owed of some outlets, the most urgent first.

    Parameters
    ----------
    own
        The outlets.
    now
        The present.
    """
    found = [
        duty
        for thing in own
        for duty in (*_causes(thing, now), *_marks(thing, now), *_manual(thing, now))
    ]
    found += _checks(own, now)
    far = now + 3650 * DAY
    return sorted(found, key=lambda each: (each.due or far, words.name(each.thing), each.what))


def _causes(thing: registry.ThingInfo, now: datetime) -> Iterator[Duty]:
    for each in alarms.alarms(thing=thing.id, now=now):
        if each.state == "open" and each.due is not None and each.thing_id == thing.id:
            line = each.line(words.language(), "enterprise")
            yield Duty(
                _("Give the cause"),
                f"{line.what} · {span_text(each.start, each.end)}",
                thing,
                each.due,
                reverse("enterprise:alarm", args=[each.id]),
                _("Answer"),
            )


def odd_hours(thing: int, start: datetime, end: datetime) -> list[Odd]:
    """List the hours in [start, end) in which an instrument sent a mark, or nothing.

    Hours under a declared stop are left out, those before the first value of a logger, and those
    between the samples of an analyser that takes longer than an hour.
    """
    streams = [each for each in registry.datastreams(thing) if "hour" in each.intervals]
    if not streams:
        return []
    table = record.observations(
        mn=sorted({each.mn for each in streams}),
        interval="hour",
        field="Avg",
        start=start,
        end=end,
        columns=["mn", "code", "start", "flag"],
    )
    sent: dict[datetime, dict[tuple[str, str], str]] = {}
    for row in table.to_pylist():
        sent.setdefault(row["start"], {})[row["mn"], row["code"]] = (row["flag"] or "").upper()
    stops = registry.shutdowns(thing, start, end)
    wanted = {(each.mn, each.code) for each in streams}
    known = {key for own in sent.values() for key in own} & wanted
    came = {key: {at for at, own in sent.items() if key in own} for key in known}
    return [
        odd
        for at in _hours(start, end)
        if not any(stop.start <= at < (stop.end or end) for stop in stops)
        and (odd := _odd(at, sent.get(at, {}), known - _between(at, end, known, came)))
    ]


def _between(
    at: datetime, end: datetime, known: set[Stream], came: Mapping[Stream, Container[datetime]]
) -> set[Stream]:
    """Tell which streams owe nothing of an hour: their sample has come in another, or is not due."""
    day = beijing(at).date()
    silent = [key for key in known if at not in came[key]]
    return {key for key in silent if between_samples(at, registry.cycle(*key, day), came[key], end)}


def _odd(at: datetime, own: dict[Stream, str], known: set[Stream]) -> Odd | None:
    """Say what of an hour is odd; None = nothing."""
    found = {key: own.get(key, "-") for key in sorted(known)}
    letters = {key: mark for key, mark in found.items() if mark not in ("", "N", "S")}
    return Odd(at, tuple(sorted(set(letters.values()))), next(iter(letters))) if letters else None


def _hours(start: datetime, end: datetime) -> Iterator[datetime]:
    at = start
    while at + HOUR <= end:
        yield at
        at += HOUR


def unmarked(thing: int, now: datetime) -> list[Odd]:
    """List the odd hours of yesterday and today that nobody has marked."""
    start = midnight(beijing(now).date() - DAY)
    end = now.replace(minute=0, second=0, microsecond=0)
    said = declared.marks(start=start, end=end, thing=thing)
    return [
        odd
        for odd in odd_hours(thing, start.astimezone(now.tzinfo), end)
        if not any(m.start < odd.start + HOUR and odd.start < m.end for m in said)
    ]


def _marks(thing: registry.ThingInfo, now: datetime) -> Iterator[Duty]:
    """Group unmarked hours of one day that follow each other and sent the same."""
    for run in _runs(unmarked(thing.id, now)):
        first, last = run[0].start, run[-1].start + HOUR
        day = beijing(first).date()
        yield Duty(
            _("Mark the period"),
            f"{sent_words(run[0].sent)} · {span_text(first, last)}",
            thing,
            declared.mark_due(last),
            f"{reverse('enterprise:mark', args=[thing.key])}?{_asked(day, run[0].of)}",
            _("Mark"),
        )


def _asked(day: date, of: Stream) -> str:
    return urlencode({"day": day.isoformat(), "of": "|".join(of)})


def _runs(odds: Sequence[Odd]) -> Iterator[list[Odd]]:
    def key(pair: tuple[int, Odd]) -> tuple[object, ...]:
        place, odd = pair
        return odd.start - place * HOUR, odd.sent, odd.of, beijing(odd.start).date()

    for _key, run in groupby(enumerate(odds), key):
        yield [odd for _place, odd in run]


def sent_words(letters: Iterable[str]) -> str:
    """Say marks that an instrument sent; a dash is what it did not send."""
    named = [_("nothing sent") if each == "-" else str(FLAGS.get(each, each)) for each in letters]
    return joined(tuple(named))


def faulty_days(thing: int, start: datetime, end: datetime) -> list[datetime]:
    """List the days in [start, end), by their midnight, on which an instrument could not measure.

    By a fault that was reported, by a mark of a fault, or by what the instrument itself sent.
    """
    spans = [
        (each.start, each.end or end)
        for each in declared.declarations(thing, start, end)
        if each.kind == "fault"
    ]
    spans += [
        (m.start, m.end)
        for m in declared.marks(start=start, end=end, thing=thing)
        if m.kind == "故障"
    ]
    spans += [
        (odd.start, odd.start + HOUR)
        for odd in odd_hours(thing, start, end)
        if set(odd.sent) & set(FAULTY)
    ]
    days = {
        midnight(beijing(max(a, start)).date()) + n * DAY
        for a, b in spans
        for n in range((min(b, end) - midnight(beijing(max(a, start)).date())) // DAY + 1)
    }
    return sorted(day for day in days if day < end)


def by_hand(thing: registry.ThingInfo, start: datetime, end: datetime) -> list[declared.Owed]:
    """Count the values by hand of each faulty day against the rule, the newest day first."""
    systems = {each.st for each in registry.datastreams(thing.id)}
    taken = [
        each.sampled_at for each in declared.manual_values(start=start, end=end, thing=thing.id)
    ]
    found = [
        owed
        for day in faulty_days(thing.id, start, end)
        for st in sorted(systems)
        if (owed := declared.owed(st, beijing(day).date(), taken)) is not None
    ]
    return found[::-1]


def _manual(thing: registry.ThingInfo, now: datetime) -> Iterator[Duty]:
    start = midnight(beijing(now).date() - DAY).astimezone(now.tzinfo)
    for each in by_hand(thing, start, now):
        if not each.complete:
            counts = {"day": each.day.isoformat(), "n": each.count, "wanted": each.wanted}
            yield Duty(
                _("Measure by hand"),
                _("%(day)s: %(n)s of %(wanted)s values") % counts,
                thing,
                natural_day(each.day).end,
                f"{reverse('enterprise:manual')}?thing={thing.key}",
                _("Enter"),
            )


def _checks(own: Sequence[registry.ThingInfo], now: datetime) -> Iterator[Duty]:
    """Name the instruments whose zero and span check is overdue, an outlet at a time."""
    late: dict[int, list[str]] = {}
    named = {(s.mn, s.code): s for each in own for s in registry.datastreams(each.id)}
    for key in instruments.overdue(now):
        if key in named:
            late.setdefault(named[key].thing_id, []).append(words.stream_name(named[key]))
    for thing in own:
        if thing.id in late:
            yield Duty(
                _("Check zero and span"),
                joined(tuple(sorted(late[thing.id]))),
                thing,
                None,
                f"{reverse('enterprise:declare')}?thing={thing.key}&kind=calibration",
                _("Plan it"),
            )
