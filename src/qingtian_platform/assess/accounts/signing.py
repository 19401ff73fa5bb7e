"""Papers that persons sign: written once, salted, taken up when the act comes in that names their hash."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from qingtian.ledger.acts import SALT_SIZE, Act, canonical, words_hash
from qingtian_platform.assess.accounts.models import Paper
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.signed import signed
from qingtian_platform.record.acts.api import ActRefusedError


def write(
    what: str,
    unit: str,
    content: Mapping[str, Any],
    person: Any,  # noqa: ANN401 - the account model is private to its app
    now: datetime | None = None,
) -> Paper:
    """Write a paper; nothing follows from it until it is signed.

    Parameters
    ----------
    what
        `decision` or `transfer`.
    unit
        Whose it is.
    content
        What it says.
    person
        Who writes it, and alone may sign it.
    now
        When; None = the present.
    """
    text, salt = canonical(dict(content)).decode(), os.urandom(SALT_SIZE)
    paper = Paper(
        hash=words_hash(salt, text), what=what, unit=unit, salt=salt, text=text,
        **signed(person, now),
    )  # fmt: skip
    paper.save(force_insert=True)
    return paper


def check(places: Places, act: Act, person: Any) -> None:  # noqa: ANN401
    """Refuse the signature under a paper that does not hold, and take up what it says.

    Runs in the transaction that takes the act in.

    Raises
    ------
    ActRefusedError
        There is no such paper, another person wrote it, or what it rests on has changed.
    """
    from qingtian_platform.assess.accounts import deciding, transferring

    paper = Paper.objects.filter(hash=act.body["paper"]).first()
    if paper is None or paper.by != person.get_username():
        raise ActRefusedError("expected a paper that you wrote: there is none with this hash")
    if words_hash(bytes(paper.salt), paper.text) != paper.hash:
        raise ActRefusedError("the paper was changed since it was written")
    at = datetime.fromtimestamp(act.at / 1e6, UTC)
    if paper.what == "decision":
        deciding.take(paper, act, person, at)
    else:
        transferring.take(places, paper, act, person, at)
