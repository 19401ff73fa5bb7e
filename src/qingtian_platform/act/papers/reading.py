"""Rows of papers as plain values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from qingtian_platform.act.papers import contents, pack
from qingtian_platform.act.papers.errors import NoSuchError
from qingtian_platform.act.papers.infos import ExhibitInfo, PaperInfo, ServedInfo
from qingtian_platform.act.papers.models import Draft, Exhibit, Finished, Sealed

PIECE: Final = 400
"""Most matters whose papers are read at once. [1]"""


def row(number: int) -> Draft:
    """Give the row of a paper.

    Raises
    ------
    NoSuchError
        There is none.
    """
    found = _whole().filter(pk=number).first()
    if found is None:
        raise NoSuchError(_("There is no such paper."))
    return found


def _whole() -> QuerySet[Draft]:
    return (
        Draft.objects.filter(dropped=False)
        .select_related("finished", "replaces")
        .prefetch_related(
            "finished__signatures",
            "finished__services__proof__replacing__finished",
            "finished__replacing__finished",
        )
        .order_by("pk")
    )


def infos(rows: Iterable[Draft]) -> list[PaperInfo]:
    """Give papers as plain values."""
    known = list(rows)
    digests = [each.finished.digest for each in known if hasattr(each, "finished")]
    sealed = seals(digests)
    return [info(each, sealed) for each in known]


def seals(digests: Iterable[str]) -> dict[str, int]:
    """Give the number of the act that holds each salted hash, where one does."""
    return dict(Sealed.objects.filter(digest__in=list(digests)).values_list("digest", "act"))


def info(row: Draft, sealed: dict[str, int]) -> PaperInfo:
    """Give one paper as a plain value."""
    running = pack.procedure(row.procedure)
    form = pack.named(row.form)
    asked = pack.demanded(running, row.kind)
    done: Finished | None = getattr(row, "finished", None)
    said = row.content if done is None else json.loads(done.text)["content"]
    served = _served(done)
    return PaperInfo(
        id=row.pk,
        matter=row.matter,
        procedure=row.procedure,
        kind=row.kind,
        key=pack.split(running, row.kind)[1],
        name=form.name if asked is None else asked.name,
        form=row.form,
        subject=row.subject,
        unit=row.unit,
        number=contents.of_json(said).fields.get("number", "")
        if form.foreign
        else (done.number if done else ""),
        state="draft" if done is None else "served" if served else "done",
        content=contents.of_json(said),
        version=row.version,
        by=row.by,
        name_by=row.name,
        at=row.at,
        finished_by=done.name if done else "",
        finished_at=done.at if done else None,
        digest=done.digest if done else "",
        salt=done.salt if done else "",
        text=done.text if done else "",
        sealed=sealed.get(done.digest) if done else None,
        signed=tuple((s.name, s.at, s.act) for s in done.signatures.all()) if done else (),
        served=served,
        replaces=row.replaces.draft_id if row.replaces else None,
        replaced_by=_replaced_by(done),
        reason=row.reason,
    )


def _served(done: Finished | None) -> ServedInfo | None:
    """Give the first service whose record itself still stands."""
    if done is None:
        return None
    standing = [each for each in done.services.all() if _replaced_by(each.proof) is None]
    first = min(standing, key=lambda each: (each.day, each.pk), default=None)
    return None if first is None else ServedInfo(first.day, first.way, first.proof.draft_id)


def _replaced_by(done: Finished | None) -> int | None:
    if done is None:
        return None
    found = [each for each in done.replacing.all() if hasattr(each, "finished")]
    return found[0].pk if found else None


def of_matter(matter: int) -> list[PaperInfo]:
    """List the papers of a matter, drafts among them, in the order in which they were begun."""
    return of_matters([matter])[matter]


def of_matters(matters: Sequence[int]) -> dict[int, list[PaperInfo]]:
    """List the papers of matters, drafts among them, in the order in which they were begun."""
    found: dict[int, list[PaperInfo]] = {matter: [] for matter in matters}
    for first in range(0, len(matters), PIECE):
        for each in infos(_whole().filter(matter__in=matters[first : first + PIECE])):
            assert each.matter is not None, "asked for by it"
            found[each.matter].append(each)
    return found


def exhibit_infos(rows: Iterable[Exhibit]) -> list[ExhibitInfo]:
    """Give exhibits as plain values."""
    known = list(rows)
    sealed = seals(each.digest for each in known)
    return [
        ExhibitInfo(
            e.pk,
            e.matter,
            e.kind,
            e.hash,
            e.filename,
            e.form,
            e.size,
            e.words,
            e.taken_at,
            e.lon,
            e.lat,
            e.batch,
            e.frame,
            e.by,
            e.name,
            e.at,
            e.digest,
            e.salt,
            sealed.get(e.digest),
        )
        for e in known
    ]
