"""The workbench: a queue that names who owes what, and a case whose next act stands first."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from qingtian.cases import Officer, choices, open_procedures
from qingtian.quantities import BEIJING
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.complaints import api as complaints
from qingtian_platform.act.papers import api as papers
from qingtian_platform.act.patrols import api as patrols
from qingtian_platform.kit.places import Places
from qingtian_platform.people import api as people
from qingtian_platform.publish.desk.cases import form, words
from qingtian_platform.registry import api as registry

QUEUE = "/desk/cases/"
PEOPLE = (
    ("zhang", "enforcement", "110105"),
    ("zhou", "head", "110105"),
    ("xi", "enforcement", "110102"),
    ("jian", "duty", None),
)


class Desk:
    """Officers of two districts, and what they find."""

    def __init__(self) -> None:
        for login, role, district in PEOPLE:
            people.add_person(login, role, district=district, name=login.title())
        self.reports = 0

    def dust(self, ago: timedelta = timedelta(hours=3), **more: Any) -> cases.MatterInfo:
        """See dust at a site some time ago."""
        self.reports += 1
        name = more.pop("name", f"工地{self.reports}")
        said = {
            "subject": cases.Subject("site", f"s{self.reports}", name),
            "division": "110105",
            "origin": cases.Origin("inspection", f"r{self.reports}"),
            "person": people.account("zhang"),
            "now": datetime.now(BEIJING) - ago,
        }
        return cases.open_matter("construction-dust", "see", **(said | more))

    def as_(self, login: str, language: str = "en") -> Client:
        """Sit down at the desk."""
        client = Client(headers={"accept-language": language})
        client.cookies["django_language"] = language
        client.force_login(people.account(login))
        return client


@pytest.fixture
def desk(tmp_path, monkeypatch, db) -> Desk:
    monkeypatch.setenv("QINGTIAN_DATA", str(Places(tmp_path / "data").make().data))
    return Desk()


def text(response: Any) -> str:
    return unescape(response.content.decode())


def form_of(client: Client, number: int, act: str) -> dict[str, str]:
    """What the hidden fields of a form hold."""
    context = client.get(f"{QUEUE}{number}/acts/{act}/").context
    return {"version": str(context["info"].version), "key": context["key"]}


def inspected(number: int, login: str = "zhang") -> papers.PaperInfo:
    """Write and finish a record of the inspection."""
    person, now = people.account(login), datetime.now(BEIJING)
    paper = papers.start(number, "inspection", person)
    two = tuple(Officer(name, f"0105-{name}") for name in ("张", "钱"))
    asked = papers.form_of(paper).fields.values()
    said = {each.key: "yes" if each.kind == "yesno" else "工地土方未苫盖" for each in asked}
    content = papers.Content(
        said | dict(paper.fields),
        officers=two,
        party="signed",
        signer="李工",
        begin=now - timedelta(hours=2),
        end=now - timedelta(hours=1),
    )
    saved = papers.save(paper.id, person, content, paper.version)
    return papers.finish(saved.id, person)


def test_the_queue_names_who_owes_what_and_counts_up_what_is_late(desk):
    late, soon = desk.dust(timedelta(hours=30)), desk.dust(timedelta(hours=3))
    cases.assign(late.id, people.account("zhang"), "zhang")
    shown = desk.as_("zhang").get(QUEUE)
    first, second = shown.context["rows"]
    assert (first.info.id, second.info.id) == (late.id, soon.id), "what is late comes first"
    assert "Zhang" in first.owes
    assert "Urban enforcement departments, Chaoyang" in first.owes
    assert (first.clock.look, first.clock.used) == ("late", 100)
    assert "overdue by 6 h" in text(shown)
    assert second.clock.words.endswith("left")
    assert "2 cases wait for you; in 1 of them" in shown.context["say"]
    only = desk.as_("zhang").get(f"{QUEUE}?clock=late")
    assert "1 case waits for you; in 1 something is overdue." in only.context["say"]
    assert desk.as_("zhang").get(QUEUE, {"clock": "in-time"}).context["total"] == 1


def test_units_and_subjects_have_their_english_names_and_what_is_chinese_says_so(desk):
    site = registry.ensure_thing(name="示例工地", name_en="Example site", kind="site", key="a")
    owner = registry.Parties(owner="某热力公司", owner_en="Some heating company")
    registry.ensure_thing(name="锅炉", kind="outlet", key="b", parties=owner)
    desk.dust(subject=cases.Subject("site", "a", "示例工地", site))
    desk.dust(subject=cases.Subject("firm", "f", "某热力公司"))
    desk.dust(subject=cases.Subject("township", "110105036", "金盏地区"))
    patrols.ensure_reach("r1", "示例河段", name_en="Example reach", division="110105")
    desk.dust(subject=cases.Subject("river", "r1", "示例河段"))
    desk.dust(name="东坝工地")
    shown = text(desk.as_("zhang").get(QUEUE))
    assert "Urban enforcement departments, Chaoyang" in shown
    assert "Example site<" in shown
    assert "Some heating company<" in shown
    assert "Example reach<" in shown
    assert 'Chaoyang <span lang="zh-Hans">金盏地区</span>' in shown
    assert '<span lang="zh-Hans">东坝工地</span>' in shown
    assert "城管执法部门" not in shown
    number = desk.dust(name="东坝工地", reason="苫盖不全").id
    one = text(desk.as_("zhang").get(f"{QUEUE}{number}/"))
    assert "Urban enforcement departments, Chaoyang</dd>" in one
    for words_ in ("东坝工地", "苫盖不全"):
        assert f'<span lang="zh-Hans">{words_}</span>' in one
    chinese = text(desk.as_("zhang", "zh-hans").get(QUEUE))
    for words_ in ("朝阳区城管执法部门", "示例工地", "某热力公司", "金盏地区", "东坝工地"):
        assert words_ in chinese
    assert '<span lang="zh-Hans">' not in chinese
    file = desk.as_("zhang").get(QUEUE, {"as": "csv"}).content.decode("utf-8-sig")
    assert "Urban enforcement departments" in file


def test_a_case_that_was_handed_over_names_its_new_unit_in_both_languages(desk):
    mine = desk.dust()
    number = people.ensure_organisation("市水务局", "authority", name_en="Water bureau")
    cases.hand_over(mine.id, people.account("zhang"), number)
    found = cases.matter(mine.id)
    assert (found.unit_in("zh-hans"), found.unit_in("en")) == ("市水务局", "Water bureau")


def test_filters_narrow_and_a_file_holds_what_is_shown(desk):
    desk.dust(name="东坝工地")
    desk.dust(name="=cmd|工地")
    client = desk.as_("zhang", "zh-hans")
    assert client.get(QUEUE, {"q": "东坝"}).context["total"] == 1
    asked = {"procedure": "construction-dust", "state": "confirmed"}
    assert client.get(QUEUE, asked).context["total"] == 0
    assert "没有符合条件的案件" in text(client.get(QUEUE, asked))
    lines = client.get(QUEUE, {"as": "csv"}).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "东坝工地" in lines[1] + lines[2]
    assert ",=cmd" not in "\n".join(lines), "no spreadsheet runs what a report says"
    assert client.get(QUEUE, {"as": "xlsx"}).content[:2] == b"PK"
    for nonsense in ({"page": "99999"}, {"page": "x"}, {"clock": "?"}, {"procedure": "no"}):
        assert client.get(QUEUE, nonsense).status_code == 200


def test_an_officer_of_another_district_sees_nothing_and_an_enterprise_no_page(desk):
    mine = desk.dust()
    body = people.ensure_organisation("某厂", "enterprise")
    people.add_person("firm", "enterprise", organisation=body)
    pages = [
        f"{QUEUE}{mine.id}/",
        f"{QUEUE}{mine.id}/acts/confirm/",
        f"{QUEUE}{mine.id}/drawing.svg",
    ]
    other = desk.as_("xi")
    assert other.get(QUEUE, {"show": "open"}).context["total"] == 0
    assert [other.get(page).status_code for page in pages] == [404, 404, 404]
    assert other.post(f"{QUEUE}{mine.id}/around", {"do": "note", "text": "x"}).status_code == 404
    firm = desk.as_("firm")
    assert {firm.get(page).status_code for page in (QUEUE, *pages)} == {404}
    assert Client().get(QUEUE).status_code == 302


def test_the_page_of_a_queue_asks_as_much_for_thirty_rows_as_for_three(
    desk, django_assert_max_num_queries
):
    desk.dust()
    client = desk.as_("zhang")
    client.get(QUEUE)
    for _more in range(29):
        desk.dust()
    with django_assert_max_num_queries(16):
        assert client.get(QUEUE).context["total"] == 30


def test_an_act_without_its_paper_is_refused_beside_the_field_with_the_clause(desk):
    it = desk.dust()
    for language, words_of in (
        ("zh-hans", "应附《现场检查（勘察）笔录》"),
        ("en", "it is missing"),
    ):
        client = desk.as_("zhang", language)
        asked = form_of(client, it.id, "reject") | {"reason": ""}
        refused = client.post(f"{QUEUE}{it.id}/acts/reject/", asked | {"party": "enforcement"})
        assert refused.status_code == 422
        assert words_of in text(refused)
        assert 'href="#paper-inspection"' in text(refused), "the list leads to the field"
        assert {each["field"] for each in refused.context["wrong"]} == {
            "paper-inspection",
            "reason",
        }
        (paper,) = refused.context["papers"]
        assert paper.wrong
        assert refused.context["reason_wrong"]
    assert cases.matter(it.id).version == 1, "nothing was done"


def test_an_act_is_done_once_however_often_its_form_is_sent(desk):
    it = desk.dust()
    record = inspected(it.id)
    client = desk.as_("zhang")
    page = client.get(f"{QUEUE}{it.id}/")
    assert page.context["ready"][0].missing == 0
    sent = form_of(client, it.id, "confirm") | {
        "party": "enforcement",
        "paper-inspection": str(record.id),
    }
    first = client.post(f"{QUEUE}{it.id}/acts/confirm/", sent)
    again = client.post(f"{QUEUE}{it.id}/acts/confirm/", sent)
    assert (first.status_code, again.status_code) == (302, 302)
    assert (cases.matter(it.id).state, cases.matter(it.id).version) == ("confirmed", 2)
    shown = text(client.get(f"{QUEUE}{it.id}/"))
    assert "Confirm on site" in shown
    assert "/gazette/D3/#D3-6.2-17" in shown


def test_what_was_typed_is_kept_when_somebody_else_was_quicker(desk):
    it = desk.dust()
    record, client = inspected(it.id), desk.as_("zhang")
    sent = form_of(client, it.id, "reject") | {
        "party": "enforcement",
        "paper-inspection": str(record.id),
        "reason": "现场未见扬尘",
    }
    quicker = people.account("zhang")
    cases.do(it.id, quicker, "confirm", papers=(record.handed(),), now=datetime.now(BEIJING))
    stale = client.post(f"{QUEUE}{it.id}/acts/reject/", sent)
    assert stale.status_code == 409
    assert [said for _each, said in stale.context["meanwhile"]] == ["Confirm on site"]
    assert "现场未见扬尘" in text(stale)
    assert cases.matter(it.id).version == 2


def test_facts_are_asked_for_by_their_kind_and_taken(desk):
    it = desk.dust()
    record = inspected(it.id)
    cases.do(it.id, people.account("zhang"), "confirm", papers=(record.handed(),))
    client = desk.as_("zhang")
    page = client.get(f"{QUEUE}{it.id}/acts/grade/")
    kinds = {each.key: each.kind for each in page.context["fields"]}
    assert kinds["malicious"] == "yesno"
    sent = form_of(client, it.id, "grade") | {"party": "enforcement", "fact-malicious": "perhaps"}
    refused = client.post(f"{QUEUE}{it.id}/acts/grade/", sent)
    wrong = {each.key: each.wrong for each in refused.context["fields"]}
    assert all(wrong.values()), "each field says what it lacks"
    filled = {"days": "2026-01-05", "day": "2025-01-01", "yesno": "false"}
    given = {f"fact-{key}": filled[kind] for key, kind in kinds.items()}
    done = client.post(f"{QUEUE}{it.id}/acts/grade/", sent | given)
    assert done.status_code == 302
    assert cases.case(it.id).facts["malicious"] is False
    child = next(each.other for each in cases.links(it.id) if each.kind == "called")
    assert child.number in text(client.get(f"{QUEUE}{it.id}/")), "the penalty that it called"


def test_notes_hand_overs_and_links_stand_in_the_time_line(desk):
    it, other = desk.dust(), desk.dust()
    body = people.ensure_organisation("某局", "authority")
    people.add_person("bureau", "enforcement", district="110105", organisation=body)
    client, at = desk.as_("zhou"), f"{QUEUE}{it.id}/around"
    for said in (
        {"do": "note", "text": "再去一次"},
        {"do": "note", "text": "一行\r\n" * 1333},  # 3,999 characters as a browser counts them
        {"do": "link", "other": other.number, "kind": "repeat"},
        {"do": "hand", "organisation": str(body)},
    ):
        assert client.post(at, said).status_code == 302
    assert client.post(at, {"do": "?"}).status_code == 400
    receiving = desk.as_("bureau")
    assert receiving.get(f"{QUEUE}{it.id}/").context["receives"]
    receiving.post(at, {"do": "receive"})
    page = receiving.get(f"{QUEUE}{it.id}/")
    kinds = [each["entry"].kind for each in page.context["entries"]]
    assert {"note", "linked", "handed", "received", "deed"} <= set(kinds)
    assert not page.context["receives"], "it is received once"
    assert "再去一次" in text(page)
    assert sum(each["entry"].kind == "note" for each in page.context["entries"]) == 2


def test_the_diagram_and_its_list_light_the_state(desk):
    it = desk.dust()
    client = desk.as_("zhang", "zh-hans")
    assert 'class="lit"' in client.get(f"{QUEUE}{it.id}/drawing.svg").content.decode()
    (here,) = [each for each in client.get(f"{QUEUE}{it.id}/").context["states"] if each["here"]]
    assert here["name"] == "待核验"
    counted = {
        row["key"]: row["open"] for row in client.get(reverse("desk:cases:index")).context["rows"]
    }
    assert counted["construction-dust"] == 1


def test_a_hand_over_leads_to_the_matter_that_came_of_it(desk):
    origin = cases.Origin("alarm", "handover-7")
    it = desk.dust(origin=origin)
    assert cases.of_origin(origin, people.account("zhang")) == cases.matter(it.id)
    assert cases.of_origin(origin, people.account("xi")) is None
    assert words.origin(origin) == "/desk/handovers/7/"


def test_a_case_leads_to_each_complaint_that_it_holds_and_nobody_else_to_any(desk):
    now = datetime.now(BEIJING)
    for key in ("one", "two"):
        asked = complaints.Report(
            key=key,
            scope="pollution",
            text="夜间冒黑烟，味道很大",
            division="110105",
            place="市场后",
        )
        complaints.take(complaints.by_code(complaints.file(asked, now=now)).number, now=now)
    found, _total = complaints.complaints(division="110105", waiting=True)
    for each in found:
        html = text(desk.as_("zhang").get(f"/desk/cases/{each.matter}/"))
        held = complaints.of_matters([each.matter])
        assert all(f'href="/desk/complaints/{one.number}/"' in html for one in held)
        assert desk.as_("zhang").get(f"/desk/complaints/{each.number}/").status_code == 200
    assert words.complained(people.account("xi"), 0) == []
    people.add_person("kao", "assessor", name="Kao")
    assert words.complained(people.account("kao"), found[0].matter) == []
    assert len(words.complained(people.account("zhang"), found[0].matter)) >= 1


@pytest.mark.parametrize(
    ("minutes", "look", "used"),
    [(-1, "", 0), (60 * 17, "", 71), (60 * 19, "soon", 79), (60 * 24, "late", 100)],
)
def test_a_clock_tells_how_much_of_the_time_is_used(minutes, look, used):
    begin = datetime(2024, 5, 6, 10, tzinfo=BEIJING)
    found = words.clock(begin, begin + timedelta(hours=24), begin + timedelta(minutes=minutes))
    assert (found.look, found.used) == (look, used)


def test_every_word_that_can_be_chosen_has_a_name_in_the_pack():
    known = open_procedures("beijing2018")
    names = choices.choices(known.policy)
    assert not list(choices.choices_mistakes(names, known.by_key))
    (first, *_rest) = choices.choices_mistakes({"fine": {}}, known.by_key)
    assert str(first).startswith("choices.yaml:1: expected a name of ")
    with translation.override("zh-hans"):
        assert words.choice("dumping") == "倾倒"
    with translation.override("en"):
        assert (words.choice("dumping"), words.choice("12369")) == ("dumping", "12369")


def test_what_a_field_holds_is_what_it_takes():
    for one in open_procedures("beijing2018").by_key.values():
        for domain in one.facts.values():
            given = {
                "yesno": "true", "choice": domain.words[0] if domain.words else "", "count": "3",
                "number": "1.50", "day": "2024-05-06", "days": "2024-05-06, 2024-05-07",
                "moment": "2024-05-06T10:00", "text": "有扬尘",
            }[domain.kind]  # fmt: skip
            taken = domain.take(form._value(domain.kind, given))
            assert domain.take(form._value(domain.kind, form.written(taken))) == taken
