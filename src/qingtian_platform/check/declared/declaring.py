"""Declare a stop, a maintenance or a fault; amend, end or take back what was declared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, cast

from django.db import transaction
from django.utils.translation import gettext as _

from qingtian_platform.check.declared import evidence, speaking, timing
from qingtian_platform.check.declared.errors import DeclarationRefusedError
from qingtian_platform.check.declared.infos import DeclarationInfo, Span
from qingtian_platform.check.declared.models import Declaration
from qingtian_platform.check.declared.speaking import Stand
from qingtian_platform.kit.attachments import Upload
from qingtian_platform.registry import api as registry

if TYPE_CHECKING:
    from qingtian_platform.people.models import Person

STOPS: Final = ("production", "discharge", "station")
"""Kinds that the registry keeps as declared stops."""
BEFOREHAND: Final = tuple(kind for kind in Declaration.Kind.values if kind != "fault")
"""Kinds that are planned: what of them is told afterwards is late; a fault cannot be planned."""


@transaction.atomic
def declare(
    thing: int,
    kind: str,
    start: datetime,
    end: datetime | None,
    reason: str,
    *,
    person: Person,
    on_behalf: int | None = None,
    mn: str = "",
    code: str = "",
    files: Sequence[Upload] = (),
    now: datetime | None = None,
) -> DeclarationInfo:
    """Declare something of an outlet.

    Parameters
    ----------
    thing
        Number of the outlet or site.
    kind
        One of `Declaration.Kind`.
    start, end
        With a zone; the end is what is expected, None = not known.
    reason
        Why.
    person, on_behalf
        Who declares, and for which enterprise; None = the only one it can be.
    mn, code
        Which data logger or factor; empty = all.
    files
        Evidence.
    now
        The present; None = the clock.

    Returns
    -------
    DeclarationInfo
        What lay in the past when it was declared is named in `late` and excuses no missing data.

    Raises
    ------
    DeclarationRefusedError
        It cannot stand so; the message says what to mend.
    """
    now = now or datetime.now(UTC)
    who = speaking.stand(thing, person, on_behalf)
    speaking.stream_of(thing, mn, code)
    if kind not in Declaration.Kind.values:
        raise DeclarationRefusedError(_("Choose what is declared."))
    if kind in STOPS and (mn or code):
        raise DeclarationRefusedError(_("A stop is that of the whole outlet."))
    kept = [each.hash for each in evidence.keep(files, person, now=now)]
    row = Declaration(
        **who.fields(reason, now), kind=kind, mn=mn, code=code, start=start, end=end, files=kept
    )
    return _add(row, [], who)


@transaction.atomic
def amend(
    number: int,
    reason: str,
    *,
    person: Person,
    on_behalf: int | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    ended: bool = False,
    withdrawn: bool = False,
    files: Sequence[Upload] = (),
    now: datetime | None = None,
) -> DeclarationInfo:
    """Add a row that replaces a declaration: other times, its end, or that it is taken back.

    Parameters
    ----------
    number
        Of the declaration.
    reason
        Why it changes.
    person, on_behalf
        As of `declare`.
    start, end
        New times; None = as they were.
    ended
        Whether it is over: the end is what was, the present where none is given.
    withdrawn
        Whether it is taken back.
    files
        Further evidence.
    now
        The present; None = the clock.

    Raises
    ------
    DeclarationRefusedError
        There is none, it was taken back, or it cannot stand so.
    """
    now = now or datetime.now(UTC)
    rows = chain(number)
    if not rows:
        raise DeclarationRefusedError(_("There is no such declaration."))
    who = speaking.stand(rows[-1].thing_id, person, on_behalf)
    old = speaking.standing(rows, rows[-1].pk, who)
    same = start is None and end is None
    end = end or (now if ended else old.end)
    if ended and end is not None and end > now:
        raise DeclarationRefusedError(_("What is over ended in the past."))
    row = Declaration(
        **who.fields(reason, now),
        kind=old.kind,
        mn=old.mn,
        code=old.code,
        start=start or old.start,
        end=end,
        files=[*old.files, *(each.hash for each in evidence.keep(files, person, now=now))],
        ended=ended or (old.ended and same),
        withdrawn=withdrawn,
        replaces=old,
    )
    return _add(row, rows, who)


def _add(row: Declaration, before: list[Declaration], who: Stand) -> DeclarationInfo:
    if row.end is not None and row.end <= row.start:
        raise DeclarationRefusedError(_("The end lies before the start."))
    if row.kind == "fault" and row.start > row.recorded_at:
        raise DeclarationRefusedError(_("A fault is reported when it is there, not beforehand."))
    if row.kind in STOPS:
        row.stops = _stopped(row, before, who)
    row.save()
    return _info([*before, row])


def _stopped(row: Declaration, before: list[Declaration], who: Stand) -> list[int]:
    """Let the registry hold what was declared in time, and no longer what does not hold."""
    old = {number: span for each in before[-1:] for number, span in _held(each)}
    wanted = [] if row.withdrawn else _in_time([*before, row])
    kept = [number for number, span in old.items() if span in wanted]
    with registry.acting(who.person.pk, row.reason[:200]):
        for number in old:
            if number not in kept:
                registry.withdraw_shutdown(number)
        return kept + [
            registry.declare_shutdown(
                row.thing_id,
                row.kind,
                start=span[0],
                end=None if span[1] == timing.FOREVER else span[1],
                declared_by=str(row.body)[:80],
                document=_("declaration"),
                why=row.reason[:200],
            )
            for span in wanted
            if span not in old.values()
        ]


def _held(row: Declaration) -> list[tuple[int, Span]]:
    found = registry.stops_of(row.thing_id)
    return [
        (number, (found[number].start, found[number].end or timing.FOREVER))
        for number in row.stops
        if number in found
    ]


def _in_time(rows: Sequence[Declaration]) -> list[Span]:
    """Give the stretches of the last row that were declared before they came."""
    whole = (rows[-1].start, rows[-1].end or timing.FOREVER)
    return timing.minus([whole], _late(rows))


def _late(rows: Sequence[Declaration]) -> list[Span]:
    if rows[-1].kind not in BEFOREHAND:
        return []
    told = [
        (each.start, each.end or timing.FOREVER, each.recorded_at)
        for each in rows
        if not each.withdrawn
    ]
    return timing.late(told) if told else []


def chain(number: int) -> list[Declaration]:
    """Read a declaration from its first row to the one that holds now; empty where there is none."""
    named = Declaration.objects.select_related("author", "body", "on_behalf")
    row = named.filter(pk=number, replaces=None).first()
    rows = []
    while row is not None:
        rows.append(row)
        row = named.filter(replaces=row).first()
    return rows


def _info(rows: Sequence[Declaration]) -> DeclarationInfo:
    row = rows[-1]
    return DeclarationInfo(
        number=rows[0].pk,
        row=row.pk,
        thing_id=row.thing_id,
        mn=row.mn,
        code=row.code,
        kind=row.kind,
        word=str(row.get_kind_display()),
        start=row.start,
        end=row.end,
        reason=row.reason,
        files=evidence.find(row.files),
        by=speaking.speaker(row),
        declared_at=rows[0].recorded_at,
        amended_at=row.recorded_at,
        late=tuple(_late(rows)),
        ended=row.ended,
        withdrawn=row.withdrawn,
    )


def history(number: int) -> list[DeclarationInfo]:
    """Give a declaration as it stood after each of its rows, the first first."""
    rows = chain(number)
    return [_info(rows[: place + 1]) for place in range(len(rows))]


def declarations(
    thing: int | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    *,
    withdrawn: bool = False,
) -> list[DeclarationInfo]:
    """List declarations as they stand, by start.

    Parameters
    ----------
    thing
        Whose; None = of all.
    start, end
        Those that touch [start, end); None = however early, however late.
    withdrawn
        Whether those that were taken back are listed too.
    """
    rows = Declaration.objects.filter(speaking.touching(start, end), replaced_by=None)
    if thing is not None:
        rows = rows.filter(thing_id=thing)
    if not withdrawn:
        rows = rows.filter(withdrawn=False)
    found = [_info(_back(row)) for row in rows.select_related("author", "body", "on_behalf")]
    return sorted(found, key=lambda each: (each.start, each.number))


def _back(row: Declaration) -> list[Declaration]:
    """Read the rows that a row replaced, the first first."""
    rows: list[Declaration] = []
    at: Declaration | None = row
    while at is not None:
        rows.append(at)
        at = cast("Declaration | None", at.replaces)
    return rows[::-1]
