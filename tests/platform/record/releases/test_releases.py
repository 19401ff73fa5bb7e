"""Releases: asked for, decided by a signed act of somebody else with a reason, or by a standing rule."""

from __future__ import annotations

import os

import pytest
from django.db import DatabaseError, connection, transaction

from qingtian.ledger import kinds
from qingtian.ledger.acts import words_hash
from qingtian_platform.kit.places import Places
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.acts.table import Acts
from qingtian_platform.record.log.keeper import Keeper
from qingtian_platform.record.releases import api as releases
from qingtian_platform.record.releases.rules import rules
from support import signing

pytestmark = pytest.mark.django_db

ASKED = {
    "department": "市园林绿化局（虚构）",
    "title": "公园空气质量提示",
    "statement": "周末城区公园空气质量以良为主，适宜户外活动。",
    "data": "全市空气质量指数，11月21日至22日",
    "planned": "2026-11-27",
}


@pytest.fixture
def places(tmp_path, monkeypatch) -> Places:
    made = Places(tmp_path / "data").make()
    monkeypatch.setattr(Places, "current", classmethod(lambda _cls: made))
    return made


@pytest.fixture
def legal(places):
    who = signing.person("fa", "legal")
    return who, signing.pen_of(places, who)


def decided(places, legal, dataset, outcome, source=None, why="数据来源与表述相符"):
    who, pen = legal
    words = (os.urandom(32), why)
    body = releases.body(dataset, outcome, source) | {"words": words_hash(*words)}
    return acts.submit(signing.signed(places, pen, kinds.RELEASE, body), who, words, places)


def test_a_draft_is_approved_by_a_signed_act_with_a_reason_and_proven(places, legal):
    draft = releases.ask(ASKED, "lin")
    assert releases.find(str(draft.number)).outcome == "asked"
    number = decided(places, legal, draft.dataset, "approved")
    found = releases.find(draft.dataset)
    assert (found.outcome, found.public, found.last.number) == ("approved", True, number)
    assert found.last.words == "数据来源与表述相符"
    assert (found.last.holder.role, found.last.holder.name) == ("legal", "Fa")
    assert words_hash(draft.salt, draft.text) == found.last.act.body["dataset"]
    with Keeper(places, [Acts(places)]) as keeper:
        keeper.step()
    assert acts.proof(number, places).entry == found.last.act.to_bytes()


def test_what_is_refused_is_not_public_and_what_is_withdrawn_stays_in_sight(places, legal):
    draft = releases.ask(ASKED, "lin")
    decided(places, legal, draft.dataset, "refused", why="无数据来源")
    assert releases.find(draft.dataset).outcome == "refused"
    decided(places, legal, draft.dataset, "approved")
    decided(places, legal, draft.dataset, "refused", why="数据已订正")
    found = releases.find(draft.dataset)
    assert (found.outcome, found.public, len(found.acts)) == ("withdrawn", False, 3)


def test_another_release_names_what_was_published_as_its_source(places, legal):
    rule = rules()[0]
    draft = releases.ask(ASKED, "lin")
    decided(places, legal, rule.dataset, "approved")
    source = releases.find(rule.key).last.hash
    decided(places, legal, draft.dataset, "published", source)
    assert releases.find(draft.dataset).source == source
    other = releases.ask({**ASKED, "title": "另一条"}, "lin")
    decided(places, legal, rule.dataset, "refused", why="暂停")
    with pytest.raises(acts.ActRefusedError, match="not any more"):
        decided(places, legal, other.dataset, "published", source)


def test_values_are_released_under_a_rule_that_somebody_signed(places, legal):
    assert releases.released("station", "hour").last is None
    decided(places, legal, releases.released("station", "hour").dataset, "approved")
    found = releases.released("city", "realtime")
    assert found.what.key == "air-realtime"
    assert found.last.holder.role == "legal"
    assert releases.released("station", "day").last is None
    assert releases.released("laboratory", "hour") is None


def test_every_kind_and_period_that_pages_show_has_one_rule():
    for kind in ("station", "city", "section", "outlet", "site"):
        for interval in ("realtime", "minute", "hour", "day"):
            named = [r.key for r in rules() if kind in r.kinds and interval in r.intervals]
            assert len(named) == 1, (kind, interval)


def test_a_decision_is_about_something_by_another_and_gives_a_reason(places, legal):
    own = releases.ask(ASKED, "fa")
    with pytest.raises(acts.ActRefusedError, match="himself"):
        decided(places, legal, own.dataset, "approved")
    with pytest.raises(acts.ActRefusedError, match="nobody has asked"):
        decided(places, legal, "00" * 32, "approved")
    draft = releases.ask(ASKED, "lin")
    who, pen = legal
    silent = signing.signed(
        places, pen, kinds.RELEASE, releases.body(draft.dataset, "approved", None)
    )
    with pytest.raises(acts.ActRefusedError, match="reason"):
        acts.submit(silent, who, None, places)
    decided(places, legal, draft.dataset, "approved")
    with pytest.raises(acts.ActRefusedError, match="already"):
        decided(places, legal, draft.dataset, "approved", why="再批一次")


def test_only_who_was_appointed_for_it_decides(places):
    who = signing.person("wang", "reviewer")
    draft = releases.ask(ASKED, "lin")
    with pytest.raises(acts.ActRefusedError, match="not appointed for"):
        decided(places, (who, signing.pen_of(places, who)), draft.dataset, "approved")


@pytest.mark.parametrize("change", [{"title": " "}, {"colour": "blue"}, {"data": "x" * 20_001}])
def test_an_incomplete_draft_is_refused(places, change):
    with pytest.raises(acts.ActRefusedError):
        releases.ask({**ASKED, **change}, "lin")
    assert len(releases.register()) == len(rules())


def test_a_draft_changed_in_the_database_is_named(places):
    draft = releases.ask(ASKED, "lin")
    update = "UPDATE record_draft SET text = replace(text, '良', '优')"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(update)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER record_draft_no_update")
        cursor.execute(update)
    with pytest.raises(Exception, match=f"draft {draft.number} was changed"):
        releases.register()
