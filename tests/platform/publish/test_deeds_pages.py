"""Pages of what persons signed: in words, with the signature, the entry of the log and its proof."""

from __future__ import annotations

import json
import os
import re

import pytest
from django.urls import reverse

from qingtian.ledger import kinds
from qingtian.ledger.acts import words_hash
from qingtian.ledger.proof import Proof, check
from qingtian_platform.act.reviews import api as reviews
from qingtian_platform.act.reviews.tables import Reading
from qingtian_platform.publish.deeds.words import under
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.acts.table import Acts
from qingtian_platform.record.log.identity import vkey
from qingtian_platform.record.log.keeper import Keeper
from qingtian_platform.record.releases import api as releases
from support import signing

pytestmark = pytest.mark.django_db

ASKED = {
    "department": "市园林绿化局（虚构）",
    "title": "公园空气质量提示",
    "statement": "周末城区公园空气质量以良为主。",
    "data": "全市空气质量指数",
    "planned": "2026-11-27",
}


@pytest.fixture
def places(tmp_path, monkeypatch):
    from qingtian_platform.kit.places import Places

    made = Places(tmp_path / "data").make()
    monkeypatch.setattr(Places, "current", classmethod(lambda _cls: made))
    return made


@pytest.fixture
def row(places):
    return signing.reading(places)


def page(client, address, language="en"):
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200, answer
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(text.split())


def corrected(places, row):
    who = signing.person("wang")
    pen = signing.pen_of(places, who)
    body, words = signing.correction(places, row)
    entry = signing.signed(places, pen, kinds.CORRECTION, body)
    return acts.submit(entry, who, words, places), pen


def logged(places):
    with Keeper(places, [Acts(places)]) as keeper:
        while keeper.step():
            pass


@pytest.mark.parametrize(
    ("language", "says", "who"),
    [
        ("en", "corrected from 23.0 to 21.5", "Reviewer of the monitoring centre"),
        ("zh-hans", "由23.0订正为21.5", "监测站审核员"),
    ],
)
def test_an_act_says_what_who_when_and_how_its_key_stands(client, places, row, language, says, who):
    number, pen = corrected(places, row)
    text = page(client, reverse("portal:act", args=[number]), language)
    assert says in text
    assert who in text
    assert "零点漂移" in text
    assert "Wang" not in text, "the role is public, the name is not"
    assert pen.name in text
    acts.revoke(places, pen.name, "left")
    later = page(client, reverse("portal:act", args=[number]), language)
    assert ("revoked later" if language == "en" else "其后撤销") in later


@pytest.mark.parametrize(
    ("language", "why"), [("en", "instrument at fault"), ("zh-hans", "仪器故障")]
)
def test_a_decision_says_its_reason_in_words_and_no_day_that_is_none(
    client, places, row, language, why
):
    day = row["start"].date()
    reason = reviews.reasons("reject", day)[0]
    told = (os.urandom(32), "停电")
    body = reviews.decision(Reading(row, ("23.0", "N")), "reject", reason, day, "QC-105")
    who = signing.person("wang")
    pen = signing.pen_of(places, who)
    signed = signing.signed(places, pen, kinds.DECISION, body | {"words": words_hash(*told)})
    number = acts.submit(signed, who, told, places)
    for address in (reverse("portal:acts"), reverse("portal:act", args=[number])):
        text = page(client, address, language).partition("{")[0]
        assert f"{why} · QC-105" in text
        assert "reject.instrument" not in text
        assert "1970" not in text


@pytest.mark.parametrize(
    "typed", [("reject.instrument", ""), ("reject.unheard", "2026-01-01"), ("HJ 818", "2018")]
)
def test_a_rule_that_a_person_wrote_stands_as_it_was_written(typed):
    rule, version = typed
    assert under({"rule": rule, "version": version}) == f"{rule} {version}".strip()


def test_the_proof_of_an_act_is_taken_once_it_is_in_the_log_and_verifies(client, places, row):
    number, _ = corrected(places, row)
    address = reverse("portal:act_proof", args=[number])
    assert client.get(address).status_code == 503
    logged(places)
    proof = Proof.from_bytes(client.get(address).content)
    found = check(proof, vkey(places))
    assert found.act == acts.act(number).act
    text = page(client, reverse("portal:act", args=[number]))
    assert f"Entry of the log {found.index} " in text
    named = client.get(reverse("portal:act_named", args=[found.act.hash()]))
    assert named.url == reverse("portal:act", args=[number])
    assert client.get(reverse("portal:act_named", args=["0" * 64])).status_code == 404
    assert client.get(reverse("portal:act_proof", args=[999])).status_code == 404


def test_erased_words_are_shown_as_erased(client, places, row):
    number, _ = corrected(places, row)
    name = acts.act(number).act.body["words"]
    acts.erase_words(name, by="li", basis="个人信息保护法第47条")
    text = page(client, reverse("portal:act", args=[number]))
    assert "were erased on" in text
    assert "个人信息保护法第47条" in text
    assert "零点漂移" not in text


def test_a_name_is_public_where_there_is_a_ground_and_for_nobody_else(places):
    pen = signing.pen_of(places, signing.person("qian", "reviewer"))
    for duty in kinds.DUTIES:
        body = {"duty": duty, "previous": None, "sample": "S", "sheet": "0" * 64, "words": None}
        ground = acts.basis(pen.sign(kinds.SIGNOFF, acts.origin(places), 1, body))
        assert (ground is not None) == (duty == "signatory")
        assert ground is None or ground.weak, "what must still be checked says so"


