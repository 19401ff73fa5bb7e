"""What the demo's persons have signed and recorded before it begins: chapter 3 has something to show."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.db import connection

from qingtian.ledger import kinds
from qingtian_platform.kit.places import Places
from qingtian_platform.project.demo import cast, evidence
from qingtian_platform.publish.deeds import words
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.protected import interventions
from qingtian_platform.record.releases import api as releases
from qingtian_platform.record.samples import sheets

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(tmp_path, monkeypatch) -> Places:
    made = Places(tmp_path / "data").make()
    monkeypatch.setattr(Places, "current", classmethod(lambda _cls: made))
    now = datetime(2026, 11, 26, 2, tzinfo=UTC)
    cast.register(now.date())
    cast.open_accounts()
    evidence.prepare(made, now)
    return made


def test_the_demo_begins_with_what_its_third_chapter_shows(places):
    found = sheets.sample("DEMO-2026-0001")
    assert found.complete
    assert len({each.act.by for each in found.signatures}) == len(kinds.DUTIES)
    assert acts.act(9).act.body["duty"] == "signatory", "the tour leads to act 9"
    outcomes = [each.outcome for each in releases.register()]
    assert outcomes == ["approved"] * 4 + ["asked", "refused", "published"]
    assert all(words.sentence(each.act) for each in acts.latest())
    for file in (places.data / evidence.KEYS).iterdir():
        assert file.stat().st_mode & 0o777 == 0o600


def test_the_record_is_found_by_two_custodians_and_by_nobody_else(places):
    subject, said = "考核人员", "月均值须压到三十五以下"
    assert acts.latest(text=subject) == []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {table}")
            assert said not in str(cursor.fetchall())
    for file in places.data.rglob("*"):
        assert not file.is_file() or said.encode() not in file.read_bytes()
    drawer = places.data / evidence.KEYS
    keys = [
        interventions.read_key((drawer / f"{login}.custodian").read_bytes())
        for login in ("ducha", "jijian")
    ]
    taken = interventions.extract(places, keys, evidence.DOCUMENT, about=subject, wait=False)
    assert said in json.dumps(taken, ensure_ascii=False)
    assert str(drawer / "ducha.custodian") in evidence.opening(places.data)
