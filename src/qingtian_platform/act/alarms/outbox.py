"""What is to be sent, to whom: written in the transaction in which the item changes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import override

from qingtian_platform.act.alarms import reading, rules
from qingtian_platform.act.alarms.infos import AlarmInfo, Audience
from qingtian_platform.act.alarms.lines import CODES
from qingtian_platform.act.alarms.members import members_of
from qingtian_platform.act.alarms.models import Alarm, Event
from qingtian_platform.act.notices import api as notices
from qingtian_platform.act.notices.api import HOOK, Letter
from qingtian_platform.people.api import Role, principals

TOPIC = "alarm"
GIVERS = (Role.ENTERPRISE, Role.CONTRACTOR)
PRESSING = (Event.What.REMINDED, Event.What.ESCALATED)


@dataclass(frozen=True)
class Addressee:
    """Somebody who is told: a mailbox, a telephone or a webhook, of the desk or of an organisation.

    Attributes
    ----------
    channel, address
        `mail` and the mailbox, `sms` and the number, or `hook` and the name of the webhook.
    organisation
        Number; None = the desk.
    district
        Code of the one district that is told; empty = all.
    severity
        The least grave that is told.
    quiet
        Whether it wants to hear of what is pressing alone.
    """

    channel: str
    address: str
    organisation: int | None
    district: str
    severity: int
    quiet: bool = False

    @property
    def audience(self) -> Audience:
        """Whose words the message has."""
        return "desk" if self.organisation is None else "enterprise"

    def wants(self, alarm: AlarmInfo, what: str) -> bool:
        """Say whether it is told of what happened to an item."""
        if self.district and self.district != alarm.district:
            return False
        if self.quiet and what not in PRESSING:
            return False
        if self.organisation is None:
            grave = alarm.severity <= self.severity or what == Event.What.ESCALATED
            return grave and what != Event.What.REMINDED
        if self.organisation not in alarm.organisations:
            return False
        return alarm.severity <= self.severity or what in PRESSING


def addressees() -> list[Addressee]:
    """List who may be told: open accounts with a mailbox or a telephone, open webhooks."""
    return [*_persons(), *_hooks()]


def _persons() -> Iterator[Addressee]:
    known, wishes = rules.channels(), notices.wishes()
    people = get_user_model().objects.filter(is_active=True, role__in=(Role.DUTY, *GIVERS))
    for one in people.select_related("division"):
        wish = wishes.get(one.username, notices.WishInfo())
        told: list[tuple[int | None, int]] = [
            (each, known.enterprise_severity) for each in principals(one)
        ]
        if one.role == Role.DUTY:
            told.append((None, known.desk_severity))
        district = one.division.code[:6] if one.division else ""
        quiet = TOPIC in wish.quiet
        for channel, address in notices.ways(one, wish, TOPIC, pressing=True):
            for organisation, severity in told:
                yield Addressee(channel, address, organisation, district, severity, quiet)


def _hooks() -> Iterator[Addressee]:
    for hook in notices.hooks_for(TOPIC):
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
    made: list[Letter] = []
    for item, what in told:
        alarm = reading.info(item, standing[item.pk], now)
        made += [_letter(alarm, what, each) for each in known if each.wants(alarm, what)]
    return notices.put(made, now)


def _letter(alarm: AlarmInfo, what: str, to: Addressee) -> Letter:
    due = "" if alarm.due is None else alarm.due.isoformat()
    return Letter(
        json.dumps([alarm.id, what, alarm.again, due]),
        TOPIC,
        alarm.id,
        what,
        to.channel,
        to.address,
        _subject(alarm, what, to.audience),
        _json(alarm, what, to.audience) if to.channel == HOOK else _mail(alarm, to.audience),
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
