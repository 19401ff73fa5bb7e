"""Notice and interview: numbers without gaps, one step after another, a later edition ends a procedure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qingtian_platform.assess.api import policy
from qingtian_platform.assess.closing import api as closing
from qingtian_platform.assess.interviews import api as interviews
from qingtian_platform.assess.interviews.models import Notice
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import beijing
from qingtian_platform.people.models import Person
from support.wording import foreign

pytestmark = pytest.mark.django_db
FIRST = date(2026, 10, 1)
CLOSED = datetime(2026, 11, 10, 4, tzinfo=UTC)
TOWNS = policy().assessed("township-air", date(2026, 10, 31))[:14]
WORST = TOWNS[0]
NOTHING = re.compile("(?!)")
PARTS = ("township-pm25", "township-tsp", "air-work")


@pytest.fixture(autouse=True)
def places(tmp_path, monkeypatch) -> Places:
    found = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(found.data))
    return found


@pytest.fixture
def assessor(db):
    return Person.objects.create(username="kaohe", name="陈静", role="assessor")


def closed(assessor, first=FIRST, at=CLOSED, reason="", **values):
    """Close a list of fourteen, the first township the worst unless it is said otherwise."""
    rows = [
        closing.FigureRow(name, who, first, values.get(who, str(90 - 3 * n)), "", "台账")
        for name in PARTS[:2]
        for n, who in enumerate(TOWNS)
    ]
    rows += [
        closing.FigureRow("air-work", who, first, "80", "", "台账") for n, who in enumerate(TOWNS)
    ]
    closing.hand_in(rows, assessor, now=at)
    return closing.close("township-air", first, assessor, reason, now=at)


def minutes(name="纪要.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "会议纪要".encode())


def step(assessor, what, day, **more):
    return interviews.take_down(
        "township-air", FIRST, WORST, what, day, "内容", assessor,
        now=datetime(2027, 3, 1, 4, tzinfo=UTC), **more,
    )  # fmt: skip


def now(subject=WORST):
    return interviews.procedure("township-air", FIRST, subject)


def test_a_procedure_goes_from_notice_to_look_back_by_its_clocks(assessor):
    closed(assessor)
    found = interviews.procedures("township-air", FIRST)
    assert len(found) == 10
    assert (found[0].subject, found[0].stage.key) == (WORST, "notice")
    assert found[0].stage.due == date(2026, 11, 15)
    notice = interviews.give_notice(
        "township-air", FIRST, WORST, "", assessor, now=datetime(2026, 11, 12, 4, tzinfo=UTC)
    )
    assert notice.number == "2026-0001"
    assert (now().stage.key, now().stage.due) == ("interview", date(2026, 11, 22))
    step(assessor, "interview", date(2026, 11, 20), who="分管副镇长", files=[minutes()])
    assert (now().stage.key, now().stage.due) == ("commitment", date(2026, 11, 30))
    step(assessor, "commitment", date(2026, 11, 25), due=date(2026, 12, 31))
    assert (now().stage.key, now().stage.due) == ("look-back", date(2027, 1, 30))
    step(assessor, "look-back", date(2027, 1, 10), kept=False, files=[minutes("照片.txt")])
    assert (now().stage.key, now().stage.due) == ("commitment", date(2027, 1, 20))
    step(assessor, "commitment", date(2027, 1, 12), due=date(2027, 2, 1))
    step(assessor, "look-back", date(2027, 2, 20), kept=True, files=[minutes("照片.txt")])
    assert (now().stage.key, now().stage.due) == ("done", None)
    assert [each.what for each in now().steps] == [
        "interview", "commitment", "look-back", "commitment", "look-back"
    ]  # fmt: skip


def test_a_day_that_has_passed_without_a_record_is_told_as_that(assessor):
    closed(assessor)
    due = now().stage
    assert not due.without_record(date(2026, 11, 15))
    assert due.without_record(date(2026, 11, 16))


def test_numbers_of_notices_have_no_gaps_and_begin_anew_with_the_year(assessor):
    closed(assessor)
    for number, who in enumerate(TOWNS[:3], 1):
        made = interviews.give_notice("township-air", FIRST, who, "", assessor, now=CLOSED)
        assert made.number == f"2026-{number:04d}"
        with pytest.raises(interviews.InterviewRefusedError):
            interviews.give_notice("township-air", FIRST, who, "", assessor, now=CLOSED)
    later = datetime(2027, 1, 5, 4, tzinfo=UTC)
    made = interviews.give_notice("township-air", FIRST, TOWNS[3], "", assessor, now=later)
    assert made.number == "2027-0001"
    assert sorted(Notice.objects.filter(year=2026).values_list("number", flat=True)) == [1, 2, 3]


@pytest.mark.parametrize(
    ("what", "more"),
    [
        ("commitment", {"due": date(2026, 12, 31)}),
        ("interview", {"who": "", "files": [minutes()]}),
        ("interview", {"who": "镇长"}),
        ("interview", {"who": "镇长", "files": [minutes("纪要.exe")]}),
        ("interview", {"who": "镇长", "files": [minutes()], "day": date(2026, 11, 9)}),
        ("interview", {"who": "镇长", "files": [minutes()], "day": date(2027, 3, 2)}),
    ],
)
def test_a_step_out_of_order_or_without_what_it_needs_is_not_taken_down(assessor, what, more):
    closed(assessor)
    interviews.give_notice("township-air", FIRST, WORST, "", assessor, now=CLOSED)
    given = {"day": date(2026, 11, 20), **more}
    with pytest.raises(interviews.InterviewRefusedError):
        step(assessor, what, given.pop("day"), **given)
    assert now().steps == ()


def test_a_later_edition_that_no_longer_names_a_unit_ends_its_procedure_with_the_reason(assessor):
    closed(assessor)
    interviews.give_notice("township-air", FIRST, WORST, "", assessor, now=CLOSED)
    closed(
        assessor,
        at=datetime(2026, 11, 20, 4, tzinfo=UTC),
        reason="站点搬迁，数据更正",
        **{WORST: "1"},
    )
    found = {each.subject: each for each in interviews.procedures("township-air", FIRST)}
    assert (found[WORST].stage.key, found[WORST].notice.number) == ("ended", "2026-0001")
    assert "站点搬迁，数据更正" in found[WORST].ended
    assert found[TOWNS[10]].stage.due == date(2026, 11, 25)
    with pytest.raises(interviews.InterviewRefusedError):
        step(assessor, "interview", date(2026, 11, 20), who="镇长", files=[minutes()])


def test_how_often_a_unit_was_named_counts_twelve_months_and_newest_editions(assessor):
    for first in (date(2025, 10, 1), date(2025, 11, 1), date(2026, 9, 1)):
        closed(assessor, first=first)
    closed(assessor, first=date(2026, 9, 1), reason="更正", **{WORST: "1"})
    closed(assessor)
    assert (now().times, now().repeated) == (2, True)
    assert (now(TOWNS[10]), now(TOWNS[9]).times) == (None, 3)
    named = interviews.history("township-air", FIRST, WORST)
    assert [each.first for each in named] == [date(2025, 11, 1), FIRST]


def test_nobody_is_called_in_for_a_list_that_the_text_only_circulates(assessor):
    rows = [
        closing.FigureRow("bare-land-done", who, FIRST, str(n), "", "通报")
        for n, who in enumerate(TOWNS)
    ]
    closing.hand_in(rows, assessor, now=CLOSED)
    closing.close("bare-land", FIRST, assessor, now=CLOSED)
    assert not interviews.holds("bare-land")
    with pytest.raises(interviews.InterviewRefusedError):
        interviews.give_notice("bare-land", FIRST, TOWNS[0], "", assessor, now=CLOSED)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_desk_takes_steps_down_and_hands_out_the_minutes(assessor, language):
    closed(assessor)
    client = Client(headers={"accept-language": language})
    client.force_login(assessor)
    page = f"/desk/interviews/township-air/2026-10-01/{WORST}/"
    assert page in client.get("/desk/interviews/").content.decode()
    assert client.post(page, {"step": "notice", "words": "附言"}).status_code == 302
    notice = now().notice
    day = beijing(notice.at).date().isoformat()
    sent = {"step": "interview", "day": day, "who": "镇长", "words": "纪要", "files": minutes()}
    assert client.post(page, sent).status_code == 302
    html = client.get(page).content.decode()
    assert notice.number in html
    ((digest, _title),) = now().steps[0].files
    assert f"{page}papers/{digest}" in html
    assert b"".join(client.get(f"{page}papers/{digest}")).decode() == "会议纪要"
    assert client.get(f"{page}papers/{'0' * 64}").status_code == 404
    duty = Client()
    duty.force_login(Person.objects.create(username="zhiban", name="赵敏", role="duty"))
    duty.post(page, {"step": "commitment", "day": day, "words": "x", "due": "2027-12-31"})
    assert len(now().steps) == 1


def test_an_english_page_names_the_language_of_names_and_of_what_was_typed(assessor):
    closed(assessor)
    client = Client(headers={"accept-language": "en"})
    client.force_login(assessor)
    client.post(
        f"/desk/interviews/township-air/{FIRST}/{WORST}/", {"words": "通知", "step": "notice"}
    )
    turn = f"/desk/closing/township-air/{FIRST}/"
    one = f"/desk/interviews/township-air/{FIRST}/{WORST}/"
    for path in (turn, f"{turn}figures/", f"{turn}stations/", "/desk/interviews/", one):
        page = client.get(path).content.decode()
        assert not foreign(page.split("<main")[1], "en", NOTHING), path
        assert "、" not in page, path
