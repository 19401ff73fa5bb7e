"""The duty room's log is only ever added to, and a shift is taken over by another person."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from qingtian_platform.check import api
from qingtian_platform.check.models import AppendOnlyError, Note
from qingtian_platform.people.models import Person

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


@pytest.fixture
def officers():
    return [Person.objects.create(username=f"officer{n}", role="duty") for n in (1, 2)]


def test_a_note_stands(officers):
    number = api.add_note(officers[0], day=DAY, kind="cause", text="pump stopped", thing="boiler-1")
    (note,) = api.notes(DAY)
    assert (note.number, note.text, note.author) == (number, "pump stopped", "officer1")


def test_neither_code_nor_database_alters_or_removes_a_note(officers):
    api.add_note(officers[0], day=DAY, kind="note", text="quiet night")
    note = Note.objects.get()
    note.text = "loud night"
    with pytest.raises(AppendOnlyError):
        note.save()
    with pytest.raises(AppendOnlyError):
        note.delete()
    with pytest.raises(AppendOnlyError):
        Note.objects.all().update(text="x")
    for statement in ("UPDATE check_note SET text = 'x'", "DELETE FROM check_note"):
        with pytest.raises(DatabaseError, match="never"), transaction.atomic():
            connection.cursor().execute(statement)
    assert Note.objects.get().text == "quiet night"


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "note", "text": "  "},
        {"kind": "note", "text": "x" * 501},
        {"kind": "gossip", "text": "x"},
        {"kind": "told", "text": "called"},
        {"kind": "takeover", "text": "taken", "answers": 99},
        {"kind": "takeover", "text": "taken"},
    ],
)
def test_a_note_that_cannot_stand_is_refused(officers, fields):
    with pytest.raises(api.NoteError):
        api.add_note(officers[0], day=DAY, **fields)
    assert not Note.objects.exists()


def test_another_person_takes_the_shift_over_once(officers):
    first, second = officers
    number = api.add_note(first, day=DAY, kind="handover", text="two loggers silent")
    with pytest.raises(api.NoteError):
        api.add_note(first, day=DAY, kind="takeover", text="mine", answers=number)
    api.add_note(second, day=DAY, kind="takeover", text="read", answers=number)
    with pytest.raises(api.NoteError):
        api.add_note(second, day=DAY, kind="takeover", text="again", answers=number)
    handover = next(note for note in api.notes(DAY) if note.kind == "handover")
    assert handover.taken_by == "officer2"
