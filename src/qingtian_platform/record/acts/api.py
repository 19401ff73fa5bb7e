"""What the record offers about acts of persons: submit, list, prove, and what holds now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from qingtian.ledger import kinds
from qingtian.ledger.acts import Act, Pen
from qingtian.ledger.errors import ProofError
from qingtian.ledger.proof import Proof
from qingtian.ledger.roll import Roll
from qingtian_platform.kit.places import Places
from qingtian_platform.record.acts import persons, readings, registrar, submitting, table
from qingtian_platform.record.acts.infos import ActInfo, KeyState, word
from qingtian_platform.record.acts.persons import (
    Appointed,
    acts_of,
    appoint,
    appointed,
    holder,
    keys_of,
    named,
    revoke,
)
from qingtian_platform.record.acts.public import Basis, basis
from qingtian_platform.record.acts.readings import (
    GOOD,
    Corrected,
    Decided,
    corrected,
    decided,
    micro,
    target_of,
    value_text,
)
from qingtian_platform.record.acts.submitting import REVIEWED
from qingtian_platform.record.errors import ActRefusedError
from qingtian_platform.record.log import proofs
from qingtian_platform.record.models import Words

__all__ = [
    "GOOD",
    "REVIEWED",
    "ActInfo",
    "ActRefusedError",
    "Appointed",
    "Basis",
    "Corrected",
    "Decided",
    "KeyState",
    "about_dataset",
    "about_reading",
    "about_review",
    "about_sample",
    "about_thing",
    "act",
    "acts_of",
    "appoint",
    "appointed",
    "basis",
    "corrected",
    "corrected_one",
    "decided",
    "decided_one",
    "enter",
    "enter_paper",
    "erase_words",
    "fits",
    "holder",
    "key_state",
    "keys_of",
    "latest",
    "may_sign",
    "micro",
    "named",
    "number_of",
    "origin",
    "persons_behind",
    "proof",
    "revoke",
    "roll",
    "submit",
    "target_here",
    "target_of",
    "value_text",
    "word",
]


SHOWN: Final = 50
"""Most acts in one list."""


def roll(places: Places | None = None) -> Roll:
    """Give who may sign and what was signed, up to now."""
    return table.roll(places or Places.current())


def origin(places: Places | None = None) -> str:
    """Name the log that acts are meant for."""
    return roll(places).log


def submit(
    entry: bytes,
    person: Any,  # noqa: ANN401 - the account model is private to its app
    words: tuple[bytes, str] | None = None,
    places: Places | None = None,
) -> int:
    """Take in an act of a person; see `record.acts.submitting.submit`."""
    return submitting.submit(places or Places.current(), entry, person, words)


def may_sign(person: Any, schema: str, duty: str = "") -> bool:  # noqa: ANN401 - as above
    """Say whether a key of a person is usually appointed for a kind of act, and for a duty of it."""
    kinds_, duties = registrar.USUAL.get(getattr(person, "role", ""), ((), ()))
    return schema in kinds_ and (not duty or duty in duties)


def enter(
    schema: str, body: dict[str, Any], text: str, pen: tuple[Path, str], places: Places
) -> int:
    """Enter an act that the platform itself signs, with a key of its own for that kind alone.

    Parameters
    ----------
    schema, body
        Kind, and what it carries without its words.
    text
        The words beside it.
    pen
        File of the key, made where there is none yet, and what it is for.
    places
        Where the data lives.

    Returns
    -------
    int
        Its number.

    Raises
    ------
    ActRefusedError
        It does not hold, as where another process entered it first.
    """
    own = registrar.kept_pen(pen[0])
    with transaction.atomic():
        said = {**body, "words": persons.keep_words(text)}
        return _by_platform(schema, said, own, pen[1], places)


def enter_paper(name: str, pen: tuple[Path, str], places: Places) -> int:
    """Enter the salted hash of a paper that the platform keeps, once; `pen` and errors as of `enter`.

    A hash that this key entered before is answered with that act: of two processes that enter it at the
    same time, and of one that was stopped before it noted the number, none is refused.

    Parameters
    ----------
    name
        The hash; whoever has salt and text can check it.

    Returns
    -------
    int
        Number of the act.
    """
    own = registrar.kept_pen(pen[0])
    with transaction.atomic():
        there = next(table.found(target=f"paper {name}", schema=kinds.PAPER, by=own.name), None)
        if there is not None:
            return int(there[0].number)
        return _by_platform(kinds.PAPER, {"paper": name}, own, pen[1], places)


def _by_platform(schema: str, body: dict[str, Any], own: Pen, what: str, places: Places) -> int:
    persons.appoint_platform(places, own, [schema], what)
    return table.add(places, own.sign(schema, table.roll(places).log, table.now(), body))


def about_reading(row: dict[str, Any], places: Places | None = None) -> list[ActInfo]:
    """List the acts about a reading, whichever frame brought it, in order.

    Parameters
    ----------
    row
        An observation: mn, code, field, interval, start, place.
    places
        Where the data lives; None = of this process.
    """
    name = table.reading_name({**row, "start": readings.micro(row["start"])})
    found = _infos(places, target=name)
    names = [f"entry {each.hash}" for each in found]
    return found + _infos(places, target__in=names)


def about_sample(sample: str, places: Places | None = None) -> list[ActInfo]:
    """List the signatures under a manual sample."""
    return _infos(places, target=f"sample {sample}")


def about_dataset(name: str, places: Places | None = None) -> list[ActInfo]:
    """List the decisions about the release of something, by its hash."""
    return _infos(places, target=f"dataset {name}")


def about_review(thing: str, day: str, places: Places | None = None) -> list[ActInfo]:
    """List the steps of the review of a day (2026-11-25) of an own station, by its key."""
    return _infos(places, target=f"review {thing} {day}")


def about_thing(key: str, places: Places | None = None) -> list[ActInfo]:
    """List what gave the readings of a place their meaning, change by change."""
    return _infos(places, target=f"thing {key}")


def persons_behind(steps: Iterable[Act]) -> set[int]:
    """List the numbers of the accounts whose keys signed some acts; the platform's own keys have none."""
    holders = [persons.holder(each.by) for each in steps]
    return {each.person_id for each in holders if each is not None}


