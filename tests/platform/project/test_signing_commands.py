"""Keys of persons and custodians from the command line: files for their owners alone."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from qingtian.ledger.__main__ import main
from qingtian_platform.project.commands import act, intervention, person
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.acts.table import Acts
from qingtian_platform.record.log.identity import vkey
from qingtian_platform.record.log.keeper import Keeper
from support import signing

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(places, monkeypatch):
    for module in (act, intervention, person):
        monkeypatch.setattr(module, "use", lambda _data: places)
    monkeypatch.setenv("QINGTIAN_DATA", str(places.data))

    def call(module, *words):
        return CliRunner().invoke(module.app, [*words, "--data", str(places.data)])

    return call


@pytest.fixture
def places(tmp_path):
    from qingtian_platform.kit.places import Places

    return Places(tmp_path / "data").make()


def test_a_key_file_signs_a_correction_and_is_for_its_owner_alone(run, places, tmp_path):
    row = signing.reading(places)
    signing.person("wang")
    out = tmp_path / "wang.key"
    made = run(person, "key", "--name", "wang", "--out", str(out))
    assert made.exit_code == 0, made.stderr
    assert out.stat().st_mode & 0o777 == 0o600
    seed = json.loads(out.read_text())["seed"]
    for path in places.data.rglob("*"):
        assert not path.is_file() or seed.encode() not in path.read_bytes()
    body, _ = signing.correction(places, row)
    (tmp_path / "body.json").write_text(json.dumps(body))
    words = ("--key", str(out), "--kind", "correction", "--body", str(tmp_path / "body.json"))
    done = run(act, "sign", *words, "--words", "零点漂移")
    assert done.exit_code == 0, done.stderr
    assert acts.corrected(places, [row])[0].value == "21.5"
    number = str(json.loads(done.stdout)["act"])
    for ground, code in ((" ", 1), ("个人信息保护法第47条", 0)):
        erased = run(act, "erase", number, "--by", "wang", "--basis", ground)
        assert erased.exit_code == code, erased.stderr
    assert acts.act(int(number), places).words is None
    again = run(act, "sign", *words, "--words", "零点漂移")
    assert again.exit_code == 1
    assert "21.5" in again.stderr
    listed = [json.loads(line) for line in run(act, "list", "--name", "wang").stdout.splitlines()]
    assert [each["kind"] for each in listed] == ["qingtian.correction/1"]
    key = json.loads(made.stdout)["key"]
    assert run(person, "revoke", "--key", key, "--reason", "lost").exit_code == 0
    assert run(person, "revoke", "--key", key, "--reason", "lost").exit_code == 1


def test_a_key_file_is_never_written_over_another(run, tmp_path):
    signing.person("wang")
    (tmp_path / "wang.key").write_text("mine")
    refused = run(person, "key", "--name", "wang", "--out", str(tmp_path / "wang.key"))
    assert refused.exit_code == 1
    assert (tmp_path / "wang.key").read_text() == "mine"


def test_no_administrator_is_a_custodian(run, tmp_path):
    signing.person("root", "administrator")
    words = ("--group", "supervision", "--out", str(tmp_path / "k"))
    for name in ("root", "nobody"):
        refused = run(intervention, "custodian", "--name", name, *words)
        assert refused.exit_code == 1
        assert "administrator" in refused.stderr
    assert not (tmp_path / "k").exists()


def test_an_administrator_alone_takes_nothing_out(run, places, tmp_path):
    signing.person("du", "assessor")
    out = tmp_path / "du.key"
    made = run(
        intervention, "custodian", "--name", "du", "--group", "supervision", "--out", str(out)
    )
    assert made.exit_code == 0, made.stderr
    refused = run(intervention, "extract", "--key", str(out), "--document", "7")
    assert refused.exit_code == 1
    assert refused.stdout == ""


def test_a_duty_is_delegated_by_date_and_who_signed_is_found_by_a_former_name(
    run, places, tmp_path
):
    who = signing.person("lin", "reviewer")
    out, days = tmp_path / "lin.key", ("--since", "2099-01-01", "--until", "2099-01-31")
    made = run(person, "key", "--name", "lin", "--out", str(out), "--duty", "signatory", *days)
    assert made.exit_code == 0, made.stderr
    key = json.loads(made.stdout)["key"]
    body = acts.roll(places).signers[key].act.body
    assert body["duties"] == ["signatory"]
    assert (body["until"] - body["since"]) // 86_400_000_000 == 31
    wrong = run(person, "key", "--name", "lin", "--out", str(tmp_path / "k"), "--duty", "cook")
    assert wrong.exit_code == 1
    who.name = "Other"
    who.save()
    for name in ("lin", "Lin", "Other"):
        assert run(act, "list", "--name", name).exit_code == 0
    assert run(act, "list", "--name", "Nobody").exit_code == 1


def test_the_proof_of_an_act_is_written_once_it_is_in_the_log(run, places, tmp_path):
    who = signing.person("wang")
    signing.pen_of(places, who)
    out = tmp_path / "act.tlog-proof"
    early = run(act, "proof", "1", "--out", str(out))
    assert early.exit_code == 1
    assert "not in the log yet" in early.stderr or "no checkpoint" in early.stderr
    with Keeper(places, [Acts(places)]) as keeper:
        keeper.step()
    assert run(act, "proof", "1", "--out", str(out)).exit_code == 0
    assert main(["verify", str(out), "--vkey", str(vkey(places))]) == 0
