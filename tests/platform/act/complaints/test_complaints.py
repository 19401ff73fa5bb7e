"""A complaint is filed without an account, becomes a matter, is answered; its sender stays unknown."""

from __future__ import annotations

import dataclasses
import io
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from qingtian.cases import Handed, Officer
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.complaints import api, taking, worker
from qingtian_platform.act.complaints.models import Complaint, Sender
from qingtian_platform.kit import attachments, photographs
from qingtian_platform.kit.kept import AppendOnlyError

from .conftest import NOON

NAME, PHONE, MAIL = "欧阳若水", "138 1234 5678", "ruoshui.ouyang@example.org"
PLANTED = (NAME, PHONE, "13812345678", MAIL)


def report(cast, **more):
    given = {
        "key": "k1",
        "scope": "pollution",
        "text": f"我是{NAME},夜里烟囱冒黑烟,请打138-1234-5678或写信 {MAIL} 告诉我结果",
        "place": f"{NAME}家对面的锅炉房",
        "thing_id": cast.firm.thing,
        "name": NAME,
        "phone": PHONE,
        "mail": MAIL,
    }
    return api.Report(**{**given, **more})


def filed(cast, now=NOON, photos=(), **more):
    code = api.file(report(cast, **more), photos, now=now)
    return code, api.by_code(code)


def test_what_others_read_holds_no_way_to_the_sender(cast):
    code, found = filed(cast)
    shown = repr(found) + repr(list(Complaint.objects.values()))
    assert not [each for each in PLANTED if each in shown]
    assert "冒黑烟" in found.text
    assert found.number == "2026-000001"
    assert found.reachable
    assert code not in shown
    sealed = Sender.objects.get().sealed
    assert not [each for each in (*PLANTED, code) if each in sealed]


def test_the_database_holds_none_of_it_in_clear(cast):
    code, found = filed(cast)
    api.take(found.number, now=NOON)
    text = "\n".join(connection.connection.iterdump())
    assert not [each for each in (*PLANTED, code, "138-1234-5678") if each in text]


def test_the_same_form_sent_twice_is_one_complaint_with_one_code(cast):
    first, _found = filed(cast)
    assert filed(cast)[0] == first
    assert filed(cast, key="k2")[0] != first
    assert [row.number for row in Complaint.objects.all()] == ["2026-000001", "2026-000002"]


def test_a_new_year_begins_its_numbers_anew_in_beijing(cast):
    assert filed(cast)[1].number == "2026-000001"
    eve = datetime(2026, 12, 31, 16, tzinfo=UTC)
    assert filed(cast, eve, key="k3")[1].number == "2027-000001"


def test_a_code_is_read_as_people_type_it_and_no_other_opens_anything(cast):
    code, found = filed(cast)
    typed = f" {code.replace('-', ' ').lower().replace('0', 'o').replace('1', 'l')} "
    assert api.by_code(typed) == found
    assert api.by_code(found.number) is None
    assert api.by_code("") is None
    assert api.status(api.codes.new_code(), now=NOON) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"scope": "gossip"},
        {"text": "太短"},
        {"text": "长" * 4001},
        {"thing_id": None, "place": " "},
        {"mail": "nobody"},
        {"mail": "a@b.c\nBcc: x@y.z"},
        {"happened": NOON + timedelta(days=1)},
        {"thing_id": 4711},
        {"name": "n" * 101},
    ],
)
def test_what_is_no_complaint_is_refused_and_leaves_nothing(cast, wrong):
    with pytest.raises(api.ComplaintRefusedError):
        api.file(report(cast, **wrong), now=NOON)
    assert not Complaint.objects.exists()


def test_rows_stay_as_they_were_written(cast):
    filed(cast)
    row = Complaint.objects.get()
    row.text = "another"
    with pytest.raises(AppendOnlyError):
        row.save()
    with pytest.raises((sqlite3.DatabaseError, Exception), match="never altered"):
        connection.cursor().execute("UPDATE complaints_complaint SET text = 'x'")


