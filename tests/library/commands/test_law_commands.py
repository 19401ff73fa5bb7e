"""`qingtian limits`, `qingtian explain`, and the tables that the commands of the library take."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime
from decimal import Decimal
from io import StringIO

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from qingtian.standards import air
from qingtian_cli import aqi, calling, explain, limits, water_class


def run(app, *words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def said(result: Result) -> str:
    return " ".join(result.output.replace("│", " ").split())


def rows(*words: str) -> list[dict[str, str]]:
    found = run(limits.app, *words, "--format", "csv")
    assert found.exit_code == 0, found.output
    return list(csv.DictReader(StringIO(found.stdout)))


@pytest.mark.parametrize(
    ("day", "value", "standard", "until"),
    [
        ("2026-02-28", "75", "GB 3095-2012", "2026-02-28"),
        ("2026-03-01", "60", "GB 3095-2026", "2030-12-31"),
        ("2031-01-01", "50", "GB 3095-2026", ""),
    ],
)
def test_a_limit_is_that_of_its_day_with_clause_evidence_and_end(day, value, standard, until):
    found = [one for one in rows("--for", "PM2.5", "--day", day) if one["averaging"] == "day"]
    level = next(one for one in found if one["level"] == "2")
    assert (level["value"], level["standard"], level["until"]) == (value, standard, until)
    assert level["clause"].startswith("table 1")
    assert (level["evidence"], level["review"], level["unit"]) == ("V", "False", "µg/m³")


@pytest.mark.parametrize("item", ["PM2.5", "pm25", "细颗粒物", "air.limits.pm25"])
def test_an_item_may_be_spelt_as_people_do(item):
    assert {one["path"] for one in rows("--for", item, "--day", "2026-03-01")} == {
        "air.limits.pm25.day",
        "air.limits.pm25.year",
    }


def test_two_items_narrow_each_other():
    found = rows("--for", "codmn", "--for", "III", "--day", "2026-03-01")
    assert [(one["level"], one["value"], one["unit"]) for one in found] == [("III", "6", "mg/L")]


def test_a_day_is_asked_for_and_read():
    assert "Missing option '--day'" in said(run(limits.app, "--for", "CO"))
    wrong = run(limits.app, "--for", "CO", "--day", "yesterday")
    assert wrong.exit_code == 2
    assert "expected a day as 2026-03-01; got 'yesterday'" in said(wrong)


def test_what_is_not_known_is_refused_with_what_is():
    found = run(limits.app, "--for", "unobtainium", "--day", "2026-03-01")
    assert found.exit_code == 2
    assert "no limit of unobtainium" in said(found)
    assert "pm25" in said(found)
    unknown = run(limits.app, "--day", "2026-03-01", "--pack", "atlantis")
    assert unknown.exit_code == 2
    assert "atlantis" in said(unknown)


def test_json_and_text_hold_the_same_limits():
    asked = ("--for", "air.limits.co", "--day", "2026-03-01")
    as_json = json.loads(run(limits.app, *asked, "--format", "json").stdout)
    text = run(limits.app, *asked, "--language", "en").stdout
    assert len(as_json) == text.count("at most")
    assert all(one["path"] in text and one["standard"] in text for one in as_json)


@pytest.mark.parametrize(("language", "words"), [("zh", "空气质量分指数"), ("en", "lies between")])
def test_a_rule_tells_how_it_computed_in_both_languages(language, words):
    asked = ("--pollutant", "PM2.5", "--value", "75", "--day", "2026-03-01", "--lang", language)
    found = run(explain.app, "iaqi", *asked)
    assert found.exit_code == 0, found.output
    assert "114" in found.stdout.splitlines()[0]
    assert words in found.stdout
    assert "§ HJ 633-2026" in found.stdout


def test_the_edition_of_the_day_decides():
    asked = ("iaqi", "--pollutant", "PM2.5", "--value", "75")
    old = run(explain.app, *asked, "--day", "2026-02-28", "--format", "json")
    assert json.loads(old.stdout)["value"] == 100
    new = run(explain.app, *asked, "--day", "2026-03-01", "--format", "json")
    assert json.loads(new.stdout)["value"] == 114


def test_mappings_are_written_plainly_or_as_json():
    asked = ("air.daily_aqi", "--day", "2025-12-31", "--format", "json", "--concentrations")
    plain = "pm25_24h=75,pm10_24h=50,so2_24h=5,no2_24h=20,co_24h=0.5,o3_8h=60"
    as_json = json.dumps(dict(pair.split("=") for pair in plain.split(",")))
    values = [
        json.loads(run(explain.app, *asked, text).stdout)["value"] for text in (plain, as_json)
    ]
    assert values == [100, 100]


def test_rows_of_a_file_stand_for_a_list(tmp_path):
    file = tmp_path / "hours.csv"
    lines = ["start,value,unit,flag"]
    lines += [f"2026-03-01T{hour:02d}:00+08:00,{hour},µg/m³,N" for hour in range(24)]
    file.write_text("\n".join(lines), encoding="utf-8")
    asked = ("daily_mean", "--pollutant", "PM2.5", "--day", "2026-03-01", "--readings", f"@{file}")
    found = run(explain.app, *asked, "--format", "json")
    assert found.exit_code == 0, found.output
    assert json.loads(found.stdout)["value"] == "12"  # 11.5, half to even


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("iaqi", "--pollutant", "PM2.5", "--day", "2026-03-01"), "--concentration is missing"),
        (("iaqi", "--value", "much", "--pollutant", "CO", "--day", "2026-03-01"), "'much'"),
        (("iaqi", "--value", "1", "--pollutant", "CO", "--day", "soon"), "expected a day"),
        (("iaqi", "--value"), "expected a value after --value"),
        (("iaqi", "--colour", "red"), "got --colour"),
        (("no-such-rule",), "there is no rule of this name"),
    ],
)
def test_a_wrong_question_names_what_was_expected(words, message):
    found = run(explain.app, *words)
    assert found.exit_code != 0
    assert message in said(found)


def test_every_rule_is_listed_with_its_options():
    listed = run(explain.app, "--list").stdout
    for name in ("air.iaqi", "air.daily_aqi", "air.ranking_index"):
        assert f"{name} --" in listed


def test_each_annotation_is_read_or_refused():
    def rule(
        a: Decimal, b: int | None, c: list[date], d: dict[str, float], *, e: bool = False
    ) -> tuple[object, ...]:
        return a, b, c, d, e

    given = {"a": "1.50", "b": "none", "c": "2026-03-01,2026-03-02", "d": '{"x": 2}', "e": "yes"}
    found = calling.call(rule, given)
    assert found == (
        Decimal("1.50"),
        None,
        [date(2026, 3, 1), date(2026, 3, 2)],
        {"x": 2.0},
        True,
    )
    for name, text in (("a", "inf"), ("b", "1.5"), ("c", "x"), ("d", "x"), ("e", "perhaps")):
        with pytest.raises(calling.ArgumentError, match=f"--{name}"):
            calling.call(rule, {**given, name: text})
    assert calling.read(datetime, "2026-03-01T08:00+08:00", "--at").hour == 8
    reading = '{"start": "2026-03-01T08:00+08:00", "value": 1.50, "unit": "mg/m³"}'
    assert calling.read(air.Reading, reading, "--reading").value == Decimal("1.50")


def test_parquet_gives_what_the_same_csv_gives(tmp_path):
    columns = {
        "day": [date(2026, 2, 28), date(2026, 3, 1)],
        "pm25_24h": [75.0, 75.0],
        "pm10_24h": [50.0, 50.0],
        "so2_24h": [5.0, 5.0],
        "no2_24h": [20.0, 20.0],
        "co_24h": [0.5, 0.5],
        "o3_8h": [60.0, None],
    }
    table = pa.table(columns)
    pq.write_table(table, tmp_path / "days.parquet")
    lines = [",".join(columns)]
    lines += ["2026-02-28,75,50,5,20,0.5,60", "2026-03-01,75,50,5,20,0.5,"]
    (tmp_path / "days.csv").write_text("\n".join(lines), encoding="utf-8")
    found = [
        list(csv.DictReader(StringIO(run(aqi.app, str(tmp_path / name)).stdout)))
        for name in ("days.parquet", "days.csv")
    ]
    assert [row["aqi"] for row in found[0]] == ["100", "114"]
    assert found[0][1]["o3_8h"] == ""
    assert found[0] == found[1]
    (tmp_path / "broken.parquet").write_bytes(b"no")
    broken = run(aqi.app, str(tmp_path / "broken.parquet"))
    assert broken.exit_code == 2
    assert "expected Parquet" in said(broken)


def test_a_kind_of_plant_has_its_own_limits_and_a_pack_adds_the_local_ones():
    asked = ("--for", "new gas boiler", "--for", "nox", "--day", "2026-03-01")
    national = [(one["standard"], one["value"]) for one in rows(*asked)]
    assert national == [("GB 13271-2014", "200")]
    local = rows(*asked, "--pack", "beijing2018")
    assert [(one["standard"], one["value"], one["pack"]) for one in local] == [
        ("GB 13271-2014", "200", ""),
        ("DB11/139-2015", "30", "beijing2018"),
    ]
    assert rows("--for", "新建燃气锅炉", *asked[2:]) == rows(*asked)


def test_rules_of_water_and_emissions_explain_themselves():
    water = run(
        explain.app,
        "water.section",
        "--items",
        "DO=4.9,TP=0.15",
        "--day",
        "2026-03-01",
        "--lang",
        "zh",
    )
    assert water.exit_code == 0, water.output
    assert "IV" in water.stdout.splitlines()[0]
    asked = ("--c", "28", "--oxygen", "6", "--reference", "3.5", "--day", "2026-03-01")
    stack = run(explain.app, "emissions.converted", *asked, "--format", "json")
    assert json.loads(stack.stdout)["value"] == "32.67"
    tax = run(explain.app, "water_tax", "--kg", "COD=100", "--day", "2026-03-01", "--rate", "14")
    assert tax.exit_code == 0, tax.output
    assert "EPTL-2018" in tax.stdout


WATER = """\
day,断面,pH,DO,CODMn,氨氮,w21011,TN,水温,水体
2026-03-01,甲,7.1,8.2,5.5,0.6,0.15,4.0,12,
2026-03-01,乙,7.1,8.2,5.5,<0.025,0.060,--,*,lake
2026-03-01,丙,,,,,,,,
"""


@pytest.fixture
def sections(tmp_path):
    file = tmp_path / "sections.csv"
    file.write_text(WATER, encoding="utf-8")
    return file


def test_water_is_classed_row_by_row(sections):
    found = run(water_class.app, str(sections))
    assert found.exit_code == 0, found.output
    first, second, third = csv.DictReader(StringIO(found.stdout))
    assert (first["class"], first["status"], first["断面"]) == ("III", "良好", "甲")
    assert (second["class"], second["deciding"]) == ("IV", "TP"), "a lake's limits of phosphorus"
    assert second["main"] == "总磷(0.2)"
    assert (third["class"], third["valid"]) == ("NA", "false")


def test_water_class_tells_how(sections):
    found = run(water_class.app, str(sections), "--format", "json")
    one = json.loads(found.stdout.splitlines()[0])
    assert one["result"]["value"] == "III"
    assert one["result"]["inputs"][0]["cites"][0]["standard"] == "GB 3838-2002"
    tree = run(water_class.app, str(sections), "--format", "tree", "--language", "zh")
    assert "§ GB 3838-2002" in tree.stdout


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("day,断面\n2026-03-01,甲\n", "expected a column of an item"),
        ("day,DO\n2026-03-01,many\n", "line 2: expected a number in DO"),
        ("day,DO\nsoon,8\n", "line 2: expected a day"),
        ("DO\n8\n", "line 2: expected a column day"),
        ("day,DO,body\n2026-03-01,8,sea\n", "line 2: expected one of river"),
    ],
)
def test_a_bad_table_of_water_is_named(tmp_path, text, message):
    file = tmp_path / "bad.csv"
    file.write_text(text, encoding="utf-8")
    found = run(water_class.app, str(file))
    assert found.exit_code == 2
    assert message in said(found)


def test_who_names_a_place_means_its_law():
    """As the tour says it: no pack is named, Beijing is."""
    found = rows("--for", "gas boiler, new, Beijing", "--day", "2018-01-01")
    nox = [(row["standard"], row["value"]) for row in found if row["path"].endswith(".nox")]
    assert sorted(nox) == [("DB11/139-2015", "30"), ("GB 13271-2014", "200")]
    assert found == rows("--for", "新建燃气锅炉，北京", "--day", "2018-01-01")
