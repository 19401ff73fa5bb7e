"""Entries are written for a signature, and reviewed by the city; nobody reviews his own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from qingtian_platform.assess.duties import api as duties
from qingtian_platform.assess.guarantees import signing
from qingtian_platform.assess.guarantees.errors import GuaranteeRefusedError
from qingtian_platform.assess.guarantees.infos import EXTENTS, OUTCOMES, ReviewInfo
from qingtian_platform.assess.guarantees.models import Entry, Review
from qingtian_platform.assess.guarantees.reading import districts, the_policy
from qingtian_platform.kit.attachments import Upload
from qingtian_platform.kit.signed import signed
from qingtian_platform.kit.signed import words_of as signed_words
from qingtian_platform.kit.times import beijing
from qingtian_platform.people.api import Role, scope

_words = partial(signed_words, refused=GuaranteeRefusedError)
ENTERING = (Role.HEAD,)
REVIEWING = (Role.ASSESSOR, Role.SUPERVISOR)


def write(
    district: str,
    item: str,
    extent: str,
    words: str,
    person: Any,  # noqa: ANN401 - the account model is private to its app
    *,
    files: Sequence[Upload] = (),
    now: datetime | None = None,
) -> str:
    """Write an entry for the person's signature; it counts once the act has come in.

    Parameters
    ----------
    district, item, extent
        Whose, about what, and how far it is guaranteed: one of `EXTENTS`.
    words, files
        What shows it.
    person
        Who will sign: a head of a unit of that district.
    now
        When; None = the present.

    Returns
    -------
    str
        The salted hash that an act names it by.

    Raises
    ------
    GuaranteeRefusedError
        If the person does not speak for the district, there is no such item or extent, nothing is
        said, or a paper cannot be taken.
    """
    present = now or datetime.now(UTC)
    known = {place.code for place in districts(beijing(present).date())}
    if district not in known or not may_enter(person, district):
        raise GuaranteeRefusedError(_("Only the head of a unit of the district enters for it."))
    if item not in the_policy().guarantees:
        raise GuaranteeRefusedError(
            _("Expected an item of the checklist; got %(x)s.") % {"x": item}
        )
    if extent not in EXTENTS:
        raise GuaranteeRefusedError(_("Expected one of %(x)s.") % {"x": ", ".join(EXTENTS)})
    said = _words(words)
    try:
        hashes = duties.keep_papers(files, present)
    except duties.DutyRefusedError as error:
        raise GuaranteeRefusedError(str(error)) from error
    content = {"district": district, "item": item, "extent": extent, "words": said}
    return signing.write({**content, "files": hashes}, person, present)


def may_enter(person: Any, district: str) -> bool:  # noqa: ANN401
    """Say whether a person enters what a district guarantees."""
    role = getattr(person, "role", "")
    return role in ENTERING and (scope(person).district or "")[:6] == district[:6]


def may_review(person: Any) -> bool:  # noqa: ANN401
    """Say whether a person reviews entries: of the city, with one of its roles."""
    return getattr(person, "role", "") in REVIEWING and scope(person).district is None


def review(
    entry: int,
    outcome: str,
    words: str,
    person: Any,  # noqa: ANN401
    *,
    now: datetime | None = None,
) -> ReviewInfo:
    """Take down what the city says of an entry.

    Parameters
    ----------
    entry, outcome, words
        Which; `accepted` or `returned`; why.
    person, now
        Who says so, and when.

    Raises
    ------
    GuaranteeRefusedError
        If the person is none of the city's, there is no such entry or a newer one stands, or nothing
        is said.
    """
    if not may_review(person):
        raise GuaranteeRefusedError(
            _("Entries are reviewed by assessors and supervisors of the city.")
        )
    row = Entry.objects.filter(pk=entry).first()
    if row is None or _newer(row):
        raise GuaranteeRefusedError(_("Expected the newest entry about an item."))
    if outcome not in OUTCOMES:
        raise GuaranteeRefusedError(_("Expected one of %(x)s.") % {"x": ", ".join(OUTCOMES)})
    made = Review(entry=row, outcome=outcome, words=_words(words), **signed(person, now))
    made.save(force_insert=True)
    return ReviewInfo(made.outcome, made.words, made.name, made.at)


def _newer(row: Entry) -> bool:
    """Tell whether the district has entered the item again since."""
    return Entry.objects.filter(district=row.district, item=row.item, pk__gt=row.pk).exists()
