"""What persons do to items: look at, close, call a false alarm, hand over, send a command."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian_platform.act.alarms import looking, packaging, reading
from qingtian_platform.act.alarms.errors import AlarmError, ForbiddenError
from qingtian_platform.act.alarms.infos import AlarmInfo, HandoverInfo
from qingtian_platform.act.alarms.members import members_of
from qingtian_platform.act.alarms.models import Alarm, Event, Feedback, Handover
from qingtian_platform.kit.signed import typed
from qingtian_platform.people import api as people
from qingtian_platform.people.api import Role

DESK = frozenset({Role.DUTY, Role.ENFORCEMENT, Role.ADMINISTRATOR})
"""Who closes items and hands them over."""
OUTCOMES = ("explained", "confirmed", "settled")
"""How an item may be closed: the cause was found good; the rule was right; neither."""
LONGEST = 1000
"""Characters of a reason or note. [1]"""
OPEN = (Alarm.State.OPEN, Alarm.State.ANSWERED)


def see(number: int, person: Any, now: datetime | None = None) -> None:  # noqa: ANN401
    """Note that a person looked at an item; once a person, until it stirs again.

    Raises
    ------
    AlarmError
        There is none of that number, or the person may not see it.
    """
    with transaction.atomic():
        row = allowed(number, person, frozenset(Role.values))
        mine = Event.objects.filter(alarm=row, what=Event.What.SEEN, person=person)
        if not mine.filter(pk__gt=looking.last_stir(number)).exists():
            _note(row, Event.What.SEEN, person, now)


def close(
    number: int,
    person: Any,  # noqa: ANN401 - the account model is private to its app
    reason: str,
    outcome: str = "settled",
    now: datetime | None = None,
) -> AlarmInfo:
    """Close an item.

    Parameters
    ----------
    number, person
        Which; a duty or enforcement officer, or an administrator.
    reason
        In words; at least one.
    outcome
        `explained`: the cause that was given is good; `confirmed`: the rules were right, which is
        counted; `settled`: neither.
    now
        The present.

    Raises
    ------
    AlarmError
        It is closed or handed over already, or no reason is given.
    ForbiddenError
        The person may not.
    """
    if outcome not in OUTCOMES:
        raise AlarmError(_("Choose how the alarm is closed: explained, confirmed or settled."))
    said = words(reason)
    with transaction.atomic():
        row = _open(number, person)
        _end(row, outcome)
        _note(row, Event.What.CLOSED, person, now, said, outcome=outcome)
        if outcome == "confirmed":
            _judge(row, person, said, now, right=True)
    return _info(number, now)


def false_alarm(
    number: int,
    person: Any,  # noqa: ANN401
    reason: str,
    now: datetime | None = None,
) -> AlarmInfo:
    """Close an item as a false alarm; it is counted against each rule that had a part.

    Raises
    ------
    AlarmError
        As of `close`.
    """
    said = words(reason)
    with transaction.atomic():
        row = _open(number, person)
        _end(row, "false")
        _note(row, Event.What.FALSE, person, now, said)
        _judge(row, person, said, now, right=False)
    return _info(number, now)


def hand_over(
    number: int,
    person: Any,  # noqa: ANN401
    note: str = "",
    now: datetime | None = None,
) -> HandoverInfo:
    """Hand an item over to a case: its package is put together once and never changes.

    Raises
    ------
    AlarmError
        As of `close`.
    """
    if len(note) > LONGEST:
        raise AlarmError(_("Write at most %(n)s characters.") % {"n": LONGEST})
    moment = now or timezone.now()
    allowed(number, person, DESK)
    package = packaging.package(number, moment)  # reads the archive: before the records are locked
    text = packaging.canonical(package)
    with transaction.atomic():
        row = _open(number, person)
        made = Handover.objects.create(
            alarm=row,
            at=moment,
            person=person,
            note=note.strip(),
            package=text,
            hash=hashlib.sha256(text.encode()).hexdigest(),
        )
        answered = row.state == Alarm.State.ANSWERED
        row.state, row.closed_end = Alarm.State.HANDED, row.end
        row.due = None if answered else row.due  # a case does not take the duty to explain away
        row.save(update_fields=["state", "due", "closed_end"])
        _note(row, Event.What.HANDED, person, now, note.strip(), handover=made.pk, hash=made.hash)
        _judge(row, person, note.strip(), now, right=True)
    return reading.handover(made)


def followed_up(
    handover: int, *, right: bool, login: str, reason: str, now: datetime | None = None
) -> None:
    """Keep the word of who ended the matter of a hand-over: whether the rules were right.

    Parameters
    ----------
    handover
        Number of the hand-over.
    right
        Whether the matter found it so; else it is counted against each rule that had a part.
    login, reason
        Who ended the matter, and why.
    now
        The present.
    """
    given = Handover.objects.select_related("alarm", "person").filter(pk=handover).first()
    if given is None:
        raise AlarmError(_("There is no hand-over %(number)s.") % {"number": handover})
    person = people.account(login) or given.person
    _judge(given.alarm, person, reason[:LONGEST], now, right=right)


def followed(handover: int, since: datetime) -> bool:
    """Tell whether somebody's word about the rules behind a hand-over was kept since a time.

    Parameters
    ----------
    handover
        Number of the hand-over.
    since
        When its matter ended.
    """
    return Feedback.objects.filter(alarm__handovers=handover, at__gte=since).exists()


def allowed(number: int, person: Any, roles: frozenset[str]) -> Alarm:  # noqa: ANN401
    """Give the row of an item to somebody who may act on it.

    Raises
    ------
    AlarmError
        There is none of that number, or it was joined with another.
    ForbiddenError
        The person's role, district or organisation does not allow it.
    """
    row = reading.get(number)
    if getattr(person, "role", "") not in roles or not person.is_active:
        raise ForbiddenError(_("Your account may not do this to an alarm."))
    if not people.scope(person).holds(Sited(row)):
        raise ForbiddenError(_("This alarm is outside your district or organisation."))
    if row.into_id is not None:
        raise AlarmError(
            _("Alarm %(number)s was joined with alarm %(into)s: act on that one.")
            % {"number": number, "into": row.into_id}
        )
    return row


class Sited:
    """An item as `people.api` asks for it: district, township and organisations."""

    def __init__(self, row: Alarm) -> None:
        self.district: str | None = row.district or None
        self.township: str | None = reading.township(row)
        self.organisations: tuple[int, ...] = tuple(row.organisations)


def words(text: str) -> str:
    """Hold a reason to its bounds.

    Raises
    ------
    AlarmError
        It is empty or too long.
    """
    found = typed(text).strip()
    if not found or len(found) > LONGEST:
        raise AlarmError(_("Give the reason in 1 to %(n)s characters.") % {"n": LONGEST})
    return found


def _open(number: int, person: Any) -> Alarm:  # noqa: ANN401
    row = allowed(number, person, DESK)
    if row.state not in OPEN:
        raise AlarmError(
            _("Alarm %(number)s is %(state)s already.")
            % {"number": number, "state": row.get_state_display()}
        )
    return row


def _end(row: Alarm, closing: str) -> None:
    row.state, row.closing, row.closed_end, row.due = Alarm.State.CLOSED, closing, row.end, None
    row.save(update_fields=["state", "closing", "closed_end", "due"])


def _note(
    row: Alarm,
    what: str,
    person: Any,  # noqa: ANN401
    now: datetime | None,
    text: str = "",
    **more: object,
) -> None:
    Event.objects.create(
        alarm=row, what=what, at=now or timezone.now(), person=person, text=text, more=more
    )


def _judge(
    row: Alarm,
    person: Any,  # noqa: ANN401
    reason: str,
    now: datetime | None,
    *,
    right: bool,
) -> None:
    """Keep the word of a person about each rule that had a part, once a rule and unit."""
    pairs = {(m.rule or m.kind, m.thing_id) for m in members_of([row.pk])[row.pk]}
    at = now or timezone.now()
    Feedback.objects.bulk_create(
        Feedback(
            alarm=row, rule=rule, thing_id=unit, right=right, reason=reason, person=person, at=at
        )
        for rule, unit in sorted(pairs, key=str)
    )


def _info(number: int, now: datetime | None) -> AlarmInfo:
    found = reading.one(number, now)
    assert found is not None, "it was there a moment ago"
    return found
