"""In a demo one click signs in as one of its persons; elsewhere nothing offers it and nothing does it."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from qingtian_platform.kit.places import Places
from qingtian_platform.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def zhao():
    person = Person(username="zhiban", name="赵敏", role="duty")
    person.set_password("word-of-the-demo")
    person.save()
    return person


@pytest.fixture
def demo(zhao, tmp_path, monkeypatch):
    monkeypatch.setenv("QINGTIAN_DATA", str(tmp_path))
    data = Places.current().make().data
    (data / "demo.json").write_text("{}")
    (data / "demo-accounts.json").write_text(json.dumps({zhao.username: "word-of-the-demo"}))
    return data


def test_one_click_signs_in_and_leads_on(demo):
    client = Client()
    assert "赵敏" in client.get("/account/login/?next=/desk/").content.decode()
    answer = client.post("/become", {"login": "zhiban", "next": "/desk/morning/"})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/morning/")
    assert "赵敏" in client.get("/desk/").content.decode()


def test_it_leads_nowhere_else(demo):
    answer = Client().post("/become", {"login": "zhiban", "next": "https://example.org/"})
    assert answer["Location"] == "/desk/"


def test_outside_a_demo_nothing_offers_it_and_nothing_does_it(demo, zhao):
    (demo / "demo.json").unlink()
    assert "赵敏" not in Client().get("/account/login/").content.decode()
    assert Client().post("/become", {"login": "zhiban"}).status_code == 404


@pytest.mark.parametrize("login", ["", "nobody", "zhiban\x00"])
def test_nobody_else_is_signed_in(demo, login):
    assert Client().post("/become", {"login": login}).status_code == 404


def test_it_is_a_post(demo):
    assert Client().get("/become").status_code == 405
