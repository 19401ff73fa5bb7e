"""Declarations: beforehand or marked as late, never backdated, only added to, by who may."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from qingtian_platform.check.declared import api, timing
from qingtian_platform.check.declared.models import Declaration, StandsError
from qingtian_platform.kit import attachments
from qingtian_platform.people import api as people
from qingtian_platform.registry import api as registry
from support.firm import Firm, at

pytestmark = pytest.mark.django_db


def declare(firm: Firm, start: str, end: str | None, *, now: str, kind="production", **more):
    span = (at(start), at(end) if end else None)
    who = {"person": firm.officer} | more
    return api.declare(firm.thing, kind, *span, "年度检修", now=at(now), **who)


def stops(firm: Firm) -> list[tuple]:
    found = registry.shutdowns(firm.thing, at("1 00:00"), at("30 00:00"))
    return [(each.kind, each.start, each.end) for each in found]


def test_a_stop_declared_beforehand_is_the_registrys_and_not_late(firm):
    found = declare(firm, "3 08:00", "5 08:00", now="2 10:00")
    assert (found.late, found.by.contracted) == ((), False)
    assert stops(firm) == [("production", at("3 08:00"), at("5 08:00"))]


def test_what_is_declared_afterwards_is_late_and_excuses_nothing_before_it_was_said(firm):
    found = declare(firm, "3 08:00", None, now="3 20:00")
    assert found.late == ((at("3 08:00"), at("3 20:00")),)
    assert found.late_by == timedelta(hours=12)
    assert stops(firm) == [("production", at("3 20:00"), None)]


def test_an_end_that_is_put_off_too_late_leaves_a_gap(firm):
    first = declare(firm, "3 08:00", "4 08:00", now="2 10:00")
    later = api.amend(
        first.number, "未修好", person=firm.officer, end=at("6 08:00"), now=at("4 18:00")
    )
    assert later.late == ((at("4 08:00"), at("4 18:00")),)
    assert (later.number, later.declared_at) == (first.number, at("2 10:00"))
    assert stops(firm) == [
        ("production", at("3 08:00"), at("4 08:00")),
        ("production", at("4 18:00"), at("6 08:00")),
    ]


def test_ended_and_taken_back_are_rows_and_every_row_stays(firm):
    first = declare(firm, "3 08:00", "9 08:00", now="2 10:00")
    over = api.amend(first.number, "提前复产", person=firm.officer, ended=True, now=at("5 12:00"))
    assert (over.end, over.ended) == (at("5 12:00"), True)
    assert stops(firm) == [("production", at("3 08:00"), at("5 12:00"))]
    api.amend(first.number, "误报", person=firm.officer, withdrawn=True, now=at("5 13:00"))
    assert stops(firm) == []
    assert api.declarations(firm.thing) == []
    told = [(each.end, each.ended, each.withdrawn) for each in api.history(first.number)]
    assert told == [
        (at("9 08:00"), False, False),
        (at("5 12:00"), True, False),
        (at("5 12:00"), True, True),
    ]
    with pytest.raises(api.DeclarationRefusedError, match=r"taken back|撤回"):
        api.amend(first.number, "又", person=firm.officer, end=at("9 09:00"), now=at("5 14:00"))


def test_a_row_is_never_altered_not_even_past_the_orm(firm):
    declare(firm, "3 08:00", "4 08:00", now="2 10:00")
    row = Declaration.objects.get()
    with pytest.raises(StandsError):
        row.save()
    for statement in (
        "UPDATE declared_declaration SET reason='x'",
        "DELETE FROM declared_declaration",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_contractor_acts_for_who_registered_it_and_who_did_it_is_kept(firm):
    found = declare(firm, "3 08:00", "4 08:00", now="2 10:00", person=firm.technician)
    assert (found.by.body, found.by.on_behalf, found.by.contracted) == (
        "衡准运维",
        "青云供热",
        True,
    )


def test_who_is_not_registered_or_no_longer_is_may_not(firm):
    refused = pytest.raises(api.DeclarationRefusedError)
    with refused:
        declare(firm, "3 08:00", "4 08:00", now="2 10:00", person=firm.stranger)
    today = timezone.localdate()
    given_one = people.mandates(firm.owner)[0]
    people.end_mandate(given_one.number, firm.owner, today, by=firm.officer)
    assert people.principals(firm.technician, today + timedelta(days=1)) == ()
    assert people.principals(firm.technician) == (firm.owner,)
    assert [each.until for each in people.mandates(firm.owner)] == [today]


@pytest.mark.parametrize(
    ("kind", "start", "end", "more"),
    [
        ("production", "3 08:00", "3 08:00", {}),
        ("production", "3 08:00", "4 08:00", {"mn": "QTSTACK001"}),
        ("fault", "3 08:00", "4 08:00", {}),
        ("holiday", "3 08:00", "4 08:00", {}),
        ("maintenance", "3 08:00", "4 08:00", {"mn": "other"}),
        ("maintenance", "3 08:00", "4 08:00", {"mn": "QTSTACK001", "code": "w01018"}),
    ],
)
def test_what_cannot_stand_is_refused(firm, kind, start, end, more):
    with pytest.raises(api.DeclarationRefusedError):
        declare(firm, start, end, now="2 10:00", kind=kind, **more)
    assert not Declaration.objects.exists()


class File(io.BytesIO):
    def __init__(self, name: str, data: bytes) -> None:
        super().__init__(data)
        self.name = name


def test_evidence_is_kept_by_its_hash_and_found_again(firm):
    file = File("../检修单.PDF", b"%PDF-1.7 x")
    found = declare(firm, "3 08:00", "4 08:00", now="2 10:00", files=[file])
    (kept,) = found.files
    assert (kept.name, kept.form, kept.media_type) == ("检修单.PDF", "pdf", "application/pdf")
    assert attachments.content(kept.hash) == b"%PDF-1.7 x"
    assert api.holders(kept.hash) == {firm.thing}
    attachments.path_of(kept.hash).write_bytes(b"%PDF-1.7 y")
    with pytest.raises(LookupError, match="changed"):
        attachments.content(kept.hash)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.exe", b"MZ"),
        ("a.pdf", b"MZ"),
        ("a.png", b""),
        ("a.txt", b"a\x00b"),
        ("a.jpg", b"\xff\xd8\xff" + bytes(attachments.LARGEST)),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_and_nothing_is_declared(firm, name, data):
    with pytest.raises(api.DeclarationRefusedError, match=r"a[.]"):
        declare(firm, "3 08:00", "4 08:00", now="2 10:00", files=[File(name, data)])
    assert not Declaration.objects.exists()


hours = st.integers(0, 50)


@given(st.lists(st.tuples(hours, hours, hours), min_size=1, max_size=6))
def test_no_row_hides_that_a_moment_was_first_told_afterwards(told):
    """Brute force: an hour is late if the first row that covers it was said after it began."""
    rows = [(min(a, b), max(a, b) + 1, said) for a, b, said in told]
    rows = [(a, b, said) for (a, b, _), said in zip(rows, sorted(r[2] for r in rows), strict=True)]
    start = at("1 00:00")

    def moment(hour: int):
        return start + timedelta(hours=hour)

    spans = timing.late([(moment(a), moment(b), moment(said)) for a, b, said in rows])
    for hour in range(*rows[-1][:2]):
        first = next(said for a, b, said in rows if a <= hour < b)
        assert any(a <= moment(hour) < b for a, b in spans) == (first > hour)