def test_acts_are_listed_found_and_paged(client, places, row, monkeypatch):
    number, _ = corrected(places, row)
    address = reverse("portal:acts")
    assert "corrected from 23.0" in page(client, address)
    assert "corrected from 23.0" in page(client, f"{address}?q={signing.MN}")
    assert "Nothing was found" in page(client, f"{address}?q=赵某某")
    only = page(client, f"{address}?kind={kinds.SIGNER}")
    assert "A key was appointed for" in only
    assert "corrected from 23.0" not in only
    for strange in ("?before=" + "9" * 40, "?kind=x", "?q=%00", "?before=-1"):
        assert client.get(address + strange).status_code == 200
    monkeypatch.setattr(acts, "SHOWN", 1)
    assert f"before={number}" in client.get(address).content.decode()


@pytest.fixture
def legal(places):
    who = signing.person("fa", "legal")
    return who, signing.pen_of(places, who)


def decided(places, legal, dataset, outcome, source=None):
    who, pen = legal
    words = (os.urandom(32), "来源清楚")
    body = releases.body(dataset, outcome, source) | {"words": words_hash(*words)}
    entry = signing.signed(places, pen, kinds.RELEASE, body)
    return acts.submit(entry, who, words, places)


def test_the_register_shows_what_by_whom_from_which_source_and_keeps_back_the_refused(
    client, places, legal
):
    rule = releases.released("station", "hour")
    by_rule = decided(places, legal, rule.dataset, "approved")
    source = acts.act(by_rule).hash
    named = releases.ask(ASKED, "lin")
    number = decided(places, legal, named.dataset, "published", source)
    secret = releases.ask({**ASKED, "title": "内部稿件", "statement": "不公开"}, "lin")
    pending = releases.ask({**ASKED, "title": "待决稿件"}, "lin")
    decided(places, legal, secret.dataset, "refused")
    for language, words in (
        (
            "en",
            (
                "Automatic release of real-time data",
                "Legal reviewer",
                "a draft of another department",
            ),
        ),
        ("zh-hans", ("环境空气实时数据自动发布", "法制审核", "其他部门的一份草稿")),
    ):
        text = page(client, reverse("portal:releases"), language)
        assert not [
            word for word in (*words, ASKED["title"], ASKED["department"]) if word not in text
        ]
        assert "内部稿件" not in text
        assert "待决稿件" not in text
    one = page(client, reverse("portal:release", args=[str(named.number)]))
    for word in (named.dataset, named.salt.hex(), ASKED["statement"], "来源清楚", str(number)):
        assert word in one
    for hidden in (secret, pending):
        address = reverse("portal:release", args=[str(hidden.number)])
        assert client.get(address).status_code == 404
    assert "内部稿件" not in page(client, reverse("portal:acts"))


def test_at_the_desk_one_asks_and_another_decides(client, places, legal):
    client.force_login(signing.person("lin", "duty"))
    asked = client.post(reverse("desk:releases"), ASKED)
    assert asked.status_code == 302
    assert "data-sign" not in client.get(asked.url).content.decode()
    wrong = client.post(reverse("desk:releases"), {**ASKED, "title": ""}, follow=True)
    assert "未填写：标题。" in wrong.content.decode()
    who, pen = legal
    client.force_login(who)
    shown = client.get(asked.url).content.decode()
    bodies = [json.loads(each) for each in re.findall(r'id="release-\d">(.*?)</script>', shown)]
    assert [each["outcome"] for each in bodies] == ["approved", "refused"]
    salt = os.urandom(32)
    body = bodies[0] | {"words": words_hash(salt, "同意")}
    entry = signing.signed(places, pen, kinds.RELEASE, body).decode()
    sent = json.dumps({"entry": entry, "words": {"salt": salt.hex(), "text": "同意"}})
    answer = client.post(reverse("desk:act"), sent, "application/json")
    assert answer.status_code == 200, answer.content
    assert "同意" in client.get(asked.url).content.decode()
    client.force_login(signing.person("firm", "enterprise"))
    assert client.get(reverse("desk:releases")).status_code == 403


def test_what_a_person_signed_is_found_by_the_name_that_he_had(client, places, row):
    corrected(places, row)
    who = signing.person("wang")
    who.name, who.role, who.is_active = "Other", "duty", False
    who.save()
    client.force_login(signing.person("head", "legal"))
    for name in ("Wang", "Other", "wang"):
        text = page(client, f"{reverse('desk:signed')}?who={name}")
        assert "corrected from 23.0 to 21.5" in text
        assert "account closed" in text
    assert "Nobody of that name" in page(client, f"{reverse('desk:signed')}?who=Nobody")


def test_a_reviewer_is_offered_to_decide_on_the_values_of_the_authority_alone(client, places, row):
    client.force_login(signing.person("wang"))
    asked = {"mn": signing.MN, "code": "a34004", "start": "2026-11-25T12:00"}
    text = client.get(reverse("desk:correct"), asked).content.decode()
    body = json.loads(re.search(r'id="rejecting-body"[^>]*>(.*?)</script>', text)[1])
    assert (body["before"], body["outcome"]) == ("N", "rejected")
    assert body["target"] == acts.target_of(places, row)


def test_every_kind_of_act_has_a_name():
    told = vars(kinds).values()
    schemas = {
        one for one in told if isinstance(one, str) and re.fullmatch(r"qingtian\.\w+/1", one)
    }
    assert kinds.COVER in schemas
    assert [one for one in schemas if acts.word(one) == one] == []
