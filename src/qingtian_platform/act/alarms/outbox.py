"""What is to be sent, to whom: written in the transaction in which the item changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import override

from qingtian_platform.act.alarms import reading, rules
from qingtian_platform.act.alarms.infos import AlarmInfo, Audience
from qingtian_platform.act.alarms.lines import CODES
from qingtian_platform.act.alarms.members import members_of
from qingtian_platform.act.alarms.models import Alarm, Event, Hook, Message
from qingtian_platform.people.api import Role, principals

MAIL, HOOK = "mail", "hook"
GIVERS = (Role.ENTERPRISE, Role.CONTRACTOR)
PRESSING = (Event.What.REMINDED, Event.What.ESCALATED)


@dataclass(frozen=True)
class Addressee:
    """Somebody who is told: a mailbox or a webhook, of the desk or of an organisation.

    Attributes
    ----------
    channel, address
        `mail` and the mailbox, or `hook` and the name of the webhook.
    organisation
        Number; None = the desk.
    district
        Code of the one district that is told; empty = all.
    severity
        The least grave that is told.
    """

    channel: str
    address: str
    organisation: int | None
    district: str
    severity: int

    @property
    def audience(self) -> Audience:
        """Whose words the message has."""
        return "desk" if self.organisation is None else "enterprise"

    def wants(self, alarm: AlarmInfo, what: str) -> bool:
        """Say whether it is told of what happened to an item."""
        if self.district and self.district != alarm.district:
            return False
        if self.organisation is None:
            grave = alarm.severity <= self.severity or what == Event.What.ESCALATED
            return grave and what != Event.What.REMINDED
        if self.organisation not in alarm.organisations:
            return False
        return alarm.severity <= self.severity or what in PRESSING


def addressees() -> list[Addressee]:
    """List who may be told: open accounts with a mailbox, open webhooks."""
    return [*_mailboxes(), *_hooks()]


def _mailboxes() -> Iterator[Addressee]:
    if settings.QINGTIAN_MAIL == "off":
        return
    known = rules.channels()
    people = get_user_model().objects.filter(is_active=True).exclude(email="")
    for one in people.filter(role__in=(Role.DUTY, *GIVERS)).select_related("division"):
        district = one.division.code[:6] if one.division else ""
        if one.role == Role.DUTY:
            yield Addressee(MAIL, one.email, None, district, known.desk_severity)
        for organisation in principals(one):
            severity = known.enterprise_severity
            yield Addressee(MAIL, one.email, organisation, district, severity)


def _hooks() -> Iterator[Addressee]:
    for hook in Hook.objects.filter(closed_at=None):
        yield Addressee(HOOK, hook.name, hook.organisation, "", hook.severity)


def tell(told: Sequence[tuple[Alarm, str]], now: datetime) -> int:
    """Put messages into the outbox; what was put there already is not put twice.

    Parameters
    ----------
    told
        Items, and what happened to them.
    now
        The present.

    Returns
    -------
    int
        How many messages were made at most. [1]
    """
    known = addressees() if told else []
    if not known:
        return 0
    standing = members_of(item.pk for item, _what in told)
    made: list[Message] = []
    for item, what in told:
        alarm = reading.info(item, standing[item.pk], now)
        made += [_message(alarm, what, each, now) for each in known if each.wants(alarm, what)]
    Message.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _message(alarm: AlarmInfo, what: str, to: Addressee, now: datetime) -> Message:
    due = "" if alarm.due is None else alarm.due.isoformat()
    name = json.dumps([alarm.id, what, alarm.again, due, to.channel, to.address])
    return Message(
        key=hashlib.sha256(name.encode()).hexdigest(),
        alarm_id=alarm.id,
        what=what,
        channel=to.channel,
        address=to.address,
        subject=_subject(alarm, what, to.audience),
        body=_mail(alarm, to.audience) if to.channel == MAIL else _json(alarm, what, to.audience),
        made_at=now,
        next_at=now,
    )


def _subject(alarm: AlarmInfo, what: str, audience: Audience) -> str:
    line = alarm.line("zh", audience)
    with override(CODES["zh"]):
        head = {
            Event.What.REMINDED: _("Reminder"),
            Event.What.ESCALATED: _("Overdue"),
            Event.What.REOPENED: _("Again"),
        }.get(Event.What(what), _("Alarm"))
    return f"[{head} {alarm.id}] {line.where} {line.what}"[:300].replace("\n", " ")


def _mail(alarm: AlarmInfo, audience: Audience) -> str:
    return "\n\n".join("\n".join(alarm.line(language, audience)) for language in CODES) + "\n"


def _json(alarm: AlarmInfo, what: str, audience: Audience) -> str:
    veiled = audience == "enterprise" and alarm.cause == rules.FALSIFICATION
    content = {
        "alarm": alarm.id,
        "event": what,
        "kind": "abnormal" if veiled else alarm.kind,
        "thing": alarm.thing_id,
        "start": alarm.start.isoformat(),
        "end": alarm.end.isoformat(),
        "due": None if alarm.due is None else alarm.due.isoformat(),
        "line": {language: alarm.line(language, audience)._asdict() for language in CODES},
    }
    if audience == "desk":
        content |= {"severity": alarm.severity, "score": alarm.score, "cause": alarm.cause}
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def waiting(now: datetime, most: int) -> Iterable[Message]:
    """List messages whose time has come, the oldest first; also those cut off while being sent."""
    states = (Message.State.WAITING, Message.State.SENDING)
    return Message.objects.filter(state__in=states, next_at__lte=now).order_by("next_at", "pk")[
        :most
    ]
