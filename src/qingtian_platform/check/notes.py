"""Write and read the duty room's log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from qingtian_platform.check.models import Note

if TYPE_CHECKING:
    from qingtian_platform.people.models import Person


@dataclass(frozen=True)
class NoteInfo:
    """A line of the log.

    Attributes
    ----------
    number
        Its place in the log.
    day
        The Beijing day it speaks of.
    kind, word
        `note`, `cause`, `told`, `handover`, `takeover`, and the word for it.
    thing
        Key of the unit; empty = the shift as a whole.
    told, due, text
        Who was told, by when something is due, what it says.
    author
        Name of the person.
    recorded_at
        When it was written.
    taken_by, taken_at
        Of a hand-over: who took over and when; None while nobody has.
    """

    number: int
    day: date
    kind: str
    word: str
    thing: str
    told: str
    due: datetime | None
    text: str
    author: str
    recorded_at: datetime
    taken_by: str | None = None
    taken_at: datetime | None = None


class NoteError(ValueError):
    """A note that cannot stand: what was expected is in its text."""


def add(
    person: Person,
    *,
    day: date,
    kind: str,
    text: str,
    thing: str = "",
    told: str = "",
    due: datetime | None = None,
    answers: int | None = None,
) -> int:
    """Write a line of the log.

    Parameters
    ----------
    person
        Who writes.
    day
        The Beijing day it speaks of.
    kind
        One of `Note.Kind`.
    text
        What it says; not empty, at most 500 characters.
    thing
        Key of the unit; empty = the shift as a whole.
    told
        Who was told; demanded for `told`.
    due
        By when something is due.
    answers
        Of a take-over: number of the hand-over.

    Returns
    -------
    int
        The line's number.

    Raises
    ------
    NoteError
        Says what was expected.
    """
    _check(person, kind, text.strip(), told.strip(), answers)
    note = Note(
        day=day,
        kind=kind,
        district=_district(person),
        thing=thing,
        told=told.strip(),
        due=due,
        text=text.strip(),
        author=person,
        answers_id=answers,
    )
    note.save()
    return int(note.pk)


def _check(person: Person, kind: str, text: str, told: str, answers: int | None) -> None:
    """Refuse a line that says nothing, or that takes over what it cannot."""
    if kind not in Note.Kind.values:
        raise NoteError(_("Choose what kind of note this is."))
    if not text or len(text) > 500:
        raise NoteError(_("Write between 1 and 500 characters."))
    if kind == Note.Kind.TOLD and not told:
        raise NoteError(_("Say who was told."))
    if kind == Note.Kind.TAKEOVER:
        _check_takeover(person, answers)


def _check_takeover(person: Person, answers: int | None) -> None:
    """Refuse to take over nothing, twice, or from oneself."""
    handover = Note.objects.filter(pk=answers or 0, kind=Note.Kind.HANDOVER).first()
    if handover is None:
        raise NoteError(_("There is no such hand-over."))
    if Note.objects.filter(answers=handover).exists():
        raise NoteError(_("This hand-over has been taken over already."))
    if handover.author_id == person.pk:
        raise NoteError(_("Another person takes the shift over."))


def _district(person: Person) -> str:
    division = getattr(person, "division", None)
    return str(division.code)[:6] if division else ""


def notes(day: date, *, district: str | None = None) -> list[NoteInfo]:
    """List the lines that speak of a day, oldest first.

    Parameters
    ----------
    day
        Beijing day.
    district
        Only what this district wrote; None = all.
    """
    rows = Note.objects.filter(day=day).select_related("author", "answer", "answer__author")
    if district is not None:
        rows = rows.filter(district=district)
    return [_info(row) for row in rows]


def _info(row: Note) -> NoteInfo:
    answer = getattr(row, "answer", None)
    return NoteInfo(
        number=int(row.pk),
        day=row.day,
        kind=row.kind,
        word=row.get_kind_display(),
        thing=row.thing,
        told=row.told,
        due=row.due,
        text=row.text,
        author=_name(row.author),
        recorded_at=row.recorded_at,
        taken_by=None if answer is None else _name(answer.author),
        taken_at=None if answer is None else answer.recorded_at,
    )


def _name(person: object) -> str:
    return str(person)
