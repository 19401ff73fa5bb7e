"""What every part of the duties asks: the policy, words that are not empty, papers, who was assigned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import cast

from django.utils.translation import gettext as _

from qingtian.policy import Policy
from qingtian_platform.assess.duties.errors import DutyRefusedError
from qingtian_platform.assess.duties.infos import DoneInfo, PaperInfo, PersonInfo
from qingtian_platform.assess.duties.models import Assigned, Fulfilled, Paper
from qingtian_platform.assess.policies import required
from qingtian_platform.kit import attachments
from qingtian_platform.kit.attachments import AttachmentRefusedError, Upload
from qingtian_platform.kit.signed import words_of as signed_words
from qingtian_platform.kit.times import beijing, midnight

words_of = partial(signed_words, refused=DutyRefusedError)

UNIT = "unit"
"""Subject of who speaks for a unit as a whole."""


def the_policy() -> Policy:
    """Give the policy of the city.

    Raises
    ------
    DutyRefusedError
        If it has none.
    """
    return required(DutyRefusedError)


def day_that_came(day: date, now: datetime | None) -> date:
    """Take a day that does not lie ahead.

    Raises
    ------
    DutyRefusedError
        If it does.
    """
    if day > beijing(now or datetime.now(UTC)).date():
        raise DutyRefusedError(_("Expected a day that has come; got %(x)s.") % {"x": day})
    return day


def end_of(day: date) -> datetime:
    """Give the end of a day in Beijing."""
    return midnight(day + timedelta(days=1))


def is_unit(known: Policy, unit: str) -> bool:
    """Tell whether a unit is an organisation of the pack or one of its places."""
    return unit in known.organisations.by_key or unit in known.divisions.by_code


def keep_papers(files: Sequence[Upload], now: datetime | None = None) -> list[str]:
    """Keep files of evidence, and give their hashes.

    Raises
    ------
    DutyRefusedError
        If one cannot be taken; none is kept then.
    """
    try:
        kept = attachments.keep(files)
    except AttachmentRefusedError as error:
        raise DutyRefusedError(str(error)) from error
    rows = (Paper(**vars(each), at=now or datetime.now(UTC)) for each in kept)
    Paper.objects.bulk_create(rows, ignore_conflicts=True)
    return [each.hash for each in kept]


def papers(hashes: Iterable[str]) -> dict[str, PaperInfo]:
    """Give what is known of papers, by hash."""
    found = Paper.objects.filter(hash__in=set(hashes))
    return {row.hash: PaperInfo(row.hash, row.name, row.form, row.size) for row in found}


def assignments(until: datetime) -> dict[tuple[str, str], list[PersonInfo]]:
    """List who was assigned until a moment, by subject and unit, the newest first."""
    found: dict[tuple[str, str], list[PersonInfo]] = {}
    for row in Assigned.objects.filter(at__lt=until).order_by("-at", "-pk"):
        info = PersonInfo(row.login, row.person, row.contact, row.name, row.at, row.reason)
        found.setdefault((row.subject, row.unit), []).append(info)
    return found


def answering(
    assigned: Mapping[tuple[str, str], list[PersonInfo]], subject: str, unit: str
) -> PersonInfo | None:
    """Find who answers for a subject of a unit: who was assigned to it, else who speaks for the unit."""
    for key in ((subject, unit), (UNIT, unit)):
        rows = assigned.get(key)
        if rows and rows[0].person:
            return rows[0]
    return None


def done_info(row: Fulfilled, receipts: Mapping[str, int]) -> DoneInfo:
    """Give a row as a plain fact."""
    files = tuple(cast("list[str]", row.files))
    return DoneInfo(row.day, row.words, row.name, row.at, files, receipts)
