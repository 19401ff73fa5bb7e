"""Take in the cause that an enterprise gives, and write the two receipts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from qingtian_platform.act.alarms import acts, clock, reading, rules
from qingtian_platform.act.alarms.errors import AlarmError, ForbiddenError
from qingtian_platform.act.alarms.infos import AnswerInfo
from qingtian_platform.act.alarms.lines import CODES
from qingtian_platform.act.alarms.members import members_of
from qingtian_platform.act.alarms.models import Alarm, Answer, Attachment, Event, Receipt
from qingtian_platform.kit import attachments
from qingtian_platform.kit.attachments import AttachmentRefusedError, Upload
from qingtian_platform.kit.differences import Difference
from qingtian_platform.kit.signed import typed
from qingtian_platform.people import api as people
from qingtian_platform.people.api import Role

FORM = "qingtian.answer/1"
GIVERS = frozenset({Role.ENTERPRISE, Role.CONTRACTOR})
CITY = reading.CITY


def answer(
    number: int,
    person: Any,  # noqa: ANN401 - the account model is private to its app
    cause: str,
    text: str,
    files: Sequence[Upload] = (),
    on_behalf: int | None = None,
    now: datetime | None = None,
) -> AnswerInfo:
    """Give the cause of an item, as its owner or for it.

    Parameters
    ----------
    number, person
        Which; an officer of the enterprise, or a technician of a contractor that it registered.
    cause
        Code of `causes()`.
    text
        What happened; `answer_bounds()` says how long.
    files
        Files of evidence, as a form hands them over; `kit.attachments` says which are taken.
    on_behalf
        Number of the enterprise; None = the only one it can be.
    now
        The present.

    Returns
    -------
    AnswerInfo
        With the receipts of the city's desk and of the district's.

    Raises
    ------
    AlarmError
        Says what was expected; nothing was kept.
    ForbiddenError
        The item is of another organisation, or the role gives no answers.
    """
    text = typed(text).strip()
    _check(cause, text)
    moment = now or timezone.now()
    whom = _whom(acts.allowed(number, person, GIVERS), person, on_behalf)
    kept = _kept(files)
    with transaction.atomic():
        row = acts.allowed(number, person, GIVERS)
        if row.state == Alarm.State.CLOSED:
            raise AlarmError(
                _("Alarm %(number)s is %(state)s already.")
                % {"number": number, "state": row.get_state_display()}
            )
        made = _write(row, person, cause, text, kept, whom, moment)
        _receipts(made, row, moment)
        if row.state == Alarm.State.HANDED:  # the case has it; the cause is owed no more
            row.due = None
        else:
            row.state = Alarm.State.ANSWERED
        row.save(update_fields=["state", "due"])
        Event.objects.create(
            alarm=row,
            what=Event.What.ANSWERED,
            at=moment,
            person=person,
            text=cause,
            more={"answer": made.pk, "hash": made.hash, "late": made.late},
        )
    return reading.answer(made)


def _check(cause: str, text: str) -> None:
    bounds = rules.bounds()
    if cause not in rules.causes():
        raise AlarmError(_("Choose the cause from the list."))
    if not bounds.least_text <= len(text) <= bounds.most_text:
        raise AlarmError(
            _("Describe the cause in %(least)s to %(most)s characters.")
            % {"least": bounds.least_text, "most": bounds.most_text}
        )


def _write(
    row: Alarm,
    person: Any,  # noqa: ANN401
    cause: str,
    text: str,
    files: Sequence[attachments.Attachment],
    whom: str,
    now: datetime,
) -> Answer:
    """Write the answer with the hash of the one before; the records are locked, so it is the last."""
    last = Answer.objects.order_by("-pk").first()
    organisation = person.organisation.name
    codes = sorted({m.code for m in members_of([row.pk])[row.pk] if m.code})
    content = {
        "form": FORM,
        "alarm": row.pk,
        "thing": row.thing_id,
        "codes": codes,
        "start": row.start.isoformat(),
        "end": row.end.isoformat(),
        "cause": cause,
        "text": text,
        "at": now.isoformat(),
        "person": person.username,
        "organisation": organisation,
        "on_behalf": whom,
        "files": [{"name": f.name, "form": f.form, "sha256": f.hash} for f in files],
        "previous": "" if last is None else last.hash,
    }
    said = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    made = Answer.objects.create(
        alarm=row,
        at=now,
        person=person,
        organisation=organisation,
        on_behalf=whom,
        cause=cause,
        text=text,
        thing_id=row.thing_id,
        start=row.start,
        end=row.end,
        late=clock.overdue(row.due, now),
        content=said,
        previous="" if last is None else last.hash,
        hash=hashlib.sha256(said.encode()).hexdigest(),
    )
    for file in files:
        Attachment.objects.create(
            answer=made, name=file.name, type=file.form, size=file.size, hash=file.hash
        )
    return made


def _whom(row: Alarm, person: Any, on_behalf: int | None) -> str:  # noqa: ANN401
    """Name the enterprise for which a person answers: the own, or one that registered the contractor."""
    may = [each for each in people.principals(person) if each in row.organisations]
    if on_behalf is None and len(may) == 1:
        on_behalf = may[0]
    if on_behalf not in may:
        raise ForbiddenError(
            _("Only the enterprise itself or a contractor that it registered gives the cause.")
        )
    assert on_behalf is not None, "it is one of them"
    with override(CODES["zh"]):  # as it is registered, whichever language the person reads
        return people.organisation_name(on_behalf)


def _kept(files: Sequence[Upload]) -> list[attachments.Attachment]:
    try:
        return attachments.keep(files)
    except AttachmentRefusedError as error:
        raise AlarmError(str(error)) from error


def _receipts(made: Answer, row: Alarm, now: datetime) -> None:
    """Write the receipts of the city and of the unit's district (D7-4.12-09), each the next number."""
    for desk in (CITY, row.district):
        if desk:
            last = Receipt.objects.filter(desk=desk).aggregate(last=Max("number"))["last"] or 0
            Receipt.objects.create(answer=made, desk=desk, number=last + 1, at=now)


def broken_answers() -> list[Difference]:
    """Name the answers whose content is not what their hash says, or which follow no known one."""
    found, before = [], ""
    for row in Answer.objects.order_by("pk").iterator():
        hashed = hashlib.sha256(row.content.encode()).hexdigest()
        if hashed != row.hash:
            found.append(_difference(row, "content", row.hash, hashed))
        elif row.previous != before or json.loads(row.content)["previous"] != before:
            found.append(_difference(row, "previous", before, row.previous))
        before = row.hash
    return found


def _difference(row: Answer, field: str, said: str, found: str) -> Difference:
    return Difference("answers", f"answer {row.pk} to alarm {row.alarm_id}", field, said, found)
