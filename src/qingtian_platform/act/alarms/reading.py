"""Read items, their events, answers, hand-overs and messages as plain facts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian_platform.act.alarms import clock, rules
from qingtian_platform.act.alarms.errors import AlarmError
from qingtian_platform.act.alarms.infos import (
    AlarmInfo,
    AnswerInfo,
    AttachmentInfo,
    EventInfo,
    HandoverInfo,
    MemberInfo,
    MemberKey,
    PublicAnswer,
    ReceiptInfo,
)
from qingtian_platform.act.alarms.members import lead_of, members_of
from qingtian_platform.act.alarms.models import (
    Alarm,
    Answer,
    Attachment,
    Event,
    Handover,
    Member,
    Receipt,
)
from qingtian_platform.registry import api as registry

CITY = "city"


def member_key(row: Member) -> MemberKey:
    """Give (`finding`, number) or (`verdict`, key)."""
    return (row.form, int(row.key) if row.form == "finding" else row.key)


def member(row: Member) -> MemberInfo:
    """Give a member as plain facts."""
    return MemberInfo(
        form=row.form,
        key=member_key(row)[1],
        kind=row.kind,
        rule=row.rule,
        thing_id=row.thing_id,
        mn=row.mn,
        code=row.code,
        start=row.start,
        end=row.end,
        score=row.score,
        facts=row.facts,
        added_at=row.added_at,
        withdrawn_at=row.withdrawn_at,
    )


def info(row: Alarm, members: Sequence[Member], now: datetime) -> AlarmInfo:
    """Give an item as plain facts.

    Parameters
    ----------
    row, members
        The item and its members that stand.
    now
        The present, for what is overdue.
    """
    kinds = Counter(each.kind for each in members)
    owed = row.due if row.state in (Alarm.State.OPEN, Alarm.State.HANDED) else None
    return AlarmInfo(
        id=row.pk,
        thing_id=row.thing_id,
        things=tuple(row.things),
        kind=row.kind,
        cause=row.cause,
        severity=row.severity,
        row=row.row,
        weight=row.weight,
        score=row.score,
        start=row.start,
        end=row.end,
        raised_at=row.raised_at,
        members=tuple(member_key(each) for each in members),
        kinds=tuple(sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0]))),
        lead=member(lead_of(members)) if members else None,
        codes=tuple(dict.fromkeys(each.code for each in members if each.code)),
        state=row.state,
        closing=row.closing,
        into=row.into_id,
        due=row.due,
        overdue=clock.overdue(owed, now),
        count=row.count,
        again=row.again,
        district=row.district or None,
        township=township(row),
        organisations=tuple(row.organisations),
    )


def township(row: Alarm) -> str | None:
    """Give the township of the one unit that an item speaks of; None where it speaks of several."""
    thing = registry.things().get(row.thing_id) if row.thing_id is not None else None
    return None if thing is None else thing.township


def alarms(
    *,
    open: bool = True,  # noqa: A002 - the word of the desk
    thing: int | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    now: datetime | None = None,
) -> list[AlarmInfo]:
    """List items, the gravest first; see `act.alarms.api.alarms`."""
    rows = Alarm.objects.filter(into=None)
    if open:
        rows = rows.filter(state__in=(Alarm.State.OPEN, Alarm.State.ANSWERED))
    if start is not None:
        rows = rows.filter(end__gt=start)
    if end is not None:
        rows = rows.filter(start__lt=end)
    found = [row for row in rows if thing is None or thing == row.thing_id or thing in row.things]
    standing = members_of(row.pk for row in found)
    present = now or timezone.now()
    return sorted((info(row, standing[row.pk], present) for row in found), key=place)


def place(alarm: AlarmInfo) -> tuple[int, bool, float, datetime, int]:
    """Say where an item stands in a list: severity, overdue, weight, the older first."""
    return (alarm.severity, not alarm.overdue, -alarm.weight, alarm.start, alarm.id)


def get(number: int) -> Alarm:
    """Give the row of an item.

    Raises
    ------
    AlarmError
        There is none of that number.
    """
    row = Alarm.objects.filter(pk=number).first()
    if row is None:
        raise AlarmError(_("There is no alarm %(number)s.") % {"number": number})
    return row


def one(number: int, now: datetime | None = None) -> AlarmInfo | None:
    """Give one item; None where there is none of that number."""
    row = Alarm.objects.filter(pk=number).first()
    if row is None:
        return None
    return info(row, members_of([number])[number], now or timezone.now())


def all_members(number: int) -> list[MemberInfo]:
    """List what an item is made of, also what was withdrawn."""
    return [member(row) for row in members_of([number], standing=False)[number]]


def history(number: int) -> tuple[EventInfo, ...]:
    """List all that happened to an item and to those that it took in, the oldest first."""
    rows = Event.objects.filter(Q(alarm=number) | Q(alarm__into=number)).select_related("person")
    return tuple(
        EventInfo(
            row.what,
            row.get_what_display(),
            row.at,
            "" if row.person is None else str(row.person),
            row.text,
            row.more,
        )
        for row in rows.order_by("at", "pk")
    )


def receipt(row: Receipt) -> ReceiptInfo:
    """Give a receipt as plain facts."""
    return ReceiptInfo(row.desk, desk_name(row.desk), row.number, row.at)


def desk_name(desk: str) -> str:
    """Name the desk of the city or of a district."""
    if desk == CITY:
        return _("City desk")
    from django.utils.translation import get_language

    english = (get_language() or "").startswith("en")
    named = next((t for t in registry.things().values() if t.district == desk), None)
    if named is None:
        return desk
    return named.district_name_en if english else named.district_name


def answer(row: Answer) -> AnswerInfo:
    """Give an answer with files and receipts, as the desk and who gave it may see it."""
    receipts = sorted(row.receipts.all(), key=lambda each: (each.desk != CITY, each.desk))
    return AnswerInfo(
        id=row.pk,
        alarm_id=row.alarm_id,
        thing_id=row.thing_id,
        cause=row.cause,
        word=cause_word(row.cause),
        text=row.text,
        at=row.at,
        late=row.late,
        person=str(row.person),
        organisation=row.organisation,
        on_behalf=row.on_behalf,
        start=row.start,
        end=row.end,
        attachments=tuple(attachment(each) for each in row.attachments.all()),
        receipts=tuple(receipt(each) for each in receipts),
        hash=row.hash,
        previous=row.previous,
    )


def attachment(row: Attachment) -> AttachmentInfo:
    """Give a file of evidence as plain facts."""
    return AttachmentInfo(row.name, row.type, row.size, row.hash)


def cause_word(code: str) -> str:
    """Say a cause in the language of the moment."""
    from django.utils.translation import get_language

    language = "en" if (get_language() or "").startswith("en") else "zh"
    return rules.causes()[code].words[language]


def answers_to(number: int) -> list[AnswerInfo]:
    """List the answers to an item, the oldest first; for the desk and for who gave them."""
    rows = Answer.objects.filter(Q(alarm=number) | Q(alarm__into=number))
    rows = rows.select_related("person").prefetch_related("attachments", "receipts")
    return [answer(row) for row in rows.order_by("pk")]


def published(
    thing: int | None, start: datetime | None, end: datetime | None
) -> list[PublicAnswer]:
    """List what the public reads of answers; see `act.alarms.api.answers`."""
    rows = Answer.objects.filter(thing_id__isnull=False).order_by("pk")
    if thing is not None:
        rows = rows.filter(thing_id=thing)
    if start is not None:
        rows = rows.filter(end__gt=start)
    if end is not None:
        rows = rows.filter(start__lt=end)
    last = {row.alarm_id: row for row in rows}
    return [_public(row) for row in sorted(last.values(), key=lambda row: (row.start, row.pk))]


def _public(row: Answer) -> PublicAnswer:
    codes = tuple(json.loads(row.content)["codes"])
    words = rules.causes()[row.cause].words
    unit = row.thing_id or 0
    return PublicAnswer(unit, codes, row.start, row.end, row.cause, words, row.at)


def handover(row: Handover) -> HandoverInfo:
    """Give a hand-over as plain facts."""
    package = json.loads(row.package)
    return HandoverInfo(
        row.pk,
        row.alarm_id,
        row.alarm.thing_id,
        row.at,
        str(row.person),
        row.note,
        package,
        row.hash,
        row.package,
    )


def handovers(
    alarm: int | None = None, after: int = 0, numbers: Collection[int] | None = None
) -> list[HandoverInfo]:
    """List hand-overs, of one item or all, those after a number or of these numbers, the oldest first."""
    rows = Handover.objects.select_related("alarm", "person").filter(pk__gt=after)
    rows = rows if numbers is None else rows.filter(pk__in=numbers)
    return [handover(row) for row in (rows if alarm is None else rows.filter(alarm=alarm))]
