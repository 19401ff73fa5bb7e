"""`qingtian interface` opens, lists and closes keys."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from qingtian_platform.act.interface import api
from qingtian_platform.kit.places import Places
from qingtian_platform.people.models import Person
from qingtian_platform.project.commands import interface as command

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path, monkeypatch):
    places = Places(tmp_path).make()
    monkeypatch.setenv("QINGTIAN_DATA", str(places.data))
    monkeypatch.setattr(command, "use", lambda _data: places)
    return lambda *words: CliRunner().invoke(command.app, list(words))


def test_a_key_is_opened_for_an_account_shown_once_and_closed(run):
    assert run("key", "--name", "gongan", "--login", "nobody").exit_code == 1
    Person.objects.create(username="gongan", role="enforcement")
    opened = json.loads(run("key", "--name", "gongan", "--login", "gongan").stdout)
    assert api.by_token(opened["key"]).person.username == "gongan"
    assert run("key", "--name", "gongan", "--login", "gongan").exit_code == 1
    listed = run("keys").stdout
    assert json.loads(listed)["closed_at"] is None
    assert opened["key"] not in listed
    assert (run("key-close", "gongan").exit_code, run("key-close", "gongan").exit_code) == (0, 1)
    with pytest.raises(api.UnknownKeyError):
        api.by_token(opened["key"])
