"""Pages on which persons sign, and that the protected store shows nobody anything."""

from __future__ import annotations

import json
import re

import pytest
from django.contrib import admin
from django.urls import get_resolver, reverse

from qingtian.ledger import kinds
from qingtian.ledger.acts import Pen
from qingtian.ledger.note import encoded
from qingtian_platform.people.api import Role
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.protected import covers, interventions, store
from qingtian_platform.record.samples import sheets
from support import signing

pytestmark = pytest.mark.django_db
#: Entries of the rail that not every role may follow.
GUARDED = ("correct", "samples", "releases")


@pytest.fixture
def places(tmp_path, monkeypatch):
    from qingtian_platform.kit.places import Places

    made = Places(tmp_path / "data").make()
    monkeypatch.setattr(Places, "current", classmethod(lambda _cls: made))
    return made


@pytest.fixture
def custody(places, monkeypatch):
    monkeypatch.setattr(store.time, "sleep", lambda _seconds: None)
    people = (("du", "supervision"), ("jian", "discipline"))
    return [interventions.read_key(interventions.new_custodian(places, *p)) for p in people]


def as_(client, login, role="duty"):
    client.force_login(signing.person(login, role))
    return client


SAMPLING = {
    "purpose": "monitoring",
    "place": "清河断面",
    "matrix": "surface-water",
    "taken": "2026-11-25 09:30",
    "preservation": "4 °C",
    "containers": "2",
}
ANALYSIS = {
    "code": "w21003",
    "method": "HJ 535-2009",
    "instrument": "UV-01",
    "readings": "0.212;0.215",
    "value": "0.52",
    "unit": "mg/L",
}
REPORT = {"title": "清河断面氨氮", "results": "w21003 0.52 mg/L", "conclusion": "见标准"}
FORM = {
    "who": "赵某某",
    "post": "某局副局长",
    "whom": "陈静",
    "happened": "2026-11-20T16:30",
    "channel": "oral",
    "acts": ["falsification"],
    "words": "月底前把均值压到三十五以下",
}


def test_a_key_is_registered_and_signs_a_correction(client, places):
    row = signing.reading(places)
    as_(client, "wang", "reviewer")
    pen = Pen(bytes(range(32)))
    said = {"public": encoded(pen.public), "possession": pen.possession(acts.origin(places))}
    assert client.post(reverse("desk:register_key"), said).status_code == 200
    assert client.post(reverse("desk:register_key"), said).status_code == 400
    address = reverse("desk:correct")
    asked = {"mn": signing.MN, "code": "a34004", "start": "2026-11-25T12:00"}
    text = client.get(address, asked).content.decode()
    shown = re.search(r'id="act-body"[^>]*>(.*?)</script>', text)
    body = json.loads(shown[1]) | {"new": "21.5", "reason": "zero-drift", "method": "recalculated"}
    assert body["target"] == acts.target_of(places, row)
    entry = signing.signed(places, pen, kinds.CORRECTION, {**body, "words": None}).decode()
    answer = client.post(
        reverse("desk:act"), json.dumps({"entry": entry, "words": None}), "application/json"
    )
    assert answer.status_code == 200, answer.content
    text = client.get(address, asked).content.decode()
    assert "21.5" in text
    assert "23.0" in text
    again = client.post(reverse("desk:act"), json.dumps({"entry": entry}), "application/json")
    assert again.status_code == 400
    assert (
        "correction"
        in client.get(reverse("desk:key"), headers={"accept-language": "en"}).content.decode()
    )


ASKED = {"mn": signing.MN, "code": "a34004", "start": "2026-11-25T12:00"}


@pytest.mark.parametrize(
    ("new", "zh", "en"),
    [
        ("23.0", "新值与现行值相同。", "The new value is the one that holds now."),
        ("abc", "应填写数值，实际为：abc。", "Expected a number; got abc."),
    ],
)
def test_a_refused_correction_says_why_in_the_language_of_the_reader(client, places, new, zh, en):
    row = signing.reading(places)
    reviewer = signing.person("wang", "reviewer")
    client.force_login(reviewer)
    pen = signing.pen_of(places, reviewer)
    body, (salt, text) = signing.correction(places, row, new=new)
    entry = signing.signed(places, pen, kinds.CORRECTION, body).decode()
    handed = json.dumps({"entry": entry, "words": {"salt": salt.hex(), "text": text}})
    for language, said in (("zh-hans", zh), ("en", en)):
        answer = client.post(
            reverse("desk:act"), handed, "application/json", headers={"accept-language": language}
        )
        assert (answer.status_code, answer.json()) == (400, {"error": said})


