"""The ledger of tasks and the wall of targets: what is said stays, and stands as of its day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from qingtian_platform.assess.tasks import api as ledger
from qingtian_platform.assess.tasks import figures, targeting
from qingtian_platform.people.models import Person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)
NOON = datetime(2026, 11, 26, 4, tzinfo=UTC)
LANGUAGES = (
    ("zh-hans", "到期无记录", "任务台账"),
    ("en", "day passed, no record", "Ledger of tasks"),
)


@pytest.fixture
def assessor():
    return Person.objects.create(username="kaohe", name="陈静", role="assessor")


@pytest.fixture
def duty():
    return Person.objects.create(username="zhiban", name="赵敏", role="duty")


def signed_in(person, language="zh-hans") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(person)
    return client


def task(key: str, day: date = TODAY) -> ledger.TaskInfo:
    return next(each for each in ledger.tasks_on(day) if each.task.key == key)


def target(clause: str, day: date = TODAY) -> ledger.TargetInfo:
    return next(each for each in ledger.targets(day) if each.target.clause.id == clause)


def test_what_was_done_stands_from_the_day_on_which_it_was_taken_down(assessor):
    ledger.record_done("D3-7.3-01", date(2018, 12, 30), "验收报告第12号", assessor, now=NOON)
    assert task("D3-7.3-01").task.state == "done"
    assert task("D3-7.3-01").done.words == "验收报告第12号"
    assert task("D3-7.3-01", TODAY - timedelta(days=1)).task.state == "no record"


def test_a_later_word_stands_and_the_earlier_one_stays(assessor):
    ledger.assign("D5-2.1-01", "land", "由其牵头", assessor, now=NOON)
    ledger.assign("D5-2.1-01", "reform", "改由其牵头", assessor, now=NOON + timedelta(hours=1))
    assert task("D5-2.1-01").task.owners == ("reform",)
    assert task("D5-2.1-01").assigned.words == "改由其牵头"
    from qingtian_platform.assess.tasks.models import Assignment

    assert Assignment.objects.count() == 2


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda p: ledger.assign("D9-1-01", "land", "x", p), "D9-1-01"),
        (lambda p: ledger.assign("D5-2.1-01", "nobody", "x", p), "nobody"),
        (lambda p: ledger.assign("D5-2.1-01", "land", "  ", p), "2000"),
        (lambda p: ledger.assign("D3-4.1-02", "monitoring-bodies", "x", p), "监测机构"),
        (lambda p: ledger.record_done("D3-7.3-99", TODAY, "x", p, now=NOON), "D3-7.3-99"),
        (lambda p: ledger.record_done("D3-7.3-01", date(2026, 11, 27), "x", p, now=NOON), "2026"),
        (lambda p: ledger.report("D3-7.3-01", TODAY, "many", "x", p, now=NOON), "many"),
        (lambda p: ledger.report("D3-7.3-01", TODAY, "NaN", "x", p, now=NOON), "NaN"),
        (lambda p: ledger.report("D3-7.3-02", TODAY, "1", "x", p, now=NOON), "D3-7.3-02"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_says_what_was_expected(assessor, act, says):
    with pytest.raises(ledger.TaskRefusedError, match=says):
        act(assessor)


def test_a_figure_moves_a_target_from_no_record_to_its_light(assessor):
    assert target("D3-7.3-01").progress.reason == "no record"
    ledger.report("D3-7.3-01", date(2018, 12, 31), "140", "市水务局报告", assessor, now=NOON)
    found = target("D3-7.3-01")
    assert (found.progress.light, found.progress.reason) == ("red", "missed")
    ledger.report("D3-7.3-01", date(2018, 12, 31), "141", "更正", assessor, now=NOON)
    found = target("D3-7.3-01")
    assert (found.progress.light, found.figures[-1].source.words) == ("green", "更正")
    assert target("D3-7.3-01", date(2026, 11, 25)).progress.reason == "no record"


def test_both_figures_of_a_day_are_told_and_the_one_handed_in_counts(assessor, monkeypatch):
    monkeypatch.setattr(figures, "_COMPUTED", {})
    ledger.computed_by("heavy-days-reduction", lambda day: [(date(2018, 12, 31), Decimal(20))])
    found = target("D3-6.5-04")
    assert (found.telling.value, found.telling.source) == (Decimal(20), None)
    ledger.report("D3-6.5-04", date(2018, 12, 31), "21", "年报", assessor, now=NOON)
    found = target("D3-6.5-04")
    assert [(each.value, each.stands) for each in found.figures] == [
        (Decimal(20), False),
        (Decimal(21), True),
    ]
    assert found.telling.source.words == "年报"
    assert found.progress.value == Decimal(21)


def test_how_near_is_about_is_a_setting(assessor, monkeypatch):
    def margin(percent):
        plain = targeting._answer

        def answer(known, key, day):
            return {"percent": percent} if key == "target.about" else plain(known, key, day)

        return answer

    ledger.report("D3-6.1-08", date(2020, 12, 31), "39", "年报", assessor, now=NOON)
    assert target("D3-6.1-08").progress.reason == "missed"
    monkeypatch.setattr(targeting, "_answer", margin(5))
    assert target("D3-6.1-08").progress.reason == "met"


def test_a_baseline_that_was_handed_in_stays_beside_its_correction(assessor):
    ledger.report_baseline("D3-6.5-04", "46", "公报", assessor, now=NOON)
    ledger.report_baseline("D3-6.5-04", "45", "更正", assessor, now=NOON + timedelta(hours=1))
    assert [(b.year, b.value, b.stands) for b in target("D3-6.5-04").baselines] == [
        (2015, Decimal(45), True)
    ]
    assert target("D3-6.5-04", TODAY - timedelta(days=1)).baselines == ()
    with pytest.raises(ledger.TaskRefusedError, match=r"D3-7\.3-01"):
        ledger.report_baseline("D3-7.3-01", "1", "x", assessor, now=NOON)


def test_a_reminder_is_kept_with_its_time(assessor):
    ledger.remind("D3-7.3-01", ("water",), assessor, now=NOON)
    assert target("D3-7.3-01").reminded == NOON


@pytest.mark.parametrize(("language", "word", "title"), LANGUAGES)
def test_the_pages_list_tasks_and_targets_in_the_reader_s_language(assessor, language, word, title):
    client = signed_in(assessor, language)
    html = client.get("/desk/tasks/?state=no-record").content.decode()
    assert title in html
    assert word in html
    wall = client.get("/desk/targets/").content.decode()
    assert 'id="D3-7.3-01"' in wall
    assert word in wall
    assert wall.count("<tr id=") == 110
    assert client.get("/desk/tasks/?as=csv")["Content-Type"].startswith("text/csv")


def test_an_assessor_writes_and_others_only_read(assessor, duty):
    day = timezone.localdate().isoformat()
    form = {"act": "done", "task": "D3-7.3-01", "day": day, "words": "验收"}
    assert signed_in(duty).post("/desk/tasks/", form).status_code == 302
    assert task("D3-7.3-01", timezone.localdate()).done is None
    assert signed_in(assessor).post("/desk/tasks/", form).status_code == 302
    assert task("D3-7.3-01", timezone.localdate()).done.name == "陈静"
    figure = {"clause": "D3-7.3-01", "day": day, "value": "141", "source": "报告"}
    signed_in(assessor).post("/desk/targets/", figure)
    assert target("D3-7.3-01", timezone.localdate()).progress.light == "green"


def test_neither_a_citizen_nor_an_enterprise_reads_the_ledger(db):
    firm = Person.objects.create(username="qiye", name="李", role="enterprise")
    for path in ("/desk/tasks/", "/desk/targets/"):
        assert Client().get(path).status_code == 302
        assert signed_in(firm).get(path).status_code in (302, 403, 404)
