"""What is to be sent, to whom: written in the transaction of what it tells."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from qingtian_platform.act.notices.models import Message
from qingtian_platform.kit.together import at_end

MAIL, HOOK, SMS = "mail", "hook", "sms"


@dataclass(frozen=True)
class Letter:
    """A message as it is put into the outbox.

    Attributes
    ----------
    name
        By which it is known: another of the same topic, name, channel and address is not sent.
    topic, number
        About what (`alarm`, `duty`, `case` …), and about which; None for none.
    what
        Which event it tells.
    channel, address
        `mail` and a mailbox, `hook` and the name of a webhook, or `sms` and a telephone number.
    subject, body
        What it says; a short message says its subject, a webhook its body as JSON.
    """

    name: str
    topic: str
    number: int | None
    what: str
    channel: str
    address: str
    subject: str
    body: str

    @property
    def key(self) -> str:
        """Its name in all systems: a digest."""
        name = json.dumps([self.topic, self.name, self.channel, self.address])
        return hashlib.sha256(name.encode()).hexdigest()


def put(letters: Iterable[Letter], now: datetime) -> int:
    """Put messages into the outbox; what was put there already is not put twice.

    Parameters
    ----------
    letters
        What is to be sent.
    now
        The present.

    Returns
    -------
    int
        How many messages were made at most. [1]
    """
    made = [_row(each, now) for each in letters]
    at_end(_write, made)
    return len(made)


def _write(made: Sequence[Message]) -> None:
    Message.objects.bulk_create(made, ignore_conflicts=True)


def _row(letter: Letter, now: datetime) -> Message:
    return Message(
        key=letter.key,
        topic=letter.topic,
        number=letter.number,
        what=letter.what,
        channel=letter.channel,
        address=letter.address,
        subject=letter.subject[:300].replace("\n", " "),
        body=letter.body,
        made_at=now,
        next_at=now,
    )


def waiting(now: datetime, most: int) -> Iterable[Message]:
    """List messages whose time has come, the oldest first; also those cut off while being sent."""
    states = (Message.State.WAITING, Message.State.SENDING)
    return Message.objects.filter(state__in=states, next_at__lte=now).order_by("next_at", "pk")[
        :most
    ]
