"""`qingtian device`: registers a data logger with its place, and never tells a secret."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from qingtian_platform.collect.gateway.devices import Devices, Settings
from qingtian_platform.project.commands.device import app
from qingtian_platform.registry import api
from qingtian_platform.registry.models import Logger, Thing

pytestmark = pytest.mark.django_db


@pytest.fixture
def command(tmp_path, monkeypatch):
    monkeypatch.setattr("qingtian_platform.project.commands.device.use", lambda data: data)
    return lambda *words, **more: CliRunner().invoke(app, [*words, "--data", str(tmp_path)], **more)


ADD = ("add", "--mn", "MN7", "--password", "pw-777", "--st", "32", "--thing", "某污水处理厂")


def test_add_makes_logger_place_and_the_usual_datastreams(command):
    added = command(*ADD, "--district", "海淀区", "--owner", "某水务公司", "--lon", "116.3")
    assert added.exit_code == 0, added.output
    facts = json.loads(added.stdout)
    assert (facts["mn"], facts["st"], facts["name"], facts["password_set"]) == (
        "MN7",
        "32",
        "某污水处理厂",
        True,
    )
    place = api.thing(facts["thing"])
    assert (place.kind, place.district, place.owner, place.lon) == (
        "outlet",
        "110108",
        "某水务公司",
        116.3,
    )
    assert {d.code for d in api.datastreams(place.id)} >= {"w01018", "w21003", "w00000"}
    assert api.loggers()["MN7"].password == "pw-777"


@pytest.mark.parametrize(
    ("st", "kind"), [("22", "station"), ("31", "outlet"), ("39", "site"), ("21", "section")]
)
def test_the_system_code_says_what_kind_of_place_it_is(command, st, kind):
    assert (
        command("add", "--mn", "M", "--password", "pw-888", "--st", st, "--thing", "某处").exit_code
        == 0
    )
    assert Thing.objects.get().kind == kind


def test_a_second_logger_joins_the_place_of_that_name(command):
    command(*ADD)
    assert (
        command(
            "add", "--mn", "MN8", "--password", "pw-888", "--st", "32", "--thing", "某污水处理厂"
        ).exit_code
        == 0
    )
    assert Thing.objects.count() == 1
    assert Logger.objects.count() == 2


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--edition", "2018"), "edition: Value '2018' is not a valid choice."),
        (("--district", "上海"), "no district is called '上海'"),
        (("--password", ""), "the password is empty"),
        (("--password", "12345"), "the password has 5 characters; HJ 212 has 6 in each edition"),
        (("--password", "1234567", "--strict"), "the password has 7 characters"),
        (("--password", "12;456"), "characters that end a field of a frame"),
        (("--password", "密码密码密码"), "characters that end a field of a frame"),
        (("--st", "99"), "ST '99' is no system code of HJ 212 (table 5: 21 surface water"),
        (("--sm4-key", "short"), "sm4_key"),
        (("--mn", "has space"), "1 to 24 printable characters"),
        (("--origin", "dreamt"), "origin"),
    ],
)
def test_what_cannot_be_registered_leaves_nothing_behind(command, words, reason):
    refused = command(*ADD, *words)
    assert refused.exit_code == 1
    assert reason in refused.stderr
    assert not Thing.objects.exists()
    assert not Logger.objects.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--password", "a-password-of-24-letters"), "24 characters, HJ 212 has 6: taken"),
        (("--password", "123", "--nonstandard"), ""),
        (("--st", "99", "--nonstandard"), ""),
    ],
)
def test_what_a_logger_of_the_field_really_sends_can_be_registered(command, words, said):
    added = command(*ADD, *words)
    assert added.exit_code == 0, added.output
    assert said in added.stderr
    assert Logger.objects.count() == 1


def test_an_mn_is_registered_once(command):
    command(*ADD)
    again = command(*ADD)
    assert again.exit_code == 1
    assert "registered already, at 某污水处理厂" in again.stderr


def test_no_command_tells_a_secret_and_one_may_come_by_standard_input(command):
    words = (
        "add",
        "--mn",
        "MN7",
        "--password",
        "-",
        "--st",
        "31",
        "--thing",
        "某厂",
        "--edition",
        "2025",
    )
    added = command(*words, "--sm4-key", "Kf7sKf7sKf7sKf7s", input="pw-by-stdin\n")
    assert added.exit_code == 0, added.output
    assert api.logger("MN7").password == "pw-by-stdin"
    told = added.stdout + command("list").stdout + command("show", "--mn", "MN7").stdout
    assert '"sm4_key_set": true' in told
    assert "pw-by-stdin" not in told
    assert "Kf7s" not in told
    assert command("show", "--mn", "nobody").exit_code == 1


def test_a_logger_without_password_may_not_speak():
    thing = api.ensure_thing("站")
    api.ensure_logger("QUIET", thing_id=thing, st="22")
    api.ensure_logger("LOUD", thing_id=thing, st="22", password="pw")
    devices = Devices(Settings())
    devices.refresh(api.loggers())
    assert devices.judge("QUIET", "", "10.0.0.1")[0] is None
    assert devices.judge("LOUD", "pw", "10.0.0.1")[0] is not None
