"""Messages of other stages on the channels of the alarms: to a mailbox, and to the desk's webhooks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from qingtian_platform.act.alarms.models import Hook, Message
from qingtian_platform.act.alarms.outbox import HOOK, MAIL

WHAT = "notice"


@dataclass(frozen=True)
class Notice:
    """A mail that is to be sent once.

    Attributes
    ----------
    name
        By which it is known: another of the same name and address is not sent.
    address
        Mailbox.
    subject, body
        What it says.
    """

    name: str
    address: str
    subject: str
    body: str


def send_notices(notices: Iterable[Notice], now: datetime) -> int:
    """Put mails into the outbox; see `act.alarms.api.send_notices`."""
    if settings.QINGTIAN_MAIL == "off":
        return 0
    return _put(
        [_message(each.name, MAIL, each.address, each.subject, each.body, now) for each in notices]
    )


def send_to_hooks(name: str, what: str, content: Mapping[str, object], now: datetime) -> int:
    """Put a content into the outbox for the desk's webhooks; see `act.alarms.api.send_to_hooks`."""
    text = json.dumps({"what": what, **content}, ensure_ascii=False, sort_keys=True)
    open_hooks = Hook.objects.filter(closed_at=None, organisation=None)
    return _put([_message(name, HOOK, hook.name, name, text, now) for hook in open_hooks])


def _message(
    name: str, channel: str, address: str, subject: str, body: str, now: datetime
) -> Message:
    key = hashlib.sha256(json.dumps([WHAT, name, channel, address]).encode()).hexdigest()
    return Message(
        key=key,
        what=WHAT,
        channel=channel,
        address=address,
        subject=subject[:300].replace("\n", " "),
        body=body,
        made_at=now,
        next_at=now,
    )


def _put(made: list[Message]) -> int:
    Message.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)