def test_it_becomes_a_matter_once_and_a_second_report_joins_it(cast):
    _code, one = filed(cast)
    _code, two = filed(cast, key="k2")
    matter = api.take(one.number, now=NOON)
    assert matter == api.take(one.number, now=NOON) == api.take(two.number, now=NOON)
    info = cases.matter(matter)
    assert (info.procedure, info.subject.thing_id) == ("complaint/1", cast.firm.thing)
    assert info.origin == cases.Origin("complaint", one.number)
    assert [each.number for each in api.of_matters([matter])] == [one.number, two.number]


def test_the_stage_takes_in_what_waits(cast):
    _code, one = filed(cast)
    assert worker.step(cast.firm.places, NOON)
    assert api.complaint(one.number).matter
    assert not worker.step(cast.firm.places, NOON)


def test_who_files_and_the_stage_may_take_it_at_the_same_moment(cast):
    _code, one = filed(cast)
    real = transaction.atomic
    with pytest.MonkeyPatch.context() as patch:

        def atomic():  # the other is quicker, between the look and the row
            patch.undo()
            assert api.take(one.number, now=NOON)
            return real()

        patch.setattr(taking.transaction, "atomic", atomic)
        matter = api.take(one.number, now=NOON)
    assert matter == api.complaint(one.number).matter is not None
    assert [each.number for each in api.of_matters([matter])] == [one.number]


