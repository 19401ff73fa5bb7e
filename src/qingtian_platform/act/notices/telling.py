"""Tell persons and webhooks: each message is put into the outbox once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import override

from qingtian_platform.act.notices import hooks, outbox, wishes
from qingtian_platform.act.notices.outbox import HOOK, Letter

WHAT = "notice"
LANGUAGES = ("zh-hans", "en")


@dataclass(frozen=True)
class Notice:
    """What a person is told, once.

    Attributes
    ----------
    name
        By which it is known: another of the same topic and name is not sent to the same address.
    subject, body
        What it says; a short message says the subject alone.
    topic, number
        About what, and about which; None for none.
    what
        Which event it tells.
    """

    name: str
    subject: str
    body: str
    topic: str
    number: int | None = None
    what: str = WHAT


def both(words: Callable[[], tuple[str, str]]) -> tuple[str, str]:
    """Say something in Chinese and then in English.

    Parameters
    ----------
    words
        Gives subject and body in the language that is switched on.

    Returns
    -------
    tuple of str
        Subject and body.
    """
    found: list[tuple[str, str]] = []
    for language in LANGUAGES:
        with override(language):
            found.append(words())
    subjects, bodies = zip(*found, strict=True)
    return " / ".join(subjects), "\n\n".join(bodies)


def tell(
    person: Any,  # noqa: ANN401 - the account model is private to its app
    notice: Notice,
    now: datetime,
    *,
    pressing: bool = False,
) -> int:
    """Tell a person as it wishes; see `act.notices.api.tell`."""
    if not person.is_active:
        return 0
    known = wishes.of(person.username)
    ways = wishes.ways(person, known, notice.topic, pressing=pressing)
    return outbox.put([_letter(notice, channel, address) for channel, address in ways], now)


def _letter(notice: Notice, channel: str, address: str) -> Letter:
    return Letter(
        notice.name,
        notice.topic,
        notice.number,
        notice.what,
        channel,
        address,
        notice.subject,
        notice.body,
    )


def send_to_hooks(
    name: str,
    what: str,
    content: Mapping[str, object],
    now: datetime,
    *,
    number: int | None = None,
    organisations: Iterable[int | None] = (None,),
) -> int:
    """Put a content into the outbox for webhooks; see `act.notices.api.send_to_hooks`."""
    text = json.dumps({"what": what, **content}, ensure_ascii=False, sort_keys=True)
    told = set(organisations)
    letters = [
        Letter(name, what, number, WHAT, HOOK, hook.name, name, text)
        for hook in hooks.open_for(what)
        if hook.organisation in told
    ]
    return outbox.put(letters, now)
