"""The record of a draw as a file: papers, acts, appointments and proofs, up to the checkpoint shown."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from qingtian.draw.record import Entry, Record
from qingtian.ledger.acts import Act
from qingtian.ledger.errors import ProofError
from qingtian_platform.act.draws import infos, keeping
from qingtian_platform.act.draws.errors import DrawRefusedError
from qingtian_platform.act.draws.models import Fixed, Paper
from qingtian_platform.kit.places import Places
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.log import api as log

_REGISTRAR: Final = 0
"""Number of the act that everything begins with."""


def record(draw: str, places: Places | None = None) -> Record:
    """Write the record of a draw that has ended.

    Parameters
    ----------
    draw
        Its name.
    places
        Where everything lives.

    Raises
    ------
    DrawRefusedError
        It has not ended; before, secrets and pool are nobody's to see.
    NotLoggedError
        The checkpoint that is shown does not cover it yet.
    """
    here, found = places or Places.current(), infos.info(draw)
    if not found.over:
        raise DrawRefusedError(_("The record is published once the draw has ended."))
    rows = keeping.signed_papers(draw)
    note = log.shown_note(here)
    by_number = {keeping.number_of(row.signature.act): row for row in rows}
    numbers = sorted({*by_number, *_appointments([row.signature.key for row in rows], here)})
    entries = tuple(_entry(number, by_number.get(number), note, here) for number in numbers)
    fixed = Fixed.objects.filter(draw=draw).first()
    kept = None if fixed is None else bytes(fixed.note)
    steps = () if found.point is None else log.consistency(found.point[0], note, here)
    drawn = None if found.drawn is None else found.drawn.said()
    return Record(note, kept, tuple(steps), entries, drawn)


def recordable(found: infos.DrawInfo, places: Places | None = None) -> bool:
    """Say whether the record of a draw can be written: it has ended, and the log shows its last step.

    A log that shows what it did not sign writes none.
    """
    here = places or Places.current()
    if not found.over:
        return False
    papers = keeping.signed_papers(found.name)
    index = log.place_of_act(max(keeping.number_of(row.signature.act) for row in papers), here)
    try:
        return index is not None and index < log.standing(here).size
    except ProofError:
        return False


def _appointments(keys: list[str], places: Places) -> set[int]:
    standing = acts.roll(places)
    return {_REGISTRAR, *(keeping.number_of(standing.signers[key].act.hash()) for key in keys)}


def _entry(number: int, row: Paper | None, note: bytes, places: Places) -> Entry:
    proof = acts.proof(number, places, note)
    act = Act.from_bytes(proof.entry)
    if row is None:
        return Entry(proof.index, act, proof.path)
    return Entry(proof.index, act, proof.path, bytes(row.salt), row.text)
