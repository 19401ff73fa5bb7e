"""What the outbox offers: tell persons, mailboxes and other systems; what became of it; webhooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from qingtian_platform.act.notices import hooks, outbox, sending, telling
from qingtian_platform.act.notices.errors import DeliveryError, NoticeError
from qingtian_platform.act.notices.hooks import TOPICS, signature
from qingtian_platform.act.notices.infos import MessageInfo
from qingtian_platform.act.notices.models import Hook, Message
from qingtian_platform.act.notices.outbox import HOOK, MAIL, SMS, Letter
from qingtian_platform.act.notices.telling import Notice, both
from qingtian_platform.act.notices.wishes import WishInfo, ways, wish
from qingtian_platform.act.notices.wishes import all_of as wishes
from qingtian_platform.act.notices.wishes import of as wish_of

__all__ = [
    "HOOK",
    "MAIL",
    "SMS",
    "TOPICS",
    "DeliveryError",
    "Letter",
    "MessageInfo",
    "Notice",
    "NoticeError",
    "WishInfo",
    "both",
    "hooks_for",
    "messages",
    "put",
    "send_again",
    "send_to_hooks",
    "signature",
    "tell",
    "ways",
    "wish",
    "wish_of",
    "wishes",
]


def put(letters: Iterable[Letter], now: datetime) -> int:
    """Put messages into the outbox, in the transaction of the caller; each is sent once.

    Returns
    -------
    int
        How many were made at most. [1]
    """
    return outbox.put(letters, now)


def tell(
    person: Any,  # noqa: ANN401 - the account model is private to its app
    notice: Notice,
    now: datetime,
    *,
    pressing: bool = False,
) -> int:
    """Tell a person by the channels that it wishes, in the transaction of the caller.

    Parameters
    ----------
    person
        Account; one that is closed, or has no mailbox and no number, is told nothing.
    notice
        What.
    now
        The present.
    pressing
        Whether a mail goes out though the person wants to hear nothing of the topic.

    Returns
    -------
    int
        How many messages were made at most. [1]
    """
    return telling.tell(person, notice, now, pressing=pressing)


def send_to_hooks(
    name: str,
    what: str,
    content: Mapping[str, object],
    now: datetime,
    *,
    number: int | None = None,
    organisations: Iterable[int | None] = (None,),
) -> int:
    """Put a content into the outbox for the webhooks that are told of a topic.

    Parameters
    ----------
    name
        By which it is known: another of the same topic and name is not sent.
    what
        Its topic, out of `TOPICS`.
    content
        What is told; JSON.
    now
        The present.
    number
        About which of its topic; None for none.
    organisations
        Whose webhooks; None = the desk's.

    Returns
    -------
    int
        How many messages were made at most. [1]
    """
    return telling.send_to_hooks(
        name, what, content, now, number=number, organisations=organisations
    )


def hooks_for(topic: str) -> list[Hook]:
    """List the open webhooks that are told of a topic."""
    return hooks.open_for(topic)


def messages(
    state: str | None = None,
    limit: int = 200,
    *,
    topic: str | None = None,
    number: int | None = None,
) -> list[MessageInfo]:
    """List messages of the outbox, the newest first.

    Parameters
    ----------
    state
        `waiting`, `sending`, `sent` or `given-up`; all where left out.
    limit
        At most so many.
    topic, number
        About what, and about which; all where left out.
    """
    asked = {"state": state, "topic": topic, "number": number}
    given = {name: value for name, value in asked.items() if value is not None}
    return [_info(row) for row in Message.objects.filter(**given).order_by("-pk")[:limit]]


def _info(row: Message) -> MessageInfo:
    return MessageInfo(
        row.pk,
        row.topic,
        row.number,
        row.what,
        row.channel,
        row.address,
        row.subject,
        row.state,
        row.get_state_display(),
        row.attempts,
        row.error,
        row.made_at,
        row.next_at,
        row.sent_at,
    )


def send_again(message: int, now: datetime | None = None) -> bool:
    """Let a message that was given up be tried from the beginning; False where it was not."""
    return sending.send_again(message, now)
