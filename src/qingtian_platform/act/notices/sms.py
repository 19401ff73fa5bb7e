"""Short messages: a port. Which service carries them is the operator's choice; none comes with this.

`QINGTIAN_SMS` names it: `off`; `file`, which writes each message to a file below the data directory,
for tests and demonstrations; or the name of an entry point of the group `qingtian.sms`, whose object is
called with the `Places` of the data directory and gives a `Sender`.
"""

from __future__ import annotations

import json
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol

from django.conf import settings

from qingtian_platform.act.notices.errors import DeliveryError
from qingtian_platform.kit.places import Places

GROUP = "qingtian.sms"


class Sender(Protocol):
    """What carries short messages."""

    def send(self, number: str, text: str, key: str) -> None:
        """Send one message.

        Parameters
        ----------
        number
            Telephone number, as the person wrote it: digits, and a plus before a country.
        text
            At most 300 characters.
        key
            Its name, the same when it is sent again: a service that takes one sends it once.

        Raises
        ------
        Exception
            It was not taken; the message waits and is tried again.
        """


class FileSender:
    """Writes each message to a file of its name; the same message sent again stands there once.

    Parameters
    ----------
    places
        Below whose directory `sms/` the files stand.
    """

    def __init__(self, places: Places) -> None:
        self._folder: Path = places.data / "sms"

    def send(self, number: str, text: str, key: str) -> None:
        """Write it, whole or not at all."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        draft = self._folder / f".{key}"
        draft.write_text(json.dumps({"to": number, "text": text}, ensure_ascii=False), "utf-8")
        draft.rename(self._folder / f"{key}.json")


def sender() -> Sender:
    """Give what carries short messages here.

    Raises
    ------
    DeliveryError
        None is chosen, or none of that name is installed.
    """
    name = settings.QINGTIAN_SMS
    if name == "file":
        return FileSender(Places.current())
    for each in entry_points(group=GROUP, name=name):
        found: Sender = each.load()(Places.current())
        return found
    raise DeliveryError(f"no service for short messages is installed as {name!r}: QINGTIAN_SMS")
