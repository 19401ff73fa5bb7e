"""Which agreements there are, and since when the platform knows them: the pack's, held to their word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qingtian import law
from qingtian.law.packs import open_pack
from qingtian.policy import Policy, open_policy
from qingtian.policy.feeds import FILE, Agreement, Terms
from qingtian.policy.organisations import Organisation
from qingtian.policy.policy import FOLDER
from qingtian_platform.collect.feeds.errors import AlteredError, NoAgreementError
from qingtian_platform.collect.feeds.models import Term
from qingtian_platform.kit.times import beijing


def agreements() -> Mapping[str, Agreement]:
    """Give the agreements of the city's pack; none where no pack in use has any."""
    known = _policy()
    return {} if known is None else known.feeds


def agreement(key: str) -> Agreement:
    """Give one agreement.

    Raises
    ------
    NoAgreementError
        If nothing is agreed under that name.
    """
    found = agreements().get(key)
    if found is None:
        known = ", ".join(agreements()) or "none"
        raise NoAgreementError(f"no feed is called {key!r}; known: {known}")
    return found


def department(one: Agreement) -> Organisation:
    """Give the organisation that shares."""
    known = _policy()
    assert known is not None, "who has agreements has a policy"
    return known.organisations.by_key[one.department]


def terms_on(one: Agreement, now: datetime) -> Terms:
    """Give the terms that hold at a moment."""
    return one.on(beijing(now).date())


def _policy() -> Policy | None:
    chosen = getattr(settings, "QINGTIAN_PACKS", None)
    return _first(tuple(law.known_packs()) if chosen is None else tuple(chosen))


@cache
def _first(packs: tuple[str, ...]) -> Policy | None:
    for name in packs:
        if (open_pack(name).root / FOLDER / FILE).is_file():
            return open_policy(name)
    return None


def agree(now: datetime) -> None:
    """Write down terms that the platform had not heard of; from then on they are held to."""
    known = {(row.agreement, row.since) for row in Term.objects.all()}
    for one in agreements().values():
        for each in one.terms:
            if (one.key, each.since) not in known:
                said = {"digest": each.digest, "at": now}
                Term.objects.get_or_create(agreement=one.key, since=each.since, defaults=said)


def begun(now: datetime) -> dict[str, datetime]:
    """Give since when the platform knows each agreement."""
    found: dict[str, datetime] = {}
    for row in Term.objects.filter(at__lte=now).order_by("-at"):
        found[row.agreement] = row.at
    return found


def alterations() -> dict[str, date]:
    """Find agreements of which an earlier row was altered, and which row it is."""
    found: dict[str, date] = {}
    for row in Term.objects.all():
        one = agreements().get(row.agreement)
        terms = {} if one is None else {each.since: each.digest for each in one.terms}
        if one is not None and terms.get(row.since) != row.digest:
            found.setdefault(row.agreement, row.since)
    return found


def require_unaltered(key: str) -> None:
    """Refuse to go on under terms that were altered.

    Raises
    ------
    AlteredError
        Says which row, and what to do.
    """
    since = alterations().get(key)
    if since is not None:
        raise AlteredError(altered_words(key, since))


def altered_words(key: str, since: date) -> str:
    """Say that a row was altered and how it is put right."""
    said = _(
        "The terms of %(key)s from %(day)s were altered in the pack. Put them back as they were, "
        "and amend them by a later row."
    )
    return said % {"key": key, "day": since.isoformat()}


def named(words: Mapping[str, str]) -> str:
    """Give a text of the pack in the language of the reader."""
    return words["en" if (get_language() or "").startswith("en") else "zh"]
