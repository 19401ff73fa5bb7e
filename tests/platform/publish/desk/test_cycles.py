"""The page of a data logger's instruments shows how long they take for a sample, and since when."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from qingtian_platform.kit.places import Places
from qingtian_platform.people.models import Person
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.models import Datastream, DatastreamTerm

pytestmark = pytest.mark.django_db
MN = "QTWORKS001"


@pytest.fixture
def desk(tmp_path, monkeypatch) -> Client:
    monkeypatch.setenv("QINGTIAN_DATA", str(tmp_path))
    Places(tmp_path).make()
    thing = registry.ensure_thing("再生水厂", kind="outlet")
    codes, since = ("w01018", "w21003"), date(2026, 1, 1)
    registry.ensure_logger(MN, thing_id=thing, st="32", password="p", codes=codes, opened=since)
    client = Client()
    client.force_login(Person.objects.create(username="zhao", name="赵敏", role="duty"))
    return client


def said(desk: Client, language: str) -> str:
    html = desk.get(f"/desk/instruments/{MN}/", headers={"accept-language": language}).content
    found = re.search(r'id="cycles">(.*?)</section>', html.decode(), re.DOTALL)
    return re.sub(r"(<[^>]+>|\s)+", " ", found[1]) if found else ""


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "(COD) 1 h , from 2026-03-01 on 2 h"),
        ("zh-hans", "化学需氧量 1 h , 自2026-03-01起 2 h"),
    ],
)
def test_the_hours_of_a_sample_stand_there_with_their_days(desk, language, words):
    assert not said(desk, language), "while each hour is owed, nothing is to be said"
    stream = Datastream.objects.get(code="w01018")
    DatastreamTerm(datastream=stream, valid_from=date(2026, 3, 1), unit="mg/L", cycle=2).save()
    assert words in said(desk, language)
    assert "w21003" not in said(desk, language)
