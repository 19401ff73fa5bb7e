"""`qingtian notice` shows the outbox, registers webhooks and keeps wishes."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from qingtian_platform.kit.places import Places
from qingtian_platform.people.models import Person
from qingtian_platform.project.commands import notice as command

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path, monkeypatch):
    places = Places(tmp_path).make()
    monkeypatch.setenv("QINGTIAN_DATA", str(places.data))
    monkeypatch.setattr(command, "use", lambda _data: places)
    return lambda *words: CliRunner().invoke(command.app, list(map(str, words)))


def test_webhooks_are_registered_listed_and_closed(run):
    made = json.loads(
        run("hook", "--name", "cases", "--url", "https://example.org/in", "--topic", "case").stdout
    )
    assert len(made["secret"]) >= 16
    listed = run("hooks").stdout
    assert json.loads(listed)["url"] == "https://example.org/in"
    assert made["secret"] not in listed
    assert run("hook", "--name", "plain", "--url", "http://example.org/").exit_code == 1
    assert (run("hook-close", "cases").exit_code, run("hook-close", "cases").exit_code) == (0, 1)
    assert (run("messages").stdout, run("send-again", 1).exit_code) == ("", 1)
    assert json.loads(listed)["topics"] == ["case"]
    odd = run("hook", "--name", "odd", "--url", "https://example.org/", "--topic", "weather")
    assert "expected topics out of alarm, duty, case" in odd.stderr


def test_a_wish_is_kept_for_an_account_that_exists(run):
    assert run("wish", "nobody").exit_code == 1
    Person.objects.create(username="lu", role="duty")
    told = run("wish", "lu", "--phone", "+86 138-0013-8000", "--quiet", "alarm")
    assert json.loads(told.stdout) == {"login": "lu", "phone": "+8613800138000", "quiet": ["alarm"]}
    assert "telephone number" in run("wish", "lu", "--phone", "call me").stderr
