"""Pages of duties in both languages: what is due, one's unit, who answers, what must be public."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from qingtian.policy import Policy
from qingtian_platform.assess.api import policy
from qingtian_platform.assess.duties import api as duties
from qingtian_platform.assess.duties.models import Assigned, Fulfilled, Published, Reminder, Started
from qingtian_platform.people.models import Division, Person

pytestmark = pytest.mark.django_db
LANGUAGES = ("zh-hans", "en")
HAN = re.compile("[\u4e00-\u9fff]")


def signed_in(role: str, language: str = "zh-hans", district: str = "") -> Client:
    division = (
        Division.objects.get(code__startswith=district, level="district") if district else None
    )
    name = f"{role}-{district or 'city'}"
    person, _made = Person.objects.get_or_create(
        username=name, defaults={"name": name, "role": role, "division": division}
    )
    client = Client(headers={"accept-language": language})
    client.force_login(person)
    return client


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def coming(subject: str, unit: str = "") -> str:
    """Give the address of the next duty of a clock, whatever day it is."""
    today = timezone.localdate()
    every = duties.owed(today, ahead=timedelta(days=400))
    key = next(
        e.duty.key
        for e in every
        if e.duty.subject == subject and e.duty.due >= today and unit in ("", e.duty.unit)
    )
    return f"/desk/clock/duty/?{urlencode({'key': key})}"


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("zh-hans", ("应办事项", "35个时限与周期", "到期无记录", "休息")),
        ("en", ("What is due", "35 clocks", "day passed, no record", "rest")),
    ],
)
def test_the_clock_shows_every_clock_the_next_weeks_and_who_owes(language, says):
    client = signed_in("assessor", language)
    html = text(client, "/desk/clock/")
    assert all(each in html for each in says)
    assert html.count('class="weekday"') == 35
    assert 'href="/gazette/D3/#D3-3.1-03"' in html
    assert client.get("/desk/clock/?as=csv")["Content-Type"].startswith("text/csv")


def test_a_duty_is_taken_down_with_its_paper_and_gets_its_receipts():
    client = signed_in("assessor")
    address = coming("annual-report")
    today = timezone.localdate().isoformat()
    said = {
        "day": today,
        "words": "年度报告已上报",
        "papers": SimpleUploadedFile("r.txt", b"report"),
    }
    html = client.post(address, said, follow=True).content.decode()
    assert "市政府" in html
    assert "第1号" in html
    paper = re.search(r'href="(/desk/clock/papers/[0-9a-f]{64})"', html)
    assert b"".join(client.get(paper[1])) == b"report"


def test_who_only_reads_writes_nothing_and_an_enterprise_sees_nothing():
    client = signed_in("duty")
    address = coming("annual-report")
    assert 'name="words"' not in text(client, address)
    client.post(address, {"day": timezone.localdate().isoformat(), "words": "x"})
    client.post("/desk/responsible/", {"dataset": "air", "person": "甲", "reason": "x"})
    client.post("/desk/clock/limits", {"clock": "dust-seen", "unit": "water", "words": "x"})
    assert not Fulfilled.objects.exists()
    assert not Assigned.objects.exists()
    assert not Started.objects.exists()
    assert signed_in("enterprise").get("/desk/clock/").status_code == 403


def test_an_event_starts_a_limit_and_is_dealt_with():
    client = signed_in("assessor")
    assert "dust-seen" in text(client, "/desk/clock/event/")
    event = {
        "clock": "dust-seen",
        "unit": "110105000",
        "event": "2026-01-02T08:00",
        "words": "裸土",
    }
    html = client.post("/desk/clock/limits", event, follow=True).content.decode()
    assert "已超期" in html
    number = Started.objects.get().pk
    done = {"limit": number, "day": timezone.localdate().isoformat(), "words": "已核验"}
    html = client.post("/desk/clock/limits", done, follow=True).content.decode()
    assert "已核验" in html
    assert "已超期" not in html


def test_an_event_that_is_refused_leads_back_to_its_form():
    client = signed_in("assessor")
    event = {"clock": "dust-seen", "unit": "110105000", "event": "2026-01-02T08:00", "words": " "}
    answer = client.post("/desk/clock/limits", event, follow=True)
    assert answer.redirect_chain == [("/desk/clock/event/", 302)]
    assert "notice late" in answer.content.decode()


def test_who_may_not_write_is_offered_no_form_for_an_event():
    assessor, reader = signed_in("assessor"), signed_in("duty")
    event = {"clock": "dust-seen", "unit": "water", "event": "2026-01-02T08:00", "words": "x"}
    assessor.post("/desk/clock/limits", event)
    for client, offered in ((assessor, True), (reader, False)):
        html = text(client, "/desk/clock/")
        assert ('action="/desk/clock/limits"' in html) is offered
        assert ('href="/desk/clock/event/"' in html) is offered
    boss = Person.objects.create(username="boss", role="administrator")
    duties.assign("unit", "water", "duty-city", "", "", "联系人", boss)
    assert 'action="/desk/clock/limits"' in text(reader, "/desk/clock/")
    form = text(reader, "/desk/clock/event/")
    assert re.findall(r'<option value="(\w+)">[^·<]*</option>', form) == ["water"]


def test_a_district_sees_itself_and_its_townships_alone():
    client = signed_in("duty", district="110105")
    html = text(client, "/desk/unit/")
    assert "朝阳区" in html
    assert "党政主要负责人研究生态环境保护工作" in html
    assert 'href="/desk/unit/110105005/"' in html
    assert client.get("/desk/unit/110105005/").status_code == 200
    assert client.get("/desk/unit/110101000/").status_code == 404
    assert "东城区" not in text(client, "/desk/clock/")
    assert client.get(coming("annual-plan", "110101000")).status_code == 404


def test_who_answers_for_a_unit_writes_for_it_and_for_no_other():
    client = signed_in("duty")
    boss = Person.objects.create(username="boss", role="administrator")
    duties.assign("unit", "water", "duty-city", "", "", "联系人", boss)
    assert "水务局" in text(client, "/desk/unit/")
    mine = coming("water-ranking")
    today = timezone.localdate().isoformat()
    client.post(mine, {"day": today, "words": "已通报"})
    client.post(coming("dust-ranking"), {"day": today, "words": "已通报"})
    assert [row.key.split("@")[1] for row in Fulfilled.objects.all()] == ["water"]


def test_a_reminder_names_the_person_and_not_the_login():
    client = signed_in("administrator")
    Person.objects.create(username="linyun", name="林芸", role="duty")
    today = timezone.localdate()
    owed = next(each.duty for each in duties.owed(today, ahead=timedelta(days=400)))
    shared = {
        "key": owed.key,
        "unit": owed.unit,
        "due": owed.due,
        "day": today,
        "at": timezone.now(),
    }
    Reminder.objects.create(stage="before", login="linyun", **shared)
    Reminder.objects.create(stage="day", login="gone", **shared)
    for page in (
        f"/desk/unit/{owed.unit}/",
        f"/desk/clock/duty/?{urlencode({'key': owed.key})}",
    ):
        html = text(client, page).split("催报</h2>", 1)[1].split("</section>", 1)[0]
        assert "林芸" in html
        assert "linyun" not in html
        assert "gone" in html


@pytest.mark.parametrize(
    ("language", "lead", "nobody"),
    [
        ("zh-hans", "朝阳区 · 城管执法部门", "文件未点名"),
        ("en", "Chaoyang · Urban enf", "names nobody"),
    ],
)
def test_one_unit_leads_or_the_text_names_nobody(language, lead, nobody):
    client = signed_in("enforcement", language)
    html = text(client, "/desk/responsible/?problem=construction-dust&place=110105005")
    assert lead in html
    assert 'href="/gazette/D3/#D3-6.2-20"' in html
    assert nobody in text(client, "/desk/responsible/?problem=drinking-water&place=110105000")
    assert client.get("/desk/responsible/?problem=moon&place=mars").status_code == 200


def test_an_administrator_says_who_answers_for_data():
    client = signed_in("administrator")
    said = {"dataset": "line-water", "person": "王工", "contact": "010-1", "reason": "任命"}
    html = client.post("/desk/responsible/", said, follow=True).content.decode()
    assert "王工" in html
    assert html.count("未指定人员") >= 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_register_is_whole_and_public_with_what_passed_first(language, settings):
    desk = text(signed_in("legal", language), "/desk/publications/")
    public = text(Client(headers={"accept-language": language}), "/published/")
    for html in (desk, public):
        assert "○" in html
        assert html.index("#D3-7-03") < html.index("#D7-4.12-03")
        assert 'href="/outlets/"' in html
    assert "tests/platform/publish/test_verdicts.py" in desk


@pytest.mark.parametrize(
    ("language", "head"),
    [("zh-hans", r"<h2>(\d+)条 · (\d+)项</h2>"), ("en", r"<h2>(\d+) entries · (\d+) items</h2>")],
)
def test_the_head_and_the_chips_of_the_register_count_the_same(language, head):
    client = signed_in("legal", language)
    for query in ("", "?state=no-record", "?state=runs"):
        html = text(client, f"/desk/publications/{query}")
        entries, items = map(int, re.search(head, html).groups())
        chip = re.search(r'class="chip on"[^>]*>[^<]*<b>(\d+)</b>', html)
        assert entries == int(chip[1]) == html.count("/desk/publications/entry/?"), query
        assert items <= entries


def test_a_proof_stands_in_both_registers():
    client = signed_in("assessor")
    address = "/desk/publications/entry/?item=red-line&unit=&due=2018-12-31"
    said = {
        "address": "https://city.example/red-line",
        "since": "2018-07-12",
        "words": "生态保护红线",
        "file": SimpleUploadedFile("line.pdf", b"%PDF-1.7 line"),
    }
    html = client.post(address, said, follow=True).content.decode()
    digest = Published.objects.get().sha256
    assert digest in html
    assert digest[:24] in text(Client(), "/published/")
    assert date(2018, 7, 12) == Published.objects.get().since


def test_an_assessor_evaluates_a_measure_and_sets_special_supervision():
    client = signed_in("assessor")
    assert text(client, "/desk/evaluation/").count('<tr id="m') == 117
    said = {"document": "D5", "number": "97", "words": "持续推进", "special": "1"}
    html = client.post("/desk/evaluation/", said, follow=True).content.decode()
    assert "持续推进" in html
    assert text(client, "/desk/evaluation/?which=special").count('<tr id="m') == 1
    signed_in("duty").post("/desk/evaluation/", said | {"words": "不可"})
    assert "不可" not in text(client, "/desk/evaluation/")
    assert "/desk/tasks/?q=" in text(client, "/desk/evaluation/")
    head = text(signed_in("head"), "/desk/evaluation/")
    assert "/desk/tasks/?q=" not in head, "the tasks are not open to a head of a unit"
    assert client.get("/desk/evaluation/?as=csv")["Content-Type"].startswith("text/csv")


def test_a_task_is_filtered_by_its_day_and_bears_its_evidence():
    client = signed_in("assessor")
    html = text(client, "/desk/tasks/?from=2018-08-31&until=2018-08-31")
    assert "#D3-5.1-05" in html
    assert "#D3-6-03" not in html
    said = {
        "act": "done",
        "task": "D3-5.1-05",
        "day": timezone.localdate().isoformat(),
        "words": "台账已建",
        "papers": SimpleUploadedFile("list.csv", b"a,b\n1,2\n"),
    }
    html = client.post("/desk/tasks/?document=D3&q=D3-5.1-05", said, follow=True).content.decode()
    assert "list.csv" in html


MARKS = {"zh-hans": "依政策包", "en": "by the pack"}
NOBODY = {"zh-hans": "依政策包，文件未点名", "en": "by the pack, the text names nobody"}


def marked(html: str, section: str, known: Iterable[str]) -> tuple[set[str], set[str]]:
    """Give the rows of a table that bear the mark, by the names that stand in them; and all rows."""
    table = html.split(section, 1)[1].split("</table>", 1)[0]
    rows = table.split("<tr>")[2:]
    found = {unescape(re.sub("<[^>]+>", "", row.split("</th>")[0])).strip(): row for row in rows}
    assert set(found) <= set(known)
    return {name for name, row in found.items() if 'class="sub by-pack"' in row}, set(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_mark_exactly_those_whom_the_pack_alone_names(language):
    known, tongue = policy(), "zh" if language == "zh-hans" else "en"
    client = signed_in("assessor", language)
    html = text(client, "/desk/clock/")
    names = {key: one.name[tongue] for key, one in known.clocks.items()}
    found, every = marked(html, 'id="clocks"', names.values())
    assert every == set(names.values())
    assert found == {
        names[key]
        for key, one in known.clocks.items()
        if one.actor not in of_the_text(known, one.clauses)
    }
    assert len(found) == 14
    html = text(client, "/desk/publications/")
    names = {key: one.name[tongue] for key, one in known.publications.items()}
    found, every = marked(html, 'id="', names.values())
    assert every == set(names.values())
    assert found == {
        names[key]
        for key, one in known.publications.items()
        if set(one.by) - of_the_text(known, one.clauses)
    }
    assert len(found) == 8
    assert MARKS[language] in html


def of_the_text(known: Policy, ids: Iterable[str]) -> set[str]:
    """Give the organisations that clauses name, by their own words alone."""
    words = {word for each in ids for word in known.clauses[each].units}
    every = known.organisations.by_key.values()
    return {e.key for e in every if words & {e.name["zh"], *e.aliases}}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_of_one_says_that_the_pack_names_who_owes_it(language):
    client = signed_in("assessor", language)
    said = NOBODY[language]
    assert f"({said})" in text(client, coming("diesel-ranking"))
    assert said not in text(client, coming("annual-report"))
    feedback = text(client, coming("catering-feedback"))
    assert said not in feedback
    assert MARKS[language] in feedback
    register = text(client, "/desk/publications/")
    item = re.search(r'href="(/desk/publications/entry/\?item=red-line[^"]+)"', register)
    assert f"({said})" in text(client, unescape(item[1]))
    public = text(Client(headers={"accept-language": language}), "/published/")
    assert f'<span class="small quiet by-pack">{said}</span>' in public.split('id="red-line"')[1]
    assert "by-pack" not in public.split('id="interviews"')[1].split("</section>")[0]
    assert 'class="sub by-pack"' in text(client, "/desk/unit/environment/")
    assert "by-pack" not in text(client, "/desk/unit/110105000/").split('id="targets"')[0]


@pytest.mark.parametrize(
    "page",
    ["clock", "tasks", "unit/environment", "unit/110105000", "publications", "targets/report"],
)
@pytest.mark.parametrize("day", ["2017-01-01", "2018-01-01", "2018-07-12"])
def test_a_day_before_the_gazette_shows_its_first_day(page, day):
    html = text(signed_in("assessor", "en"), f"/desk/{page}/?day={day}")
    assert "2018-07-30" in html


def test_what_begins_later_is_owed_first_at_the_end_of_its_first_period():
    day = date(2018, 7, 12)
    later = {
        e.due
        for e in duties.items(day)
        if (since := policy().publications[e.item].since) and since > day
    }
    assert later
    assert all(due > day for due in later)
