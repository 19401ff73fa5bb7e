"""Signed messages of other systems: who, of now, and once."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from qingtian_platform.act.interface.errors import ReplayedError, SignatureError
from qingtian_platform.act.interface.keys import KeyInfo
from qingtian_platform.act.interface.models import Heard
from qingtian_platform.act.notices.api import signature

WINDOW = timedelta(minutes=5)
"""How far the time of a message may lie from the present, either way. [min]"""


def take(key: KeyInfo, stamp: str, given: str, body: bytes, now: datetime) -> None:
    """Take a message, in the transaction of what it does.

    Parameters
    ----------
    key
        Of whom it says that it comes.
    stamp, given
        Seconds since 1970 as text; HMAC-SHA256 of it, a dot and the body, as hexadecimal digits.
    body
        As it came.
    now
        The present.

    Raises
    ------
    SignatureError
        It is not signed under the secret of the key, or its time is not that of the present.
    ReplayedError
        It came before.
    """
    right = signature(key.secret, stamp, body)
    if not hmac.compare_digest(right.encode(), given.lower().encode("utf-8", "replace")):
        raise SignatureError("signature")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise SignatureError("time")
    if abs(now.timestamp() - int(stamp)) > WINDOW.total_seconds():
        raise SignatureError("time")
    Heard.objects.filter(at__lt=now - 3 * WINDOW).delete()
    _row, new = Heard.objects.get_or_create(key_id=key.id, signature=right, defaults={"at": now})
    if not new:
        raise ReplayedError("came before")
