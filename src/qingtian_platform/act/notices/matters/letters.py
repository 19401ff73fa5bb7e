"""Put what is told of a matter to persons into the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from qingtian_platform.act.cases.api import MatterInfo
from qingtian_platform.act.notices import telling
from qingtian_platform.act.notices.matters.words import Words
from qingtian_platform.act.notices.telling import Notice

TOPIC = "case"


def send(
    persons: Iterable[Any],
    matter: MatterInfo,
    name: str,
    said: Words,
    now: datetime,
    *,
    what: str,
    pressing: bool = False,
) -> None:
    """Tell persons of a matter, each once under a name.

    Parameters
    ----------
    persons
        Accounts.
    matter, name, said
        Of which; the name of the event in it; subject and body.
    now
        The present.
    what
        Which event, in one word.
    pressing
        Whether it goes out although a person wants to hear nothing of matters.
    """
    notice = Notice(f"{matter.id} {name}", *said, TOPIC, matter.id, what)
    for each in persons:
        telling.tell(each, notice, now, pressing=pressing)
