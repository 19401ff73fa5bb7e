"""Limits that events start: each event is taken down, and so is that it was dealt with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from django.utils.translation import gettext as _

from qingtian_platform.assess.duties.common import (
    day_that_came,
    end_of,
    is_unit,
    keep_papers,
    the_policy,
    words_of,
)
from qingtian_platform.assess.duties.doing import fulfilled
from qingtian_platform.assess.duties.errors import DutyRefusedError
from qingtian_platform.assess.duties.infos import LimitInfo
from qingtian_platform.assess.duties.models import Fulfilled, Started
from qingtian_platform.kit.attachments import Upload
from qingtian_platform.kit.signed import Person, signed
from qingtian_platform.kit.times import beijing


def key_of(number: int) -> str:
    """Name the duty to deal with an event."""
    return f"limit:{number}"


def start(
    clock: str,
    unit: str,
    event: datetime,
    words: str,
    person: Person,
    *,
    files: Sequence[Upload] = (),
    now: datetime | None = None,
) -> int:
    """Take down an event from which a limit runs.

    Parameters
    ----------
    clock, unit
        Which limit; who must act.
    event
        When it happened, with its time zone.
    words
        What happened.
    person, files, now
        Who says so, papers that show it, the present.

    Returns
    -------
    int
        Its number.

    Raises
    ------
    DutyRefusedError
        If no event starts that clock, the unit is not known, or the event lies ahead.
    """
    known, present = the_policy(), now or datetime.now(UTC)
    found = known.clocks.get(clock)
    if found is None or found.limit is None:
        raise DutyRefusedError(
            _("Expected a limit that an event starts; got %(x)s.") % {"x": clock}
        )
    if not is_unit(known, unit):
        raise DutyRefusedError(_("Expected a unit of the pack; got %(x)s.") % {"x": unit})
    if event > present:
        raise DutyRefusedError(_("Expected an event that has happened; got %(x)s.") % {"x": event})
    said, hashes = words_of(words), keep_papers(files, present)
    row = Started(
        clock=clock, unit=unit, event=event, words=said, files=hashes, **signed(person, present)
    )
    row.save(force_insert=True)
    return row.pk


def finish(
    number: int,
    day: date,
    words: str,
    person: Person,
    *,
    files: Sequence[Upload] = (),
    now: datetime | None = None,
) -> None:
    """Take down that what a limit asks for was done.

    Raises
    ------
    DutyRefusedError
        If there is no such limit, the day lies ahead, or nothing is said.
    """
    present = now or datetime.now(UTC)
    row = Started.objects.filter(pk=number).first()
    if row is None:
        raise DutyRefusedError(_("Expected a limit that was started; got %(x)s.") % {"x": number})
    if day < beijing(row.event).date():
        raise DutyRefusedError(
            _("Expected a day from that of the event on; got %(x)s.") % {"x": day}
        )
    said, done_on = words_of(words), day_that_came(day, present)
    hashes = keep_papers(files, present)
    Fulfilled(
        key=key_of(number), day=done_on, words=said, files=hashes, **signed(person, present)
    ).save(force_insert=True)


def limits(day: date, now: datetime | None = None) -> list[LimitInfo]:
    """List the limits that were started until the end of a day, the one that ends first at the head.

    Parameters
    ----------
    day
        The day as of which it is told. [Beijing]
    now
        The moment by which a limit has ended; the end of the day, at most the present, where left out.
    """
    known, done = the_policy(), fulfilled(day)
    until = end_of(day)
    moment = min(now or datetime.now(UTC), until)
    found = []
    for row in Started.objects.filter(at__lt=until):
        clock = known.clocks.get(row.clock)
        if clock is None or clock.limit is None:
            continue
        due, said = clock.due(beijing(row.event)), done.get(key_of(row.pk))
        over = said is None and due < moment
        found.append(
            LimitInfo(
                row.pk, row.clock, row.unit, row.event, due, row.words, row.name, row.at,
                tuple(row.files), said, over,
            )
        )  # fmt: skip
    return sorted(found, key=lambda each: (each.done is not None, each.due))
