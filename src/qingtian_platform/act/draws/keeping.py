"""Papers of draws as rows: written by a person and signed by its act, or by the platform at once."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from django.db import transaction

from qingtian.draw import papers
from qingtian.ledger.acts import SALT_SIZE, Act, words_hash
from qingtian_platform.act.draws.models import Once, Paper, Signature
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.signed import signed
from qingtian_platform.record.acts import api as acts

WHAT: Final = "double-random inspections"


def write(
    step: str,
    draw: str,
    said: dict[str, Any],
    person: Any,  # noqa: ANN401 - the account model is private to its app
    now: datetime,
) -> Paper:
    """Write a paper; nothing follows from it until its act is in.

    Parameters
    ----------
    step, draw
        Which step of which draw; empty in an announcement.
    said
        What the step says (`spec/draw.md`).
    person
        Who writes it; None = the platform.
    now
        The present.
    """
    text, salt = papers.written(step, draw or None, **said), os.urandom(SALT_SIZE)
    name = words_hash(salt, text)
    by = {"by": "", "name": "", "at": now} if person is None else signed(person, now)
    row = Paper(hash=name, draw=draw or name, step=step, salt=salt, text=text, **by)
    row.save(force_insert=True)
    return row


def sign(row: Paper, act: Act) -> None:
    """Keep that a paper is signed: once a step and key.

    Raises
    ------
    IntegrityError
        The key did this step of the draw before.
    """
    Once(draw=row.draw, step=row.step, key=act.by).save(force_insert=True)
    at = datetime.fromtimestamp(act.at / 1e6, UTC)
    Signature(paper=row, act=act.hash(), key=act.by, at=at).save(force_insert=True)


@transaction.atomic
def enter(
    step: str,
    draw: str,
    said: dict[str, Any],
    places: Places,
    now: datetime,
    person: Any = None,  # noqa: ANN401
) -> Paper:
    """Write a paper and sign it with the key of the draws; parameters as of `write`."""
    row = write(step, draw, said, person, now)
    number = acts.enter_paper(row.hash, (places.draws_key, WHAT), places)
    info = acts.act(number, places)
    assert info is not None
    sign(row, info.act)
    return row


def signed_papers(draw: str) -> list[Paper]:
    """List the signed papers of a draw, in the order in which they were signed."""
    rows = Paper.objects.filter(draw=draw, signature__isnull=False)
    return list(rows.select_related("signature").order_by("signature__pk"))


def signed_hashes(draws: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Give the hashes of the signed papers of draws, in the order in which they were signed."""
    found: dict[str, tuple[str, ...]] = dict.fromkeys(draws, ())
    rows = Paper.objects.filter(draw__in=found, signature__isnull=False)
    for draw, name in rows.order_by("signature__pk").values_list("draw", "hash"):
        found[draw] += (name,)
    return found


def number_of(act: str) -> int:
    """Give the number of an act that a signature or an appointment names."""
    number = acts.number_of(act)
    assert number is not None, "it names an act that is there"
    return number


def draws() -> list[str]:
    """List all draws, the newest first."""
    rows = Paper.objects.filter(step=papers.ANNOUNCEMENT, signature__isnull=False)
    return list(rows.order_by("-pk").values_list("hash", flat=True))