def test_only_whose_key_corrects_is_offered_the_forms_that_sign(client, places):
    signing.reading(places)
    for role, offered in (("reviewer", True), ("administrator", False)):
        text = as_(client, role, role).get(reverse("desk:correct"), ASKED).content.decode()
        assert "23.0" in text
        assert ("data-sign" in text) is offered, role


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"entry": 1}', '{"entry": "x", "words": 2}'])
def test_what_is_no_act_is_refused_in_words(client, places, body):
    as_(client, "wang", "reviewer")
    answer = client.post(reverse("desk:act"), body, "application/json")
    assert answer.status_code == 400
    assert "error" in answer.json()


def test_a_recorded_intervention_gives_a_receipt_and_opens_to_two_custodians(
    client, places, custody
):
    as_(client, "chen")
    text = client.post(reverse("desk:intervention"), FORM).content.decode()
    receipt = re.search(r"data-receipt>([0-9a-f]{64})<", text)[1]
    found = interventions.extract(places, custody, "京环督〔2026〕7号", wait=False)
    (record,) = [each for each in found if each["schema"] == interventions.SCHEMA]
    assert record["receipt"] == receipt
    assert record["by"]["login"] == "chen"
    assert (record["who"], record["channel"]) == ("赵某某", "oral")


def test_an_incomplete_record_is_refused_and_kept_on_the_page(client, places, custody):
    as_(client, "chen")
    text = client.post(reverse("desk:intervention"), FORM | {"who": ""}).content.decode()
    assert "data-receipt" not in text
    assert FORM["words"] in text


@pytest.mark.parametrize(
    ("login", "role"), [("zhao", "duty"), ("root", "administrator"), ("chen", "duty")]
)
def test_subject_administrator_and_author_see_the_same_pages_with_and_without(
    client, places, custody, login, role
):
    """Every page without arguments, of portal, desk and administration, byte for byte."""
    covers.step(places)
    author = as_(type(client)(), "chen")
    as_(client, login, role)
    before = pages(client)
    assert len(before) > 20
    for _ in range(3):
        assert b"data-receipt" in author.post(reverse("desk:intervention"), FORM).content
    assert pages(client) == before


def test_no_model_of_the_administration_and_no_address_holds_records(places):
    names = {model._meta.label for model in admin.site._registry}
    assert not [name for name in names if "intervention" in name.lower()]
    routes = [str(route) for route in get_resolver().reverse_dict if "interven" in str(route)]
    assert routes in ([], ["intervention"])


def pages(client):
    """Read every page that needs no argument; what changes by itself is taken out."""
    found = {}
    for space in ("portal", "desk", "admin"):
        resolver = get_resolver()
        _, nested = resolver.namespace_dict[space]
        for name in nested.reverse_dict:
            if not isinstance(name, str) or name in {"logout", "act", "register_key"}:
                continue
            try:
                address = reverse(f"{space}:{name}")
            except Exception:
                continue
            answer = client.get(address)
            if answer.status_code == 200 and not answer.streaming:
                text = re.sub(rb"csrfmiddlewaretoken\W+value=\W+\w+", b"", answer.content)
                text = re.sub(rb"<time data-clock>.*?</time>", b"", text)
                found[address] = re.sub(rb"\d\d:\d\d(:\d\d)?", b"", text)
    return found


