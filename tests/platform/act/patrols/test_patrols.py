"""River chiefs: whose reach, due by the pack's clocks, what is found is a matter, what is missed is told."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from qingtian.policy.errors import PolicyError
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.notices import api as notices
from qingtian_platform.act.patrols import api, missing, turns, worker
from qingtian_platform.act.patrols.models import Missed, Patrol
from qingtian_platform.kit.kept import AppendOnlyError
from qingtian_platform.kit.places import Places
from qingtian_platform.people import api as people
from support import firm as firms

MONDAY = date(2026, 11, 2)


def at(day: int, hour: int = 10) -> datetime:
    """A moment of November 2026 in Beijing."""
    return datetime(2026, 11, day, tzinfo=UTC) + timedelta(hours=hour - 8)


class Photo(io.BytesIO):
    name = "river.jpg"


def photo():
    return Photo(b"\xff\xd8\xff\xe0 river")


@pytest.fixture
def chief(tmp_path, monkeypatch, db):
    monkeypatch.setenv("QINGTIAN_DATA", str(tmp_path))
    Places(tmp_path).make()
    api.ensure_reach("liangshui-1", "凉水河一段", name_en="Liangshui, reach 1", division="110106")
    api.appoint("liangshui-1", "village", "cunji", MONDAY)
    api.appoint("liangshui-1", "township", "zhenji", MONDAY)
    firms.person("zhenji", "river-chief", district="110106")
    return firms.person("cunji", "river-chief", district="110106")


def went(chief, day, hour=10, **more):
    given = {
        "key": f"{day}",
        "reach": "liangshui-1",
        "begin": at(day, hour),
        "end": at(day, hour + 1),
    }
    photos = more.pop("photos", [])
    now = more.pop("now", at(day, hour + 2))
    return api.report(api.Report(**{**given, **more}), chief, photos, now=now)


def test_a_village_owes_a_week_and_a_township_a_month(chief):
    (village,) = api.due("cunji", now=at(4))
    (township,) = api.due("zhenji", now=at(4))
    assert (village.first, village.due) == (MONDAY, date(2026, 11, 8))
    assert (township.first, township.due) == (date(2026, 11, 1), date(2026, 11, 30))
    assert (village.clauses, township.clauses) == (("D3-7.3-19",), ("D3-7.3-18",))
    assert api.due("nobody", now=at(4)) == []


def test_a_patrol_in_the_week_meets_it_and_the_next_is_owed(chief):
    went(chief, 8, 22)
    (turn,) = api.due("cunji", now=at(8, 23))
    assert (turn.first, turn.due, turn.last) == (date(2026, 11, 9), date(2026, 11, 15), at(8, 22))
    (still,) = api.due("zhenji", now=at(8, 23))
    assert still.due == date(2026, 11, 30)


def test_what_was_missed_is_noted_once_and_told_as_the_setting_says(chief):
    assert api.look(now=at(8, 23)) == 0
    assert api.look(now=at(9, 1)) == 1
    assert api.look(now=at(9, 2)) == 0
    (row,) = api.missed("cunji")
    assert (row.login, row.first, row.last) == ("cunji", MONDAY, date(2026, 11, 8))
    assert row.tell == ("chief", "township", "district")
    assert [one.login for one in api.missed("zhenji")] == ["cunji"]
    assert api.missed("other") == []
    assert len(api.missed(division="110106")) == 1
    assert api.missed(division="110108") == []


def test_a_look_asks_the_database_as_often_after_a_year_as_after_a_week(chief):
    api.look(now=at(9))
    asked = []
    for weeks in (0, 50):
        present = at(9) + timedelta(weeks=weeks)
        api.look(now=present)
        with CaptureQueriesContext(connection) as seen:
            assert api.look(now=present) == 0
        asked.append(len(seen))
    assert asked[0] == asked[1]


def decided(monkeypatch, value):
    """Let the pack's setting have another answer."""
    known = turns.policy()
    setting = known.settings[missing.SETTING]
    answer = replace(setting.decisions[0], value=value)
    other = {**known.settings, missing.SETTING: replace(setting, decisions=(answer,))}
    monkeypatch.setattr(turns, "policy", lambda: replace(known, settings=other))


def letters():
    return [(each.address, each.subject) for each in notices.messages(topic="duty")]


@pytest.fixture
def mailed(chief, settings):
    settings.QINGTIAN_MAIL = "smtp"
    for login, role in (("tou", "head"), ("ta", "head")):
        firms.person(login, role, district="110106" if login == "tou" else "110108")
    for login in ("cunji", "zhenji", "tou", "ta"):
        account = people.account(login)
        account.email = f"{login}@city.example"
        account.save()
    return chief


@pytest.mark.parametrize(
    ("tell", "told"),
    [
        (["chief"], {"cunji"}),
        (["township"], {"zhenji"}),
        (["district"], {"tou"}),
        (["chief", "township", "district"], {"cunji", "zhenji", "tou"}),
        ([], set()),
    ],
)
def test_a_notice_goes_to_those_whom_the_setting_names_and_once(mailed, monkeypatch, tell, told):
    decided(monkeypatch, {"raises": "notice", "tell": tell})
    assert api.look(now=at(9, 1)) == 1
    assert api.look(now=at(9, 2)) == 0
    sent = letters()
    assert {address.partition("@")[0] for address, _ in sent} == told
    assert len(sent) == len(told)
    assert {subject for _, subject in sent} <= {"[漏巡] 凉水河一段，2026-11-02至2026-11-08"}
    assert cases.queue(mailed).total == 0


