"""`qingtian person` and the empty house: no account until somebody opens one."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from typer.testing import CliRunner

from qingtian_platform.people.api import add_person
from qingtian_platform.people.hashing import DrawnPasswordHasher
from qingtian_platform.people.models import Person
from qingtian_platform.project.commands.person import app

pytestmark = pytest.mark.django_db


@pytest.fixture
def command(tmp_path, monkeypatch):
    monkeypatch.setattr("qingtian_platform.project.commands.person.use", lambda data: data)
    return lambda *words: CliRunner().invoke(app, [*words, "--data", str(tmp_path)])


def test_there_is_no_default_account():
    assert not Person.objects.exists()


def test_add_prints_the_password_once_and_list_never(command, client):
    added = command("add", "--name", "值班员", "--role", "duty", "--division", "海淀区")
    assert added.exit_code == 0
    account = json.loads(added.stdout)
    assert client.login(username="值班员", password=account["password"])
    listed = command("list")
    assert json.loads(listed.stdout)["district"] == "海淀区"
    assert account["password"] not in listed.stdout


def test_a_second_account_of_one_name_and_an_unknown_role_are_refused(command):
    command("add", "--name", "a", "--role", "duty")
    for words in (("--name", "a", "--role", "duty"), ("--name", "b", "--role", "king")):
        refused = command("add", *words)
        assert refused.exit_code == 1
        assert "no account was opened" in refused.stderr
    assert Person.objects.count() == 1


def test_a_closed_account_signs_in_no_more_until_it_has_a_new_password(command, client):
    first = json.loads(command("add", "--name", "a", "--role", "duty").stdout)["password"]
    assert command("close", "--name", "a").exit_code == 0
    assert not client.login(username="a", password=first)
    second = json.loads(command("password", "--name", "a").stdout)["password"]
    assert client.login(username="a", password=second)
    assert command("close", "--name", "nobody").exit_code == 1


def test_a_drawn_password_is_kept_with_all_rounds_once_its_person_has_signed_in(command, client):
    given = command("add", "--name", "ding", "--role", "duty")
    before = Person.objects.get(username="ding").password
    assert before.startswith(f"{DrawnPasswordHasher.algorithm}$")
    assert client.login(username="ding", password=json.loads(given.stdout)["password"])
    after = Person.objects.get(username="ding").password
    assert after.startswith(f"{PBKDF2PasswordHasher.algorithm}$")


def test_a_person_of_a_township_acts_for_that_place_alone():
    add_person("he", "river-chief", township="110105040")
    assert Person.objects.get(username="he").division.code[:9] == "110105040"
    with pytest.raises(ValueError, match="townships are called"):
        add_person("ha", "river-chief", township="nowhere")
