"""`qingtian export observations` writes what is kept, with the way back to the bytes."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from datetime import timedelta

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from qingtian_platform.kit.places import Places
from qingtian_platform.project.commands.export import app, cell, digits
from support.receipts import NOON, framed, hour_frame, imported, received

pytestmark = pytest.mark.django_db
COLUMNS = "mn,interval,phenomenon_time,code,field,value,flag,received_at,batch,frame,act"


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    places = Places(tmp_path_factory.mktemp("export") / "data").make()
    received(places, [hour_frame(values={"a34004": "23.10"}), hour_frame(interval="day")])
    received(
        places,
        [hour_frame(values={"a34004": "-7"}, qn="20261126120500000")],
        at=NOON + timedelta(days=1),
    )
    received(
        places,
        [
            framed(
                "QN=20261125120500000;ST=45;CN=2011;PW=123456;MN=P1;Flag=5;"
                "CP=&&DataTime=20261125120000;p99101-Rtd=@SUM(A1)&&"
            )
        ],
    )
    return places


def run(places, *arguments, check=True):
    """Run the command in this process."""
    done = CliRunner().invoke(app, ["observations", "--data", str(places.data), *arguments])
    if check:
        assert done.exit_code == 0, done.output
    return done


def test_the_installed_command_seals_what_is_left_and_exports(tmp_path):
    places = Places(tmp_path / "data").make()
    received(places, [hour_frame()])
    done = subprocess.run(
        [
            *(sys.executable, "-c", "from qingtian_cli.main import run; run()"),
            *("export", "observations", "--mn", "A110108_0001", "--format", "csv"),
            *("--data", places.data),
        ],
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout.splitlines()[0] == COLUMNS
    assert len(done.stdout.splitlines()) == 3


def test_csv_has_the_columns_and_the_digits_sent(kept):
    text = run(kept, "--mn", "A110108_0001", "--format", "csv").stdout
    assert text.splitlines()[0] == COLUMNS
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["interval"], row["code"], row["value"]) for row in rows] == [
        ("day", "a34002", "41.5"),
        ("day", "a34004", "23.0"),
        ("hour", "a34004", "-7"),
    ]
    assert rows[2]["phenomenon_time"] == "2026-11-25T12:00:00+08:00"
    assert rows[2]["received_at"] == "2026-11-26T12:00:00+08:00"
    assert (rows[2]["batch"], rows[2]["frame"]) == ("1", "0")


def test_all_adds_what_was_superseded(kept):
    text = run(kept, "--mn", "A110108_0001", "--interval", "hour", "--all").stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["value"], row["superseded_at"]) for row in rows] == [
        ("23.10", "2026-11-26T12:00:00+08:00"),
        ("-7", ""),
    ]


def test_days_are_those_of_beijing_and_the_last_one_counts_whole(kept):
    def count(*arguments):
        text = run(kept, "--mn", "A110108_0001", *arguments).stdout
        return len(text.splitlines()) - 1

    assert count("--from", "2026-11-25", "--to", "2026-11-25") == 3
    assert count("--from", "2026-11-26") == 0
    assert count("--to", "2026-11-25T12:00:00+08:00") == 2


def test_json_and_parquet_hold_the_same_rows(kept, tmp_path):
    lines = run(kept, "--format", "json").stdout.splitlines()
    target = tmp_path / "out.parquet"
    run(kept, "--format", "parquet", "--output", str(target))
    table = pq.read_table(target)
    assert [json.loads(line)["code"] for line in lines] == table["code"].to_pylist()
    assert len(table) == 4


def test_a_cell_is_never_a_formula(kept):
    text = run(kept, "--mn", "P1").stdout
    assert [row["value"] for row in csv.DictReader(io.StringIO(text))] == ["'@SUM(A1)"]
    assert [cell(text) for text in ("=1+1", "-1", "+2.5", "-1e3", "-x", "\tx", "@a", "N")] == [
        "'=1+1",
        "-1",
        "+2.5",
        "-1e3",
        "'-x",
        "'\tx",
        "'@a",
        "N",
    ]


def test_values_keep_their_digits():
    assert [digits(0.1 + 0.2, 1, None), digits(5.0, 0, None), digits(1.005, 3, None)] == [
        "0.3",
        "5",
        "1.005",
    ]
    assert (digits(None, 0, "St"), digits(None, None, None)) == ("St", "")


def test_an_unknown_logger_and_a_bad_day_are_refused(kept):
    done = run(kept, "--mn", "TYPO", check=False)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "no data logger TYPO" in done.stderr
    done = run(kept, "--from", "yesterday", check=False)
    assert done.exit_code == 1
    assert "expected a day" in done.stderr


def test_an_import_is_exported_with_its_text(tmp_path):
    places = Places(tmp_path / "data").make()
    line = {"form": "row/1", "mn": "S", "interval": "hour", "start": NOON.isoformat()}
    imported(places, [json.dumps(line | {"values": [["a34004", "Avg", "NA", ""]]}).encode()])
    rows = list(csv.DictReader(io.StringIO(run(places, "--mn", "S").stdout)))
    assert [row["value"] for row in rows] == ["NA"]
