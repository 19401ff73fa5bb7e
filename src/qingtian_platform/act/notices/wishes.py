"""How a person wishes to be told: by mail or short message, and of what not."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from qingtian_platform.act.notices.errors import NoticeError
from qingtian_platform.act.notices.hooks import TOPICS
from qingtian_platform.act.notices.models import Wish
from qingtian_platform.act.notices.outbox import MAIL, SMS
from qingtian_platform.kit.together import remembered

_PHONE = re.compile(r"\+?[0-9]{5,15}")


@dataclass(frozen=True)
class WishInfo:
    """What a person wishes.

    Attributes
    ----------
    phone
        Number for short messages; empty = none are wanted.
    quiet
        Topics of which it wants to hear nothing, unless it is pressing.
    """

    phone: str = ""
    quiet: frozenset[str] = frozenset()


@remembered
def of(login: str) -> WishInfo:
    """Give what a person wishes; who said nothing has mails of everything."""
    row = Wish.objects.filter(login=login).first()
    return WishInfo() if row is None else WishInfo(row.phone, frozenset(row.quiet))


def all_of() -> dict[str, WishInfo]:
    """Give the wishes of all who said some, by login."""
    return {row.login: WishInfo(row.phone, frozenset(row.quiet)) for row in Wish.objects.all()}


def ways(
    person: Any,  # noqa: ANN401 - the account model is private to its app
    wish: WishInfo,
    topic: str,
    *,
    pressing: bool,
) -> Iterator[tuple[str, str]]:
    """Give the channels and addresses by which a person is told of a topic."""
    quiet = topic in wish.quiet and not pressing
    if person.email and settings.QINGTIAN_MAIL != "off" and not quiet:
        yield MAIL, person.email
    if wish.phone and settings.QINGTIAN_SMS != "off" and not quiet:
        yield SMS, wish.phone


def wish(login: str, *, phone: str = "", quiet: Collection[str] = ()) -> WishInfo:
    """Keep what a person wishes.

    Parameters
    ----------
    login
        Whose.
    phone
        Number for short messages; empty = none.
    quiet
        Topics out of `hooks.TOPICS` of which the person wants to hear nothing.

    Raises
    ------
    NoticeError
        The number or a topic cannot be taken.
    """
    number = phone.replace(" ", "").replace("-", "")
    if number and not _PHONE.fullmatch(number):
        raise NoticeError(f"expected a telephone number of 5 to 15 digits, got {phone!r}")
    if unknown := set(quiet) - set(TOPICS):
        raise NoticeError(f"expected topics out of {', '.join(TOPICS)}, got {sorted(unknown)}")
    kept = {"phone": number, "quiet": sorted(set(quiet))}
    Wish.objects.update_or_create(login=login, defaults=kept)
    return of(login)
