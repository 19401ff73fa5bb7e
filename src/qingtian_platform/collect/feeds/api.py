"""What the feeds offer: agreements, deliveries, how each stands, the catalogue."""

from __future__ import annotations

from datetime import UTC, datetime

from qingtian_platform.collect.feeds.agreements import (
    agree,
    agreement,
    altered_words,
    department,
    named,
)
from qingtian_platform.collect.feeds.catalogue import catalogue
from qingtian_platform.collect.feeds.errors import (
    AlteredError,
    FeedError,
    FetchError,
    NoAgreementError,
    SourceError,
)
from qingtian_platform.collect.feeds.faults import Fault
from qingtian_platform.collect.feeds.infos import AgreementInfo, Delivery, FeedStanding
from qingtian_platform.collect.feeds.registering import register, shared
from qingtian_platform.collect.feeds.standing import deliveries, one, standing
from qingtian_platform.collect.feeds.standing import listed as agreements
from qingtian_platform.collect.feeds.tables import LARGEST
from qingtian_platform.collect.feeds.taking import take
from qingtian_platform.collect.feeds.viewing import Preview, original, preview
from qingtian_platform.collect.feeds.worker import look
from qingtian_platform.kit.places import Places

__all__ = [
    "LARGEST",
    "AgreementInfo",
    "AlteredError",
    "Delivery",
    "Fault",
    "FeedError",
    "FeedStanding",
    "FetchError",
    "NoAgreementError",
    "Preview",
    "SourceError",
    "agree",
    "agreement",
    "agreements",
    "altered_words",
    "catalogue",
    "deliver",
    "deliveries",
    "department",
    "named",
    "one",
    "original",
    "preview",
    "register",
    "shared",
    "standing",
    "take",
]


def deliver(key: str, places: Places, now: datetime | None = None) -> bool:
    """Look at the source of an agreement at once, and take what is new.

    Parameters
    ----------
    key
        Of the agreement.
    places
        Where everything lives.
    now
        The present.

    Returns
    -------
    bool
        Whether anything new was there.

    Raises
    ------
    NoAgreementError
        Nothing is agreed under that name.
    """
    return look(places, agreement(key), now or datetime.now(UTC), at_once=True)