def test_channels_are_those_of_the_day(cast):
    def numbers(scope, day):
        return [each.number for each in api.hotlines(api.channel(scope, NOON), day.date())]

    early, late = datetime(2018, 6, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    assert numbers("pollution", early) == ["12369"]
    assert numbers("data", early) == ["12369", "12365"]
    assert numbers("data", datetime(2019, 12, 31, tzinfo=UTC)) == ["12369", "12365"]
    assert numbers("data", datetime(2020, 1, 1, tzinfo=UTC)) == ["12369", "12315"]
    assert numbers("data", late) == ["12345", "12315"]
    assert numbers("other", late) == []
    assert numbers("pollution", datetime(2018, 4, 27, tzinfo=UTC)) == []


def test_the_page_of_the_receipt_follows_the_matter_in_public_words(cast):
    code, one = filed(cast)
    matter = api.take(one.number, now=NOON)
    hour = timedelta(hours=1)
    cases.do(matter, cast.hotline, "route", party="hotline", now=NOON + hour)
    paper = Handed(
        "inspection",
        (Officer("甲", "1"), Officer("乙", "2")),
        "refused",
        "保安",
        NOON + hour,
        NOON + 2 * hour,
    )
    cases.do(matter, cast.officer, "check", party="lead", papers=(paper,), now=NOON + 3 * hour)
    cases.do(matter, cast.officer, "open-matter", party="lead", now=NOON + 4 * hour)
    api.answer(one.number, cast.officer, "已责令停炉检修,电话 010-62345678", now=NOON + 5 * hour)
    found = api.status(code, now=NOON + 6 * hour)
    assert [step for step, _at in found.steps] == ["received", "routed", "checked", "answered"]
    assert found.steps[1][1] == NOON + hour
    assert found.answers[0].text == f"已责令停炉检修,电话 {api.MASK}"
    assert found.ended is None
    assert "penalty" not in repr(found)


def test_only_who_takes_complaints_in_opens_a_sender_and_leaves_a_trace(cast):
    _code, one = filed(cast)
    for nobody in (cast.officer, cast.elsewhere, cast.firm.officer, cast.firm.technician, None):
        with pytest.raises(api.ComplaintRefusedError):
            api.open_sender(one.number, nobody, "为了回访", now=NOON)
    with pytest.raises(api.ComplaintRefusedError):
        api.open_sender(one.number, cast.hotline, " ", now=NOON)
    assert api.complaint(one.number).openings == ()
    told = api.open_sender(one.number, cast.hotline, "回访核实地点", now=NOON)
    assert (told.name, told.phone, told.mail) == (NAME, PHONE, MAIL)
    assert told.text.startswith(f"我是{NAME}")
    assert NAME not in repr(told)
    (trace,) = api.complaint(one.number).openings
    assert (trace.name, trace.reason, trace.at) == ("rexian", "回访核实地点", NOON)


def test_a_mail_says_that_there_is_an_answer_and_nothing_else(cast, settings):
    settings.QINGTIAN_MAIL = "smtp"
    code, one = filed(cast)
    filed(cast, key="k2", mail="")
    api.answer_all(["2026-000001", "2026-000002"], cast.officer, "已依法查处", now=NOON)
    worker.step(cast.firm.places, NOON)
    worker.step(cast.firm.places, NOON)
    (sent,) = mail.outbox
    assert sent.to == [MAIL]
    assert not [
        w for w in (NAME, PHONE, "黑烟", "锅炉", "已依法查处", one.number, code) if w in sent.body
    ]
    assert code[:4] in sent.body


@pytest.mark.parametrize(
    "text",
    [
        "13812345678",
        "138 1234 5678",
        "138-1234-5678",
        "１３８１２３４５６７８",
        "+86 138.1234.5678",
        "010-62345678",
        "一三八一二三四五六七八",
        "11010519491231002X",
        "a.b@example.org",
        "a.b @ example . org",
        "微信: abc_12345",
        "QQ12345678",
    ],
)
def test_ways_to_reach_a_person_are_masked_however_they_are_written(text):
    shown = api.masked(f"请联系 {text} 谢谢")
    assert text not in shown
    assert api.MASK in shown
    assert api.reveals(text)


@pytest.mark.parametrize(
    "text", ["2026-11-26 14:05 冒烟", "2026年11月26日", "PM2.5浓度350", "12号楼3单元", "三四百米外"]
)
def test_dates_and_small_numbers_stay(text):
    assert api.masked(text) == text


@given(
    st.text(max_size=60), st.integers(13_000_000_000, 19_999_999_999).map(str), st.text(max_size=60)
)
def test_no_telephone_number_passes(before, number, after):
    assert number not in api.masked(before + number + after)


@given(st.text(max_size=80))
def test_a_masked_text_is_masked(text):
    assert api.masked(api.masked(text)) == api.masked(text)


class Photo(io.BytesIO):
    def __init__(self, name, data):
        super().__init__(data)
        self.name = name


def jpeg(*segments):
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"picture\xff\x00\xff\xd1more"
    return b"\xff\xd8" + b"".join(segments) + scan + b"\xff\xd9" + b"trailing GPS"


def exif(body=b"Canon GPS 39.9"):
    tiff = b"II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00"
    inner = b"Exif\x00\x00" + tiff + body
    return b"\xff\xe1" + (len(inner) + 2).to_bytes(2, "big") + inner


def test_a_photograph_keeps_its_picture_and_which_way_up_and_nothing_else(cast):
    photo = Photo("欧阳若水的阳台.JPG", jpeg(exif(), b"\xff\xfe\x00\x08secret"))
    _code, one = filed(cast, photos=[photo])
    (kept,) = one.files
    data = attachments.content(kept.hash)
    assert kept.name == "1.jpg"
    assert b"picture\xff\x00\xff\xd1more\xff\xd9" in data
    assert not [each for each in (b"Canon", b"GPS", b"secret") if each in data]
    assert photographs._orientation(data) == 6


@given(st.binary(max_size=200))
def test_broken_photographs_are_refused_not_passed_on(data):
    for begin in photographs.FORMS.values():
        try:
            kept = photographs.bare(Photo("x", begin + data), 1)
        except attachments.AttachmentRefusedError:
            continue
        assert kept.data.startswith(begin[:2])


def test_a_disguised_file_is_no_photograph(cast):
    for data in (b"%PDF-1.7", b"MZ", b"", b"\xff\xd8\xff"):
        with pytest.raises(attachments.AttachmentRefusedError):
            api.file(report(cast), [Photo("x.jpg", data)], now=NOON)
    assert not Complaint.objects.exists()


def test_no_value_of_a_complaint_names_its_sender():
    fields = {each.name for each in dataclasses.fields(api.ComplaintInfo)}
    assert not fields & {"name", "phone", "mail", "code", "sender"}
