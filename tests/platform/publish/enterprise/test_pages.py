"""The pages of the enterprise: what is owed, declaring, marking, values by hand, who may."""

from __future__ import annotations

import io
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from qingtian_platform.check.declared import api as declared
from qingtian_platform.kit.times import beijing
from qingtian_platform.people import api as people
from support.firm import MN, Firm, person

from .conftest import HOUR, NOW, signed_in

PAGES = ("", "declare/", "manual/", "contractors/")


def field(moment) -> str:
    return f"{beijing(moment):%Y-%m-%dT%H:%M}"


def text(client: Client, path: str) -> str:
    answer = client.get(path, follow=True)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_every_page_is_there_for_the_enterprise_and_for_nobody_else(firm, officer):
    for page in (*PAGES, f"marks/{firm.key}/"):
        assert text(officer, f"/enterprise/{page}")
    duty = signed_in(person("zhiban", "duty"))
    for page in PAGES:
        assert duty.get(f"/enterprise/{page}").status_code == 403
        assert Client().get(f"/enterprise/{page}").status_code == 302
    other = signed_in(firm.stranger)
    assert "Boiler" not in text(other, "/enterprise/")
    assert other.get(f"/enterprise/marks/{firm.key}/").status_code == 404


def test_what_is_owed_stands_first_with_its_time(firm, officer):
    page = text(officer, "/enterprise/")
    assert "Mark the period" in page
    assert "Fault" in page
    assert "Measure by hand" in page, "a stack's monitor at fault owes one value a day"
    assert "left" in page or "overdue" in page


def test_hours_are_marked_and_are_owed_no_more(firm, officer):
    before = text(officer, "/enterprise/")
    hours = [NOW - n * HOUR for n in (3, 2, 1)]
    form = {
        "of": f"{MN}|a21002", "kind": "故障", "scope": "monitor", "reason": "采样泵故障",
        "hour": [field(each) for each in hours],
    }  # fmt: skip
    answer = officer.post(f"/enterprise/marks/{firm.key}/", form, follow=True)
    assert "Marked as monitor: fault" in answer.content.decode()
    days = {beijing(each).date() for each in hours}
    made = declared.marks(thing=firm.thing)
    assert len(made) == len(days) or len(made) == 1
    assert {(each.kind, each.mn, each.code) for each in made} == {("故障", MN, "")}
    assert before.count("Mark the period") > text(officer, "/enterprise/").count("Mark the period")


WRONG: tuple[dict, ...] = (
    {"kind": "午休"},
    {"reason": " "},
    {"hour": []},
    {"hour": ["2026-03-02T08:30"]},
    {"hour": ["x"]},
    {"of": "no|no"},
)


def test_a_mark_that_cannot_stand_is_refused_with_a_word(firm, officer):
    form = {"of": f"{MN}|a21002", "kind": "故障", "scope": "factor", "reason": "泵"}
    for changed in WRONG:
        wrong = {**form, "hour": [field(NOW - HOUR)], **changed}
        answer = officer.post(f"/enterprise/marks/{firm.key}/", wrong, follow=True)
        assert 'class="notice late"' in answer.content.decode(), changed
    assert declared.marks(thing=firm.thing) == []


def test_a_stop_is_declared_amended_and_the_history_stays(firm, officer):
    start = NOW + 24 * HOUR
    form = {
        "thing": firm.key, "kind": "production", "reason": "检修", "start": field(start),
        "end": field(start + 48 * HOUR), "files": [io.BytesIO(b"%PDF-1.4 plan")],
    }  # fmt: skip
    form["files"][0].name = "plan.pdf"
    page = officer.post("/enterprise/declare/", form, follow=True).content.decode()
    assert "Declared." in page
    (one,) = declared.declarations(firm.thing)
    assert [each.name for each in one.files] == ["plan.pdf"]
    path = f"/enterprise/declarations/{one.number}/"
    changed = {"act": "amend", "end": field(start + 72 * HOUR), "reason": "延期"}
    page = officer.post(path, changed, follow=True).content.decode()
    assert page.count("plan.pdf") == 2
    assert "延期" in page
    file = officer.get(f"/enterprise/files/{one.files[0].hash}")
    assert (file.content, file.headers["Content-Type"]) == (b"%PDF-1.4 plan", "application/pdf")
    assert signed_in(firm.stranger).get(f"/enterprise/files/{one.files[0].hash}").status_code == 404
    assert signed_in(firm.stranger).post(path, changed).status_code == 404


def test_what_is_declared_late_says_so(firm, officer):
    form = {
        "thing": firm.key,
        "kind": "production",
        "reason": "停电",
        "start": field(NOW - 5 * HOUR),
    }
    page = officer.post("/enterprise/declare/", form, follow=True).content.decode()
    assert "marked as late" in page
    assert "declared late" in page


def test_a_value_by_hand_stands_beside_the_automatic_one(firm, officer):
    form = {
        "thing": firm.key, "stream": f"{MN}|a21002", "sampled": field(NOW - 2 * HOUR + timedelta(minutes=20)),
        "value": "31.50", "method": "HJ 693-2014", "sampler": "王采样", "reason": "分析仪故障",
    }  # fmt: skip
    page = officer.post("/enterprise/manual/", form, follow=True).content.decode()
    assert "31.50" in page
    assert "300" in page, "what the instrument sent in that hour stays"
    assert "HJ 75-2017" in page
    (one,) = declared.manual_values(MN)
    back = {"thing": firm.key, "act": "take-back", "row": one.row, "reason": "抄错"}
    assert "taken back" in officer.post("/enterprise/manual/", back, follow=True).content.decode()


def test_a_contractor_acts_while_it_is_registered_and_no_longer(firm, officer):
    technician = signed_in(firm.technician)
    assert "Boiler" in text(technician, "/enterprise/")
    assert technician.get("/enterprise/contractors/").status_code == 403
    (given,) = people.mandates(firm.owner)
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    end = {"mandate": given.number, "until": yesterday}
    assert (
        "today or later"
        in officer.post("/enterprise/contractors/", end, follow=True).content.decode()
    )
    end["until"] = timezone.localdate().isoformat()
    assert "Ended" in officer.post("/enterprise/contractors/", end, follow=True).content.decode()
    assert "Boiler" in text(technician, "/enterprise/")


def test_who_acts_for_an_enterprise_is_led_to_what_it_owes(firm: Firm):
    firm.officer.set_password("correct horse battery")
    firm.officer.save()
    form = {"login": "qiye", "password": "correct horse battery"}
    answer = Client().post("/account/login/", form)
    assert answer.headers["Location"] == "/enterprise/"
