"""Duties: what each unit owes, that it was done and filed, who is reminded, who answers, what is public."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from qingtian.policy.duties import STAGES, calls
from qingtian_platform.act.notices.models import Hook, Message
from qingtian_platform.assess.api import policy
from qingtian_platform.assess.duties import api as duties
from qingtian_platform.assess.duties import reminding, worker
from qingtian_platform.assess.duties.models import Assigned, Fulfilled, Looked, Receipt, Reminder
from qingtian_platform.assess.tasks import api as ledger
from qingtian_platform.assess.tasks.models import Kept
from qingtian_platform.kit.places import Places
from qingtian_platform.people.models import Person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)
NOON = datetime(2026, 11, 26, 4, tzinfo=UTC)
DAY = timedelta(days=1)
PLAN = "clock:annual-plan.7@110105000"  # Chaoyang's plan of 2026
STUDY = "clock:quarterly-study.32@110105000"
MINUTES = ("会议纪要.txt", "研究生态环境保护工作".encode())


@pytest.fixture(autouse=True)
def kept():
    Kept.objects.create(day=date(2026, 10, 1))


@pytest.fixture
def assessor():
    return Person.objects.create(username="kaohe", name="陈静", role="assessor")


@pytest.fixture
def officer():
    mail = "plan@chaoyang.example"
    return Person.objects.create(username="jihua", name="何宁", role="duty", email=mail)


def paper(name=MINUTES[0], content=MINUTES[1]):
    return SimpleUploadedFile(name, content)


def one(key: str, day: date = TODAY) -> duties.DutyInfo:
    return next(e for e in duties.owed(day, ahead=timedelta(days=60)) if e.duty.key == key)


def test_what_was_done_stands_from_its_day_with_minutes_that_can_be_read_again(assessor):
    assert one(STUDY).state == "open"
    duties.fulfil(STUDY, TODAY, "第四季度常务会", assessor, files=[paper()], now=NOON)
    found = one(STUDY)
    assert (found.state, found.done.words, found.done.receipts) == ("done", "第四季度常务会", {})
    assert duties.papers(found.done.files)[found.done.files[0]].name == MINUTES[0]
    assert one(STUDY, TODAY - DAY).state == "open"
    assert one(STUDY.replace("110105000", "110101000")).state == "open"


def test_a_plan_is_filed_with_numbers_that_leave_no_gap(assessor):
    for number, unit in enumerate(("110105000", "110101000", "water"), 1):
        key = f"clock:annual-plan.7@{unit}"
        found = duties.fulfil(key, TODAY, "年度计划", assessor, now=NOON)
        assert found.receipts == {"party-committee": number, "city-government": number}
    again = duties.fulfil(PLAN, TODAY, "年度计划（更正）", assessor, now=NOON + timedelta(hours=1))
    assert again.receipts["city-government"] == 4
    assert one(PLAN).done.words == "年度计划（更正）"
    assert Fulfilled.objects.filter(key=PLAN).count() == 2


def test_done_after_its_day_is_late_and_a_day_without_a_record_is_none(assessor):
    november = "clock:dust-ranking.432@enforcement"
    due = one(november, date(2026, 11, 1)).duty.due
    assert one(november, due + DAY).state == "no record"
    later = datetime(2026, 11, 25, 4, tzinfo=UTC)
    duties.fulfil(november, due + DAY, "第432期", assessor, now=later)
    assert one(november).state == "late"


def test_a_turn_that_all_have_done_is_done_in_the_ledger_and_the_other_way_round(assessor):
    key = "D3-7.3-22"
    task = next(t.task for t in ledger.tasks_on(TODAY) if t.task.clause == key and t.task.turn)
    turn = str(task.turn)
    duties.fulfil(f"clock:water-ranking.{turn}@water", TODAY, "水执法通报", assessor, now=NOON)
    state = {t.task.key: t.task.state for t in ledger.tasks_on(TODAY)}
    assert state[f"{key}.{turn}"] == "done"
    ledger.record_done("D3-6.2-19.434", TODAY, "第434期", assessor, now=NOON)
    assert one("clock:dust-ranking.434@enforcement").done.words == "第434期"


def test_a_task_is_taken_down_in_the_ledger_with_its_papers(assessor):
    key = next(
        e.duty.key for e in duties.owed(TODAY) if e.duty.kind == "task" and e.duty.turn is None
    )
    duties.fulfil(key, TODAY, "报告", assessor, files=[paper()], now=NOON)
    clause = key.removeprefix("task:").split("@")[0]
    assert next(t for t in ledger.tasks_on(TODAY) if t.task.key == clause).done.files


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda p: duties.fulfil("clock:annual-plan.7@mars", TODAY, "x", p, now=NOON), "mars"),
        (lambda p: duties.fulfil(PLAN, TODAY + DAY, "x", p, now=NOON), "2026-11-27"),
        (lambda p: duties.fulfil(PLAN, TODAY, " ", p, now=NOON), "2000"),
        (lambda p: duties.fulfil(PLAN, TODAY, "x", p, files=[paper("a.exe")], now=NOON), "a.exe"),
        (lambda p: duties.start("annual-plan", "water", NOON, "x", p, now=NOON), "annual-plan"),
        (lambda p: duties.start("dust-seen", "water", NOON + DAY, "x", p, now=NOON), "2026-11-27"),
        (lambda p: duties.finish(99, TODAY, "x", p, now=NOON), "99"),
        (lambda p: duties.assign("unit", "mars", "", "甲", "", "x", p), "mars"),
        (lambda p: duties.assign("dataset:moon", "water", "", "甲", "", "x", p), "moon"),
        (lambda p: duties.assign("unit", "water", "nobody", "", "", "x", p), "nobody"),
        (lambda p: duties.answers_for("moon"), "moon"),
        (lambda p: duties.who("drinking-water", "110105000"), "nobody is named"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_says_what_was_expected(assessor, act, says):
    with pytest.raises(duties.DutyRefusedError, match=says):
        act(assessor)


def test_a_limit_runs_from_its_event_to_the_second_and_is_overdue_after_it(assessor):
    event = NOON - timedelta(hours=20)
    number = duties.start("dust-seen", "110105000", event, "视频发现裸土", assessor, now=NOON)
    (found,) = duties.limits(TODAY, now=NOON)
    assert (found.due, found.overdue) == (event + DAY, False)
    assert duties.limits(TODAY + DAY, now=event + DAY + timedelta(seconds=1))[0].overdue
    duties.finish(number, TODAY, "已现场核验", assessor, now=NOON)
    assert duties.limits(TODAY, now=NOON)[0].done.words == "已现场核验"


def test_in_a_simulated_year_each_reminder_is_written_once_whenever_one_looks():
    known, chance = policy(), random.Random(7)
    day, last = date(2026, 1, 1), date(2026, 12, 31)
    Kept.objects.all().delete()
    Kept.objects.create(day=day)
    expected: Counter[tuple[str, str]] = Counter()
    for duty in reminding.duties(known, day, last + timedelta(days=60), {}):
        when = calls(known, duty)
        expected.update((duty.key, s) for s in STAGES if duty.unit and day <= when[s] <= last)
    while day < last:
        day = min(last, day + DAY * chance.choice((1, 1, 15, 30, 40)))
        now = datetime(day.year, day.month, day.day, chance.randrange(16), tzinfo=UTC)
        duties.look(now)
        assert duties.look(now) == 0  # a process that begins anew on the same day writes none
    assert Counter(Reminder.objects.values_list("key", "stage")) == expected


def test_what_is_done_is_not_reminded_of(assessor):
    duties.fulfil(STUDY, TODAY, "已研究", assessor, now=NOON)
    keys = {call.duty.key for call in reminding.due_calls(TODAY, TODAY + timedelta(days=40))}
    assert STUDY not in keys
    assert STUDY.replace("110105000", "110101000") in keys


def test_the_person_assigned_has_one_mail_and_the_desk_s_systems_one_message(
    assessor, officer, settings
):
    settings.QINGTIAN_MAIL = "console"
    Hook.objects.create(name="oa", url="https://oa.example/", secret="", opened_at=NOON)
    duties.assign("unit", "110105000", "jihua", "", "010-1", "联系人", assessor, now=NOON)
    duties.look(datetime(2026, 12, 23, 4, tzinfo=UTC))
    duties.look(datetime(2026, 12, 24, 4, tzinfo=UTC))
    mails = Message.objects.filter(channel="mail")
    assert {row.address for row in mails} == {officer.email}
    body = mails.get(subject__contains="2026-12-31").body
    assert "朝阳区 · 党政主要负责人研究生态环境保护工作 · 2026-12-31到期" in body
    assert "Chaoyang · Annual plan filed and published · due on 2026-12-31 (D3-3.1-10)" in body
    assert Message.objects.filter(channel="hook", topic="duty").exists()
    mine = duties.reminders(["110105000"])
    assert {row.login for row in mine if row.day >= date(2026, 12, 1)} == {"jihua"}


def test_the_stage_looks_once_a_day(tmp_path):
    places = Places(tmp_path).make()
    assert worker.step(places, NOON)
    assert not worker.step(places, NOON + timedelta(hours=2))
    worker._done.clear()  # as a process that begins anew
    assert not worker.step(places, NOON + timedelta(hours=3))
    worker.step(places, NOON + DAY)
    assert Looked.objects.count() == 2


def test_who_answers_for_data_is_assigned_by_day_and_ends_by_an_empty_word(assessor):
    assert duties.answers_for("line-water").person is None
    duties.assign("dataset:line-water", "water", "", "王工", "010-2", "任命", assessor, now=NOON)
    duties.assign("dataset:line-water", "water", "", "李工", "", "接任", assessor, now=NOON + DAY)
    assert duties.answers_for("line-water", TODAY).person.person == "王工"
    found = duties.answers_for("line-water", TODAY + DAY)
    assert (found.person.person, found.earlier[0].person) == ("李工", "王工")
    later = NOON + 2 * DAY
    duties.assign("dataset:line-water", "water", "", "", "", "离任", assessor, now=later)
    assert duties.answers_for("line-water", TODAY + 2 * DAY).person is None
    assert Assigned.objects.count() == 3


def test_what_must_be_public_is_listed_whole_and_proved_by_its_hash(assessor):
    listed = duties.items(TODAY)
    assert {each.item for each in listed} == set(policy().publications)
    water = [each for each in listed if each.item == "water-plan"]
    assert [each.state for each in water] == ["no record"] * 16
    digest = duties.prove(
        "water-plan", "110105000", date(2018, 12, 31), date(2018, 12, 30),
        "https://chaoyang.example/plan", paper("plan.pdf", b"%PDF-1.7 plan"), "规划", assessor,
        now=NOON,
    )  # fmt: skip
    assert len(digest) == 64
    found = next(e for e in duties.items(TODAY) if (e.item, e.unit) == ("water-plan", "110105000"))
    assert (found.state, found.proofs[0].sha256) == ("public", digest)


@pytest.mark.parametrize(
    ("address", "file", "says"),
    [
        ("javascript:alert(1)", True, "https"),
        ("//evil.example/x", True, "https"),
        ("https://chaoyang.example/plan", False, "附上"),
    ],
)
def test_a_proof_asks_for_an_address_and_the_file(assessor, address, file, says):
    content = paper() if file else None
    with pytest.raises(duties.DutyRefusedError, match=says):
        duties.prove("red-line", "", date(2018, 12, 31), TODAY, address, content, "x", assessor, now=NOON)  # fmt: skip


@pytest.mark.parametrize("table", ["fulfilled", "receipt", "reminder", "assigned", "published"])
def test_the_database_alters_and_removes_nothing(assessor, table):
    duties.fulfil(PLAN, TODAY, "计划", assessor, now=NOON)
    duties.assign("unit", "water", "", "甲", "", "x", assessor, now=NOON)
    duties.look(NOON)
    duties.prove("red-line", "", date(2018, 12, 31), TODAY, "/a", paper(), "x", assessor, now=NOON)
    for words in ("UPDATE duties_{} SET id = id + 1000", "DELETE FROM duties_{}"):
        with (
            pytest.raises(DatabaseError, match="never"),
            transaction.atomic(),
            connection.cursor() as sql,
        ):
            sql.execute(words.format(table))
    assert Receipt.objects.count() == 2


def test_a_measure_is_evaluated_by_year_and_a_later_word_stands(assessor):
    found = duties.measures(2026, TODAY)
    assert [each.number for each in found] == list(range(1, 118))
    duties.evaluate("D5", 97, 2026, "有进展", assessor, special=True, files=[paper()], now=NOON)
    duties.evaluate("D5", 97, 2026, "已完成", assessor, now=NOON + timedelta(hours=1))
    one_of = next(each for each in duties.measures(2026, TODAY) if each.number == 97)
    assert [(e.words, e.special) for e in one_of.evaluations] == [
        ("已完成", False),
        ("有进展", True),
    ]
    ledger.record_done(one_of.clauses[0], TODAY, "文件", assessor, now=NOON)
    one_of = next(each for each in duties.measures(2026, TODAY) if each.number == 97)
    assert (one_of.done, one_of.moved) == (1, 1)
    assert not next(e for e in duties.measures(2025, TODAY) if e.number == 97).evaluations


@pytest.mark.parametrize(
    ("given", "says"),
    [(("D5", 118, 2026, "x"), "118"), (("D3", 1, 2026, "x"), "1"), (("D5", 1, 2027, "x"), "2027")],
)
def test_an_evaluation_asks_for_a_measure_and_a_year_that_has_begun(assessor, given, says):
    with pytest.raises(duties.DutyRefusedError, match=says):
        duties.evaluate(*given, assessor, now=NOON)
