"""`qingtian case`: a table is taken in whole or refused whole, with every reason and line."""

from __future__ import annotations

import json
import os

import pytest
from typer.testing import CliRunner, Result

from qingtian_platform.act.cases import api as cases
from qingtian_platform.people.api import account, add_person
from qingtian_platform.project.commands.case import app

pytestmark = pytest.mark.django_db
HEAD = "ref,procedure,act,subject_kind,subject_key,subject_name,division,at,fact.received\n"
CLUE = "X-1,construction-dust,receive,site,yun,云桥工地（虚构）,110105,,2026-01-05 10:00\n"
SEEN = "X-2,construction-dust,see,site,song,松塘工地（虚构）,110105029,2026-01-05 09:00,\n"


@pytest.fixture(autouse=True)
def officers():
    add_person("zhi", "enforcement", name="执法", district="110105")
    add_person("feng", "enforcement", name="丰台执法", district="110106")


@pytest.fixture
def run(tmp_path):
    """Run the command with a table."""

    def run(*words: str, table: str = "") -> Result:
        file = tmp_path / "matters.csv"
        file.write_text(table, encoding="utf-8")
        data = ["--data", os.environ["QINGTIAN_DATA"]]
        told = [str(file) if word == "FILE" else word for word in words]
        return CliRunner().invoke(app, [*told, *data])

    return run


def matters(login: str = "zhi") -> list[cases.MatterInfo]:
    return list(cases.queue(account(login)).rows)


def test_a_table_becomes_matters_and_an_earlier_paper_is_marked(run):
    done = run("import", "FILE", "--by", "zhi", table=HEAD + CLUE + SEEN)
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert (len(told["opened"]), told["joined"], told["before"]) == (2, 0, 0)
    by_ref = {each.origin.ref: each for each in matters()}
    assert not by_ref["X-1"].legacy
    assert by_ref["X-2"].legacy
    assert by_ref["X-2"].opened_at.isoformat() == "2026-01-05T01:00:00+00:00"
    assert cases.case(by_ref["X-1"].id).facts["received"].isoformat() == "2026-01-05T10:00:00+08:00"


def test_the_same_lines_open_nothing_again_and_new_ones_do(run):
    run("import", "FILE", "--by", "zhi", table=HEAD + CLUE)
    again = json.loads(run("import", "FILE", "--by", "zhi", table=HEAD + CLUE + SEEN).stdout)
    assert (len(again["opened"]), again["before"]) == (1, 1)
    assert len(matters()) == 2


def test_a_second_report_about_the_same_is_kept_with_the_open_matter(run):
    other = CLUE.replace("X-1", "X-9")
    told = json.loads(run("import", "FILE", "--by", "zhi", table=HEAD + CLUE + other).stdout)
    assert (len(told["opened"]), told["joined"]) == (1, 1)
    again = json.loads(run("import", "FILE", "--by", "zhi", table=HEAD + CLUE + other).stdout)
    assert (again["joined"], again["before"]) == (0, 2)


def test_every_reason_is_told_with_its_line_and_nothing_is_stored(run):
    bad = [
        CLUE,
        "X-3,construction-dust,see,site,a,甲（虚构）,110105,2026-13-40,\n",
        "X-4,construction-dust,fly,site,a,甲（虚构）,110105,,\n",
        "X-5,no-such,see,site,a,甲（虚构）,110105,,\n",
        "X-6,construction-dust,receive,site,,,110105,,2026-01-05\n",
        "X-7,construction-dust,receive,site,b,乙（虚构）,110105,,yesterday\n",
        "X-8,construction-dust,receive,site,c,丙（虚构）,110106,,2026-01-05 10:00\n",
        "X-9,construction-dust,see,site,d,丁（虚构）,110105,2999-01-01 10:00,\n",
    ]
    refused = run("import", "FILE", "--by", "zhi", table=HEAD + "".join(bad))
    assert refused.exit_code == 1
    assert refused.stdout == ""
    said = refused.stderr
    for line, words in (
        (3, "at: expected a time"),
        (4, "act: expected one of see, receive"),
        (5, "no version of no-such"),
        (6, "subject_key: expected"),
        (7, "moment as 2018-07-12"),
        (8, "may do this"),
        (9, "expected a time that has come"),
    ):
        assert any(f"line {line}" in each and words in each for each in said.splitlines()), words
    assert "nothing was imported: 7 faults" in said
    assert not matters()
    assert not matters("feng")


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("", "is empty"),
        (HEAD, "no lines below its header"),
        (HEAD + CLUE + CLUE, "line 3, ref: X-1 stands on line 2 already"),
        (HEAD + CLUE.replace("X-1", ""), "line 2, ref: expected the number"),
        (HEAD.replace("division", "place") + CLUE, "line 1, place: no such column"),
    ],
)
def test_a_table_that_is_none_is_refused(run, table, words):
    refused = run("import", "FILE", "--by", "zhi", table=table)
    assert refused.exit_code == 1
    assert words in refused.stderr
    assert not matters()


def test_papers_are_held_to_what_they_must_bear(run):
    head = HEAD.replace("fact.received", "fact.kind,fact.violates,paper.track,begin,end")
    line = "R-1,river-patrol,find,river,liu,柳溪（虚构）,110105040,,discharge,yes,yes,{},{}\n"
    add_person("he", "river-chief", name="河长", township="110105040")
    torn = run("import", "FILE", "--by", "he", table=head + line.format("2026-01-05 09:00", ""))
    assert "expected when it began and ended" in torn.stderr
    span = ("2026-01-05 09:00", "2026-01-05 09:40")
    whole = run("import", "FILE", "--by", "he", table=head + line.format(*span))
    assert whole.exit_code == 0, whole.stderr
    (matter,) = matters("he")
    assert cases.case(matter.id).facts["violates"] is True


def test_list_and_show_tell_no_more_than_the_person_may_see(run):
    run("import", "FILE", "--by", "zhi", table=HEAD + CLUE)
    (line,) = run("list", "--by", "zhi").stdout.splitlines()
    number = json.loads(line)["number"]
    told = json.loads(run("show", number, "--by", "zhi").stdout)
    assert told["timeline"]
    assert run("list", "--by", "feng").stdout == ""
    hidden = run("show", number, "--by", "feng")
    assert hidden.exit_code == 1
    assert number in hidden.stderr
    assert run("list", "--by", "nobody").exit_code == 2


def test_the_columns_are_told(run):
    del run
    said = CliRunner().invoke(app, ["columns"]).stdout
    assert "fact.NAME" in said
    assert "subject_name" in said


def test_a_table_of_what_is_no_text_is_refused(run, tmp_path):
    broken = tmp_path / "broken.csv"
    broken.write_bytes(b"\xff\xfe\x00\x81ref")
    refused = run("import", str(broken), "--by", "zhi")
    assert refused.exit_code == 1
    assert "nothing was imported" in refused.stderr
