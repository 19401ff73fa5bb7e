"""How much one network may send: counted under a hash that changes each day, kept for a day."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from qingtian_platform.act.complaints.errors import TooManyError
from qingtian_platform.kit import counted

HOUR, DAY = 10, 40
"""Complaints that one network may send in an hour and in a day. [1]"""
WIDTH: Final = {4: 24, 6: 48}
"""Bits of an address that name a network, by version of the protocol. [bit]"""


def network(address: str, now: datetime) -> str:
    """Name a network for a day; neither address nor network can be read from it.

    Parameters
    ----------
    address
        Of the sender's machine.
    now
        The present.
    """
    try:
        found = ipaddress.ip_address(address)
        wide = str(ipaddress.ip_network(f"{found}/{WIDTH[found.version]}", strict=False))
    except ValueError:
        wide = "unknown"
    said = f"{now:%Y-%m-%d} {wide}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()[:24]


def count(address: str, now: datetime) -> None:
    """Count one complaint of a network.

    Raises
    ------
    TooManyError
        If it has sent more than a person does.
    """
    name = network(address, now)
    for word, most, span, stretch in (
        ("hour", HOUR, timedelta(hours=1), f"{now:%Y%m%d%H}"),
        ("day", DAY, timedelta(days=1), f"{now:%Y%m%d}"),
    ):
        if counted.count(f"complaints.{name}.{word}", stretch, span.total_seconds()) > most:
            raise TooManyError(
                _("Many reports came from your network. Send it in an hour, or call the hotline.")
            )