def act(number: int, places: Places | None = None) -> ActInfo | None:
    """Give an act by its number; None where there is none."""
    return next(iter(_infos(places, number=number)), None)


def number_of(name: str) -> int | None:
    """Give the number of an act by its hash; None where there is none."""
    return table.number_of(name)


def latest(
    schema: str = "", text: str = "", before: int | None = None, places: Places | None = None
) -> list[ActInfo]:
    """List acts, the newest first, at most `SHOWN`.

    Parameters
    ----------
    schema
        One kind; empty = all but those that the platform enters by itself.
    text
        What the act is about, its hash or its words must hold; empty = all.
    before
        Number of the act from which on they are older; None = from the newest.
    places
        Where the data lives; None = of this process.
    """
    standing = roll(places)
    return [_info(standing, *each) for each in table.newest(schema, text, before, SHOWN)]


def key_state(key: str, places: Places | None = None) -> KeyState:
    """Tell how a key stands, by its name."""
    standing = roll(places)
    appointment, gone = standing.signers[key], standing.revoked.get(key)
    until = appointment.until
    return KeyState(
        _moment(appointment.since),
        None if until is None else _moment(until),
        None if gone is None else _moment(gone.at),
    )


def fits(act: Act, places: Places | None = None) -> bool:
    """Check anew that the signature of an act is that of its key."""
    try:
        act.check_signature(roll(places).signers[act.by].public)
    except ProofError:
        return False
    return True


def _moment(micros: int) -> datetime:
    return datetime.fromtimestamp(micros / 1e6, UTC)


def proof(number: int, places: Places | None = None, note: bytes | None = None) -> Proof:
    """Prove an act up to the log's signature (`spec/proof.md`), or to a checkpoint that was shown.

    Raises
    ------
    NotLoggedError
        The checkpoint that is shown does not cover it yet.
    """
    return proofs.of_entry(places or Places.current(), table.NAME, number, note)


def corrected_one(row: dict[str, Any], places: Places | None = None) -> Corrected | None:
    """Give what holds now for one reading; None where it was not corrected."""
    return corrected(places or Places.current(), [row]).get(0)


def decided_one(row: dict[str, Any], places: Places | None = None) -> Decided | None:
    """Give what holds now for the mark of one reading; None where nobody decided on it."""
    return decided(places or Places.current(), [row]).get(0)


def target_here(row: dict[str, Any], places: Places | None = None) -> dict[str, Any]:
    """Write what points to an observation, as an act carries it."""
    return target_of(places or Places.current(), row)


def _infos(places: Places | None, **sought: object) -> list[ActInfo]:
    standing = roll(places)
    return [_info(standing, row, found) for row, found in table.found(**sought)]


def _info(standing: Roll, row: Any, found: Act) -> ActInfo:  # noqa: ANN401
    holder = persons.holder(found.by)
    name = found.body.get("words")
    words = Words.objects.filter(hash=name).first() if name else None
    erased = None if words is None else words.erased_at
    return ActInfo(
        number=row.number,
        act=found,
        hash=row.hash,
        at=_moment(found.at),
        recorded_at=row.recorded_at,
        name="" if holder is None else holder.name,
        holder=appointed(standing.signers[found.by].act.body["holder"]),
        words=None if words is None or erased else words.text,
        erased_at=erased,
        basis="" if words is None else words.basis,
        stands=not standing.retracted(row.hash),
    )


def erase_words(name: str, *, by: str, basis: str) -> bool:
    """Erase what a person wrote beside an act; the act, its hash and the tree stay whole.

    Parameters
    ----------
    name
        Hash that the act names the words by.
    by
        Who erases.
    basis
        On what ground, in words; at least one.

    Returns
    -------
    bool
        Whether there was something to erase.

    Raises
    ------
    ValueError
        No ground is given.
    """
    if not basis.strip() or not by:
        raise ValueError("expected who erases, and on what ground")
    moment = datetime.fromtimestamp(table.now() / 1e6, UTC)
    gone = Words.objects.filter(hash=name, erased_at=None).update(
        text="", salt=b"", erased_at=moment, erased_by=by, basis=basis
    )
    return gone == 1
