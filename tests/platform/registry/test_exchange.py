"""The registry goes out and comes in as tables: tried first, kept when told, refused with a reason."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from typer.testing import CliRunner

from qingtian_platform.kit.sheets import read_table
from qingtian_platform.people.api import ensure_organisation
from qingtian_platform.project.commands.registry import app
from qingtian_platform.registry import api
from qingtian_platform.registry.models import Logger, Thing

pytestmark = pytest.mark.django_db


@pytest.fixture
def registry():
    ensure_organisation("甲水务公司", "enterprise")
    thing = api.ensure_thing(
        "二号排放口",
        kind="outlet",
        key="out-2",
        district="海淀区",
        lon=116.3,
        lat=40.0,
        parties=api.Parties(owner="甲水务公司", maintainer="乙运维公司", answerable="张三"),
    )
    api.ensure_logger("MN2", thing_id=thing, st="32", password="pw-2", networks=("10.0.0.0/8",))


@pytest.fixture
def file(tmp_path):
    def write(text: str, name: str = "t.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("table", ["thing", "logger", "datastream"])
def test_what_was_exported_comes_in_as_the_same(registry, tmp_path, form, table):
    path = tmp_path / f"t.{form}"
    path.write_bytes(api.export_bytes(table, form))
    before = api.version()
    counts = api.take_in(table, read_table(path), commit=True).counts()
    assert counts == {
        "new": 0,
        "changed": 0,
        "same": len(list(api.export_rows(table))),
        "refused": 0,
    }
    assert api.version() == before


def test_a_dry_run_reports_the_same_and_keeps_nothing(registry, file):
    path = file("key,name,kind,district\nnew-1,新站,station,海淀区\nout-2,改名,outlet,海淀区\n")
    tried = api.take_in("thing", read_table(path))
    assert not Thing.objects.filter(key="new-1").exists()
    kept = api.take_in("thing", read_table(path), commit=True)
    assert tried.rows == kept.rows
    assert tried.counts() == {"new": 1, "changed": 1, "same": 0, "refused": 0}
    assert Thing.objects.get(key="out-2").name == "改名"
    assert api.thing("out-2").owner == "甲水务公司"  # a column that is missing is left alone


def test_each_refused_row_has_its_reason_and_the_others_are_kept(registry, file):
    path = file(
        "key,name,kind,district,lon\n"
        "a,甲,station,海淀区,116.1\n"
        "b,乙,palace,海淀区,116.1\n"
        "c,丙,station,上海,116.1\n"
        "d,丁,station,海淀区,east\n"
        ",戊,station,海淀区,116.1\n"
    )
    report = api.take_in("thing", read_table(path), commit=True)
    reasons = {row.line: row.reason for row in report.rows if row.outcome == "refused"}
    assert set(reasons) == {3, 4, 5, 6}
    assert "kind" in reasons[3]
    assert "上海" in reasons[4]
    assert "lon: 'east'" in reasons[5]
    assert "key is empty" in reasons[6]
    assert Thing.objects.filter(key="a").exists()
    assert not Thing.objects.filter(key__in="bcd").exists()


def test_a_changed_unit_is_a_row_from_a_day_on(registry, file):
    path = file("logger,code,unit,valid_from\nMN2,w01018,µg/L,2024-01-01\n")
    assert api.take_in("datastream", read_table(path), commit=True).counts()["changed"] == 1
    row = Logger.objects.get(mn="MN2").datastreams.get(code="w01018")
    assert [t.unit for t in row.terms.order_by("valid_from")] == ["µg/L", "mg/L"]


def test_a_cycle_comes_in_from_a_day_on_and_the_columns_that_are_missing_stay(registry, file):
    said = "logger,code,unit,low,high,valid_from\nMN2,w01018,mg/L,0,500,2024-01-01\n"
    api.take_in("datastream", read_table(file(said)), commit=True)
    said = "logger,code,cycle,valid_from\nMN2,w01018,2,2026-03-01\nMN2,w21003,5,2026-03-01\n"
    report = api.take_in("datastream", read_table(file(said)), commit=True)
    assert [row.outcome for row in report.rows] == ["changed", "refused"]
    assert "cycle" in report.rows[1].reason
    found = {row.valid_from: row for row in api.ranges()["MN2", "w01018"]}
    assert found[date(2026, 3, 1)] == api.RangeInfo(date(2026, 3, 1), "mg/L", 0.0, 500.0, 2)
    cycles = [api.cycle("MN2", "w01018", date(2026, month, 1)) for month in (2, 3)]
    assert cycles == [1, 2]
    assert api.cycle("MN2", "w21003", date(2026, 3, 1)) == 1
    assert api.take_in("datastream", read_table(file(said)), commit=True).counts()["same"] == 1


def test_secrets_come_in_and_never_go_out(registry, file):
    path = file("mn,password\nMN2,pw-from-file\n")
    assert api.take_in("logger", read_table(path), commit=True).counts()["changed"] == 1
    assert api.logger("MN2").password == "pw-from-file"
    assert api.take_in("logger", read_table(path), commit=True).counts()["same"] == 1
    assert b"pw-from-file" not in api.export_bytes("logger", "csv")


def test_a_formula_in_a_name_is_a_text_in_the_export(registry):
    api.ensure_thing('=HYPERLINK("http://x","y")', key="f")
    rows = list(csv.DictReader(io.StringIO(api.export_bytes("thing", "csv").decode("utf-8-sig"))))
    assert next(r for r in rows if r["key"] == "f")["name"].startswith("'=")


def test_the_command_exports_tries_and_keeps(registry, file, tmp_path, monkeypatch):
    monkeypatch.setattr("qingtian_platform.project.commands.registry.use", lambda data: data)
    run = lambda *words: CliRunner().invoke(app, [*map(str, words), "--data", str(tmp_path)])  # noqa: E731
    out = run("export", "--table", "thing")
    assert out.exit_code == 0
    assert "out-2" in out.stdout
    path = file(
        "thing,code,high,unit,source,document,clause,valid_from\n"
        "out-2,w01018,30,mg/L,standard,DB11/890-2012,table 1,2012-07-01\n"
    )
    tried = run("import", path, "--table", "limit")
    assert json.loads(tried.stdout) == {
        "table": "limit",
        "committed": False,
        "new": 1,
        "changed": 0,
        "same": 0,
        "refused": 0,
    }
    assert "dry run" in tried.stderr
    assert json.loads(run("import", path, "--table", "limit", "--commit").stdout)["new"] == 1
    assert json.loads(run("import", path, "--table", "limit", "--commit").stdout)["same"] == 1
    bad = file("thing,code\nnowhere,w01018\n", "bad.csv")
    refused = tmp_path / "refused.csv"
    result = run("import", bad, "--table", "limit", "--commit", "--refused", refused)
    assert result.exit_code == 1
    assert "nowhere" in refused.read_text()
    assert run("import", bad, "--table", "king").exit_code == 1
