"""Seals over deeds: what was done enters the evidence log as one hash, and nobody reads there of whom it speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from qingtian.ledger import kinds
from qingtian.ledger.merkle import Tree, inclusion_proof, leaf_hashes, root
from qingtian_platform.act.cases import rows
from qingtian_platform.act.cases.models import Deed, Sealed
from qingtian_platform.kit.places import Places
from qingtian_platform.record.acts import api as acts

PAUSE: Final = timedelta(minutes=1)
"""From one seal to the next; what is done meanwhile stands under one."""
MOST: Final = 20_000
"""Most deeds under one seal. [1]"""


@dataclass(frozen=True)
class Proof:
    """What shows that a deed was recorded before a seal and not changed since.

    Attributes
    ----------
    text, salt
        Canonical text of the deed; its salt, hexadecimal. SHA-256 of both gives the leaf.
    index, size, path
        Which leaf of how many; hashes of the path to the root, hexadecimal.
    root, act
        Root that the seal holds; number of the act in the evidence log.
    """

    text: str
    salt: str
    index: int
    size: int
    path: tuple[str, ...]
    root: str
    act: int


def seal(places: Places, now: datetime) -> bool:
    """Seal the deeds since the last seal; True if there were any.

    Parameters
    ----------
    places
        Where the log lives.
    now
        The present.
    """
    last = Sealed.objects.order_by("number").last()
    if last is not None and timedelta(0) <= now - last.at < PAUSE:
        return False
    after = 0 if last is None else last.last
    if not Deed.objects.filter(pk__gt=after).exists():
        return False
    with transaction.atomic():
        found = list(Deed.objects.filter(pk__gt=after).order_by("pk")[:MOST])
        top = root(_leaves(found)).hex()
        before = acts.roll(places).deeds
        number = 0 if before is None else before.body["number"] + 1
        body = {
            "number": number,
            "previous": None if before is None else before.hash(),
            "root": top,
        }
        act = acts.enter(kinds.DEEDS, body, "", (places.matters_key, "matters"), places)
        Sealed.objects.create(
            number=number, first=found[0].pk, last=found[-1].pk, root=top, act=act, at=now
        )
    return True


def proof(deed: Deed) -> Proof | None:
    """Give what shows that a deed stands under a seal; None while it waits for one."""
    held = Sealed.objects.filter(first__lte=deed.pk, last__gte=deed.pk).first()
    if held is None:
        return None
    found = list(Deed.objects.filter(pk__gte=held.first, pk__lte=held.last).order_by("pk"))
    tree, index = Tree(_leaves(found)), found.index(deed)
    path = tuple(each.hex() for each in inclusion_proof(tree.node, index, tree.size))
    text = rows.text(deed.matter.number, deed)
    return Proof(text, deed.salt, index, tree.size, path, held.root, held.act)


def proof_of(matter: int, seq: int) -> Proof | None:
    """Give what shows that a deed, by its number in its matter, stands under a seal; None while it waits."""
    row = Deed.objects.select_related("matter").filter(matter=matter, seq=seq).first()
    return None if row is None else proof(row)


def _leaves(found: Sequence[Deed]) -> list[bytes]:
    return leaf_hashes(bytes.fromhex(each.digest) for each in found)