def test_a_sample_is_written_and_signed_on_its_page(client, places):
    as_(client, "li")
    pen = signing.pen_of(places, signing.person("li"))
    said = {"sample": "S-1"} | SAMPLING
    page = client.post(reverse("desk:samples"), said, follow=True).content.decode()
    assert "清河断面" in page
    body = json.loads(re.search(r'id="act-body"[^>]*>(.*?)</script>', page)[1])
    entry = signing.signed(places, pen, kinds.SIGNOFF, body).decode()
    answer = client.post(reverse("desk:act"), json.dumps({"entry": entry}), "application/json")
    assert answer.status_code == 200, answer.content
    page = client.get(reverse("desk:sample", args=["S-1"])).content.decode()
    assert "Li" in page
    assert 'name="stage" value="analysis"' in page
    assert "1/4" in client.get(reverse("desk:samples")).content.decode()
    incomplete = client.post(
        reverse("desk:sample", args=["S-1"]), {"stage": "analysis"}, follow=True
    )
    notice = re.search(r"notice late[^>]*>([^<]*)<", incomplete.content.decode())
    assert notice[1].startswith("未填写：因子、监测方法、仪器"), notice[1]
    assert client.get(reverse("desk:sample", args=["S-9"])).status_code == 404
    when = client.post(reverse("desk:samples"), said | {"taken": "tomorrow"}, follow=True)
    assert "采样时间应写成2026-11-25 09:30的形式。" in when.content.decode()


def test_a_step_under_a_sample_is_offered_to_whom_the_log_lets_sign_it(client, places):
    sampler = signing.person("li", "duty")
    pen = signing.pen_of(places, sampler)
    sheets.write("S-1", "sampling", SAMPLING, "li")
    for role, offered in (("duty", True), ("enforcement", True), ("reviewer", False)):
        page = as_(client, f"first-{role}", role).get(reverse("desk:sample", args=["S-1"]))
        assert (b"data-sign " in page.content) is offered, role
    acts.submit(signing.signed(places, pen, kinds.SIGNOFF, sheets.body("S-1", "sampler")), sampler)
    sheets.write("S-1", "analysis", ANALYSIS, "li")
    acts.submit(signing.signed(places, pen, kinds.SIGNOFF, sheets.body("S-1", "analyst")), sampler)
    sheets.write("S-1", "report", REPORT, "li")
    reviewer = signing.person("zhang", "reviewer")
    own = signing.pen_of(places, reviewer)
    for role, offered in (("duty", False), ("reviewer", True)):
        page = as_(client, f"then-{role}", role).get(reverse("desk:sample", args=["S-1"]))
        assert (b"data-sign " in page.content) is offered, role
    acts.submit(
        signing.signed(places, own, kinds.SIGNOFF, sheets.body("S-1", "reviewer")), reviewer
    )
    client.force_login(reviewer)
    assert b"data-sign " not in client.get(reverse("desk:sample", args=["S-1"])).content, "not both"


def test_the_rail_leads_only_where_the_person_may_go(client, places):
    for role in Role.values:
        as_(client, f"someone-{role}", role)
        shown = client.get(reverse("desk:key")).content.decode()
        rail = shown[shown.index('class="rail') : shown.index("</nav>")]
        led = re.findall(r'href="(/desk/[^"]*)"', rail)
        asked = {reverse(f"desk:{name}") for name in GUARDED} & set(led)
        assert [href for href in asked if client.get(href).status_code == 403] == [], role
        assert (reverse("desk:correct") in led) == (role in {Role.REVIEWER, Role.ADMINISTRATOR})


def test_the_rail_is_grouped_and_has_no_head_above_nothing(client, places):
    heads = {}
    for role in Role.values:
        as_(client, f"grouped-{role}", role)
        shown = client.get(reverse("desk:key")).content.decode()
        rail = shown[shown.index('class="rail') : shown.index("</nav>")]
        groups = rail.split('<div class="rail-group">')[1:]
        assert all(group.count("<li") for group in groups), role
        heads[role] = re.findall(r'id="rail-\d+">([^<]+)<', rail)
        assert shown.count('aria-current="page"') == 1
        assert rail.count('href="/desk/key/"') == 1
    assert heads[Role.ASSESSOR] == heads[Role.DUTY]
    assert "考核" in heads[Role.ASSESSOR]
    assert "考核" not in heads[Role.ENTERPRISE], "nothing is assessed by who is watched"
