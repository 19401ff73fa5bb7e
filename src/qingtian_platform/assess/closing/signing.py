"""Closing as a signed act: the paper is written, signed in the browser, and freezes the edition.

The log holds the salted hash of the paper (`qingtian.paper/1`) and nothing of what it says; the paper
names the edition, its digest and its text, so that whoever holds paper and salt can check both.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import gettext as _

from qingtian.ledger.acts import SALT_SIZE, Act, canonical, words_hash
from qingtian_platform.assess.closing import api, frozen
from qingtian_platform.assess.closing.errors import ClosingRefusedError
from qingtian_platform.assess.closing.models import Edition, Paper, Signature
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.signed import signed
from qingtian_platform.people.api import Role
from qingtian_platform.record.acts.api import ActRefusedError


def write(
    ranking: str,
    first: date,
    person: Any,  # noqa: ANN401 - the account model is private to its app
    reason: str = "",
    *,
    now: datetime | None = None,
) -> str:
    """Write the paper of the next edition, or of the newest where that is not signed yet.

    Parameters
    ----------
    ranking, first
        Which list, and the first day of its turn.
    person
        Who will sign it.
    reason
        What made a later edition needed.
    now
        When; None = the present.

    Returns
    -------
    str
        The salted hash that an act names it by; nothing is frozen before the act comes in.

    Raises
    ------
    ClosingRefusedError
        As of `api.close`.
    """
    present = now or datetime.now(UTC)
    standing = _unsigned(ranking, first)
    if standing is not None:
        number, text, why = standing.number, standing.text, standing.reason
    else:
        made = api.drafted(ranking, first, reason, now=present)
        number, text, why = made.number, made.text, reason.strip()[:300]
    said = _said(ranking, first, number, text, why)
    salt = os.urandom(SALT_SIZE)
    name = words_hash(salt, said)
    Paper(
        hash=name, ranking=ranking, first=first, number=number, salt=salt, text=said, reason=why,
        **signed(person, present),
    ).save(force_insert=True)  # fmt: skip
    return name


def _said(ranking: str, first: date, number: int, text: str, reason: str) -> str:
    content = {
        "digest": frozen.digest(text),
        "edition": number,
        "first": first.isoformat(),
        "list": text,
        "ranking": ranking,
        "reason": reason,
    }
    return canonical(content).decode()


def _unsigned(ranking: str, first: date) -> Edition | None:
    """Give the newest edition where nobody signed it."""
    row = Edition.objects.filter(ranking=ranking, first=first).order_by("-number").first()
    return row if row is not None and not row.signatures.exists() else None


def mine(act: Act) -> bool:
    """Tell whether an act signs a paper of the closing."""
    return Paper.objects.filter(hash=act.body.get("paper", "")).exists()


def check(places: Places, act: Act, person: Any) -> None:  # noqa: ANN401
    """Refuse a signature that does not hold, and freeze the edition that it is under.

    Runs in the transaction that takes the act in.

    Raises
    ------
    ActRefusedError
        The paper is another person's, or figures have changed since it was written.
    """
    del places
    paper = Paper.objects.get(hash=act.body["paper"])
    if person.role != Role.ASSESSOR or paper.by != person.get_username():
        raise ActRefusedError(_("Only the assessor who drew the list up signs it."))
    at = datetime.fromtimestamp(act.at / 1e6, UTC)
    row = _unsigned(paper.ranking, paper.first)
    text = _text_of(paper, row, person, at)
    if _said(paper.ranking, paper.first, paper.number, text, paper.reason) != paper.text:
        raise ActRefusedError(_("Figures have changed since the page was read: read it again."))
    found = Edition.objects.get(ranking=paper.ranking, first=paper.first, number=paper.number)
    Signature(edition=found, paper=paper, act=act.hash(), **signed(person, at)).save()


def _text_of(paper: Paper, standing: Edition | None, person: Any, at: datetime) -> str:  # noqa: ANN401
    """Give the text of the edition that stands unsigned, or close the turn now."""
    if standing is not None:
        return str(standing.text)
    try:
        return api.close(paper.ranking, paper.first, person, paper.reason, now=at).text
    except ClosingRefusedError as error:
        raise ActRefusedError(str(error)) from None


def paper(name: str) -> tuple[str, str] | None:
    """Give salt (hexadecimal) and text of a paper by its hash; None where there is none."""
    row = Paper.objects.filter(hash=name).first()
    return None if row is None else (bytes(row.salt).hex(), row.text)
