"""Decisions that everybody reads: served, published by an act of their procedure, and what undid them since."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from qingtian.cases.intake import Public
from qingtian.policy.rows import a_day
from qingtian_platform.act.cases import listing, pack, reading
from qingtian_platform.act.cases.infos import DeedInfo, MatterInfo
from qingtian_platform.act.cases.models import Deed

PERSON: Final = "person"
"""Kind of subject whose name is nobody's to read."""


@dataclass(frozen=True)
class Disclosed:
    """A decision that was served and published.

    Attributes
    ----------
    key
        By which its page is found: of the salted hash of the act that published it, so it tells nothing.
    matter
        Its matter, which is not public.
    served
        On which day it was served.
    published
        The act that published it.
    undone
        The act that took it back; None where it stands.
    rule
        What of it is shown, by the pack.
    """

    key: str
    matter: MatterInfo
    served: date
    published: DeedInfo
    undone: DeedInfo | None
    rule: Public


def disclosed(
    *,
    since: datetime | None = None,
    matters: Collection[int] | None = None,
    things: Collection[int] | None = None,
    division: str = "",
    text: str = "",
    key: str = "",
    start: int = 0,
    size: int = 50,
) -> tuple[list[Disclosed], int]:
    """List decisions that everybody may read, the newest first, and count them all.

    Parameters
    ----------
    since
        Published then or later.
    matters, things, division, text, key
        Of which matters; about which units; in which district; a part of the name of whom it is about
        (where that name is read: neither of a natural person nor once it was taken back); of one page.
    start, size
        Which of them.

    Returns
    -------
    list, int
        Served and published ones, those that were taken back among them and marked so; never a
        matter whose decision was not. [1]
    """
    if not pack.has_procedures():
        return [], 0
    found = _published(since)
    if matters is not None:
        found = found.filter(matter__in=list(matters))
    if things is not None:
        found = found.filter(matter__thing_id__in=list(things))
    if division:
        found = found.filter(matter__standing__district=division)
    if key:
        found = found.filter(digest__startswith=key)
    if text.split():
        found = _named(found, text.split()[:5])
    ordered = found.order_by("-at", "-pk")
    return _read(list(ordered[start : start + size])), ordered.count()


def _named(found: QuerySet[Deed], words: Sequence[str]) -> QuerySet[Deed]:
    """Ask for those whose party's name holds all words; a name that is not shown is not found either."""
    known = pack.intake()
    gone = [
        Q(matter__standing__key=key, matter__standing__state__in=known.served[key].undone)
        for key in known.public
    ]
    hidden = reduce(or_, gone, Q(matter__subject_kind=PERSON))
    found = found.exclude(hidden)
    for word in words:
        found = found.filter(matter__subject_name__icontains=word[:80])
    return found


def _published(since: datetime | None) -> QuerySet[Deed]:
    """Ask for the first act that published each decision that was served."""
    known = pack.intake()
    asked = [Q(matter__standing__key=key, act=row.act) for key, row in known.public.items()]
    if not asked:
        return Deed.objects.none()
    found = Deed.objects.filter(reduce(or_, asked))
    before = Deed.objects.filter(matter=OuterRef("matter"), act=OuterRef("act"))
    found = found.exclude(Exists(before.filter(seq__lt=OuterRef("seq"))))
    acts = {known.served[key].act for key in known.public}
    served = Deed.objects.filter(matter=OuterRef("matter"), act__in=acts)
    found = found.filter(Exists(served))
    return found if since is None else found.filter(at__gte=since)


def _read(rows: Sequence[Deed]) -> list[Disclosed]:
    numbers = [each.matter_id for each in rows]
    deeds: dict[int, list[Deed]] = {}
    for each in Deed.objects.filter(matter__in=numbers).order_by("matter", "seq"):
        deeds.setdefault(each.matter_id, []).append(each)
    infos = listing.by_number(numbers)
    held = reading.proofs([*rows, *(every[-1] for every in deeds.values())])
    return [_one(row, infos[row.matter_id], deeds[row.matter_id], held) for row in rows]


def _one(row: Deed, info: MatterInfo, every: list[Deed], held: Mapping[int, int]) -> Disclosed:
    known = pack.intake()
    how = known.served[info.kind.key]
    serving = next(each for each in every if each.act == how.act)
    gone = every[-1] if info.state in how.undone else None
    return Disclosed(
        row.digest[:20],
        info,
        a_day(serving.facts[how.fact]),
        reading.deed(row, held.get(row.pk)),
        None if gone is None else reading.deed(gone, held.get(gone.pk)),
        known.public[info.kind.key],
    )
