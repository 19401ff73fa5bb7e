"""What the outbox tells: plain facts, no rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class MessageInfo:
    """A message of the outbox; what was in it is not shown.

    Attributes
    ----------
    id, topic, number, what
        Its number; about what, and about which; which event it tells.
    channel, address, subject
        `mail`, `hook` or `sms`; to whom; its first line.
    state, word
        `waiting`, `sending`, `sent`, `given-up`, and the word for it.
    attempts, error
        How often it was tried; what went wrong last.
    made_at, next_at, sent_at
        When it was made; when it is tried next; when it went out.
    """

    id: int
    topic: str
    number: int | None
    what: str
    channel: str
    address: str
    subject: str
    state: str
    word: str
    attempts: int
    error: str
    made_at: datetime
    next_at: datetime
    sent_at: datetime | None