def test_where_nothing_is_raised_it_is_written_down_and_nobody_is_told(mailed, monkeypatch):
    decided(monkeypatch, {"raises": "nothing", "tell": ["chief", "township", "district"]})
    assert api.look(now=at(9, 1)) == 1
    assert letters() == []
    assert api.missed("cunji") == api.missed("zhenji") == api.missed(division="110106") == []
    assert Missed.objects.get().raises == "nothing"


def test_where_a_matter_is_raised_the_chief_owes_why_within_the_days_of_a_setting(
    mailed, monkeypatch
):
    decided(monkeypatch, {"raises": "matter", "tell": ["chief"]})
    assert api.look(now=at(9, 1)) == 1
    (row,) = api.missed("cunji")
    info = cases.matter(row.matter)
    assert (info.procedure, info.subject.key, info.division) == (
        "missed-patrol/1",
        "liangshui-1",
        "110106",
    )
    (owed,) = cases.case(row.matter, at(9, 2)).open_duties
    assert (owed.kind, owed.due) == ("explain-village", at(17, 0))
    assert [m.id for m in cases.queue(mailed, mine=True, now=at(9, 2)).rows] == [row.matter]
    cases.do(row.matter, mailed, "explain", reason="发水，9日补巡", now=at(9, 12))
    assert cases.matter(row.matter).state == "explained"


@pytest.mark.parametrize(
    "value",
    [["chief"], {"raises": "order", "tell": []}, {"raises": "notice", "tell": ["mayor"]},
     {"raises": "notice", "tell": [], "when": 1}, {"raises": "notice"}],
)  # fmt: skip
def test_an_answer_of_another_form_is_refused_as_the_packs_fault(chief, monkeypatch, value):
    decided(monkeypatch, value)
    with pytest.raises(PolicyError, match=r"settings.yaml: patrol.missed: expected raises"):
        api.rule(MONDAY)


def test_the_setting_says_who_decided_it_and_why(chief):
    rule = api.rule(MONDAY)
    assert (rule.raises, rule.tell) == ("notice", ("chief", "township", "district"))
    assert rule.decision.reason["en"].startswith("The text sets how often")
    assert rule.setting.clauses == ("D3-7.3-18", "D3-7.3-19")


def test_what_was_missed_is_never_altered_not_even_in_the_database(chief):
    api.look(now=at(9, 1))
    with (
        pytest.raises(IntegrityError, match=r"never altered"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE patrols_missed SET raises = 'nothing'")


def test_a_report_that_the_phone_kept_still_meets_its_week(chief):
    went(chief, 7, now=at(10))
    assert api.look(now=at(10)) == 0


def test_the_stage_looks_once_a_day(chief, tmp_path):
    places = Places(tmp_path)
    assert worker.step(places, at(16, 1))
    assert not worker.step(places, at(16, 2))
    assert [row.first for row in Missed.objects.order_by("first")] == [MONDAY, date(2026, 11, 9)]


def test_what_is_found_becomes_a_matter_at_once_and_once(chief):
    found = {"problem": "discharge", "violates": True, "text": "排口出污水"}
    one = went(chief, 4, photos=[photo()], **found)
    again = went(chief, 4, photos=[photo()], **found)
    assert again == one
    info = cases.matter(one.matter)
    assert (info.procedure, info.subject.key, info.division) == (
        "river-patrol/1",
        "liangshui-1",
        "110106",
    )
    assert cases.case(one.matter).facts["kind"] == "discharge"
    other = went(chief, 4, 14, key="second", photos=[photo()], **found)
    assert other.matter != one.matter
    assert api.patrols(matter=one.matter) == [one]
    assert [each.id for each in api.patrols("cunji")] == [other.id, one.id]


@pytest.mark.parametrize(
    "wrong",
    [
        {"reach": "another"},
        {"key": " "},
        {"end": at(4, 9)},
        {"end": at(5, 11)},
        {"now": at(4, 10)},
        {"begin": at(2) - timedelta(days=60), "end": at(2) - timedelta(days=60)},
        {"problem": "noise", "text": "不在表内", "photos": [photo()]},
        {"problem": "dumping", "text": "有垃圾"},
        {"problem": "dumping", "text": " ", "photos": [photo()]},
        {"text": "长" * 4001},
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(chief, wrong):
    with pytest.raises(api.PatrolRefusedError):
        went(chief, 4, **wrong)
    assert not Patrol.objects.exists()
    assert cases.queue(chief).total == 0


def test_a_reach_is_of_who_holds_it_on_the_day(chief):
    api.appoint("liangshui-1", "village", "xinren", date(2026, 11, 10))
    with pytest.raises(api.PatrolRefusedError):
        went(chief, 11)
    assert went(chief, 9).name == "cunji"
    assert [level for _reach, level in api.own("xinren", date(2026, 11, 10))] == ["village"]
    with pytest.raises(api.PatrolRefusedError):
        api.appoint("liangshui-1", "city", "x", MONDAY)


def test_a_report_stands_as_it_came(chief):
    went(chief, 4)
    row = Patrol.objects.get()
    row.text = "another"
    with pytest.raises(AppendOnlyError):
        row.save()
