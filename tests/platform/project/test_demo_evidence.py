"""What the demo's persons have signed and recorded before it begins: chapter 3 has something to show."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from qingtian.ledger import kinds
from qingtian_platform.kit.places import Places
from qingtian_platform.people.api import account
from qingtian_platform.project.demo import cast, evidence
from qingtian_platform.project.demo.story import steps
from qingtian_platform.publish.deeds import words
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.protected import interventions
from qingtian_platform.record.releases import api as releases
from qingtian_platform.record.samples import sheets

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def places(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Places]:
    """Begin once for all tests of this file, in a directory of its own; rolled back at the end."""
    del django_db_setup
    before = os.environ["QINGTIAN_DATA"]
    os.environ["QINGTIAN_DATA"] = str(tmp_path_factory.mktemp("evidence") / "data")
    made, now = Places.current().make(), datetime(2026, 11, 26, 2, tzinfo=UTC)
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
        try:
            cast.register(now.date())
            cast.open_accounts()
            evidence.prepare(made, now)
            yield made
        finally:
            os.environ["QINGTIAN_DATA"] = before
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)


def test_the_demo_begins_with_what_its_third_chapter_shows(places):
    found = sheets.sample("DEMO-2026-0001")
    assert found.complete
    assert len({each.act.by for each in found.signatures}) == len(kinds.DUTIES)
    assert acts.act(9).act.body["duty"] == "signatory", "the tour leads to act 9"
    outcomes = [each.outcome for each in releases.register()]
    assert outcomes == ["approved"] * 5 + ["asked", "refused", "published"]
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


@pytest.mark.parametrize(
    "step",
    [step for step in steps() if step.chapter == 3 and not step.path.startswith("/frames/")],
    ids=lambda step: step.path,
)
def test_each_step_of_the_chapter_shows_what_the_tour_says(client, places, step):
    if step.who != "citizen":
        client.force_login(account(step.who))
    for language, said in (("zh-hans", step.zh), ("en", step.en)):
        answer = client.get(step.path, headers={"accept-language": language})
        assert answer.status_code == 200
        text = " ".join(re.sub(r"<[^>]+>", "", answer.content.decode()).split()).lower()
        assert not [word for word in said.see if word.lower() not in text]
