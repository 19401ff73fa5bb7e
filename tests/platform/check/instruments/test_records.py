"""Records stand, are judged by the standards with their clause, and feed the checks of the data."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta

import numpy as np
import pytest
from django.db import Error, connection
from typer.testing import CliRunner

from qingtian.quality.checks.instruments import BEYOND, GOOD, OUT
from qingtian_platform.check.findings import port
from qingtian_platform.check.instruments import api
from qingtian_platform.check.instruments.models import Intake, Record, StandsError
from qingtian_platform.kit.times import BEIJING
from qingtian_platform.people.models import Person
from support.instruments import NOON, OUTFALL, STACK, STATION

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def write(plant, officer):
    def write(kind, mn, code, at=NOON, **given):
        return api.write(officer, api.Draft(kind, mn, code, at, at, given))

    return write


SPAN = {"check": "span", "standard": "200", "full_scale": "300"}
PAIRS = {"method": "HJ 57", "laboratory": "市站", "purpose": "supervision"}


@pytest.mark.parametrize(
    ("kind", "mn", "code", "given", "state", "error", "clause"),
    [
        ("zero_span", STACK, "a21026", {**SPAN, "before": "207.5"}, "pass", "2.5", "HJ 75-2017"),
        ("zero_span", STACK, "a21026", {**SPAN, "before": "207.6"}, "beyond", "2.533", "HJ 75-2017"),
        ("zero_span", STACK, "a21026", {**SPAN, "before": "230.0"}, "beyond", "10.0", "HJ 75-2017"),
        ("zero_span", STACK, "a21026", {**SPAN, "before": "230.3"}, "fail", "10.1", "HJ 75-2017"),
        ("zero_span", STATION, "a21026", {"check": "zero", "standard": "0", "before": "-10"}, "beyond", "-10", "HJ 818-2018"),
        ("zero_span", STATION, "a21026", {"check": "span", "standard": "400", "before": "441"}, "fail", "10.25", "HJ 818-2018"),
        ("standard_sample", OUTFALL, "w01018", {"standard": "50", "before": "55"}, "pass", "10.0", "HJ 355-2019"),
        ("standard_sample", OUTFALL, "w01018", {"standard": "50", "before": "44.9"}, "fail", "-10.2", "HJ 355-2019"),
        ("comparison", STACK, "a21026", {**PAIRS, "pairs": "; ".join(["100/130"] * 9)}, "pass", "30.0", "HJ 75-2017"),
        ("comparison", STACK, "a21026", {**PAIRS, "pairs": "; ".join(["100/131"] * 9)}, "fail", "31.0", "HJ 75-2017"),
        ("comparison", STACK, "a19001", {**PAIRS, "pairs": "4.0/5.0"}, "pass", "1.0", "HJ 75-2017"),
        ("comparison", OUTFALL, "w01018", {**PAIRS, "pairs": "40/42; 40/53"}, "fail", "32.5", "HJ 355-2019"),
    ],
)  # fmt: skip
def test_a_standard_gives_the_verdict(write, kind, mn, code, given, state, error, clause):
    said = api.verdict(write(kind, mn, code, **given), mn[-2:])
    assert (said.state, f"{said.error.normalize():f}") == (state, f"{float(error):g}")
    assert said.cites[0].standard == clause
    assert said.outcome.state == {"pass": GOOD, "beyond": BEYOND, "fail": OUT}[state]


def test_a_comparison_says_whether_it_has_pairs_enough(write):
    few = write("comparison", OUTFALL, "w01018", **PAIRS, pairs="40/42; 41/40")
    enough = write("comparison", OUTFALL, "w01018", **PAIRS, pairs="40/42; 41/40; 42/43")
    assert not api.verdict(few, "32").enough
    assert api.verdict(enough, "32").enough


@pytest.mark.parametrize(
    ("kind", "code", "at", "given"),
    [
        ("zero_span", "a21026", NOON, {"check": "span", "standard": "200", "before": "207"}),
        ("zero_span", "a21026", datetime(2017, 12, 31, tzinfo=BEIJING), {**SPAN, "before": "207"}),
        ("comparison", "a05024", NOON, {**PAIRS, "pairs": "10/11"}),
        ("maintenance", "", NOON, {"what": "巡检"}),
    ],
    ids=["full scale unknown", "before the standard", "a factor without limits", "no check"],
)
def test_without_a_rule_there_is_no_verdict(write, kind, code, at, given):
    said = api.verdict(write(kind, STACK, code, at, **given), "31")
    assert said is None


def test_the_range_that_the_instrument_told_is_the_full_scale(write, line):
    line.told(NOON - HOUR, i13001="0-400")
    line.seal()
    api.advance(line.places)
    record = write("zero_span", STACK, "a21026", check="span", standard="200", before="208")
    assert float(api.verdict(record, "31").error) == 2.0


def test_what_was_done_feeds_the_checks_of_the_data(write):
    write("zero_span", STACK, "a21026", NOON, **SPAN, before="206", after="200.5")
    write("zero_span", STACK, "a21026", NOON + HOUR, **SPAN, before="260")
    write("comparison", STACK, "a21026", NOON + 2 * HOUR, **PAIRS, pairs="100/150")
    for n in range(22):
        write("control", STACK, "a21026", NOON + HOUR * n, sample="QC-1", value=str(10 + n % 3))
    known = port.instruments()[STACK, "a21026"]
    checks, calibrations = known.lists["checks"], known.lists["calibrations"]
    assert [each.state for each in checks] == [GOOD, OUT]
    assert [each.error for each in calibrations] == [6.0]
    assert calibrations[0].time == np.datetime64(
        NOON.astimezone().astimezone(BEIJING).replace(tzinfo=None)
    ) - np.timedelta64(8, "h")
    assert [each.state for each in known.lists["comparisons"]] == [OUT]
    assert len(known.lists["controls"]) == 2
    assert api.lists(STACK, "a21026") == known.lists
    assert api.lists(STACK, "a21002") == {}


def test_a_chart_names_the_rule_that_a_result_meets(write):
    values = [10 + (n % 5 - 2) * 0.1 for n in range(20)] + [10.0, 10.7, 10.0]
    for n, value in enumerate(values):
        write("control", STACK, "a21026", NOON + HOUR * n, sample="QC-1", value=str(value))
    (chart,) = api.charts(STACK)
    assert (chart.centre, round(chart.deviation, 4)) == (pytest.approx(10), 0.1451)
    assert [point.rejects for point in chart.points[20:]] == [False, True, False]
    assert chart.points[21].rules == ("1_2s", "1_3s")
    assert all(point.score is None for point in chart.points[:20])
    assert not chart.rejected


def test_when_the_next_check_falls_due_is_the_law_s(write):
    record = write("zero_span", STACK, "a21026", NOON, **SPAN, before="200")
    found = api.due("31", "a21026", [record], NOON.date())
    assert (found.by - NOON, found.cite.standard) == (timedelta(days=7), "HJ 75-2017")
    assert api.due("32", "w01018", [], NOON.date()).interval_h == 24
    assert api.due("22", "a21026", [], NOON.date()).interval_h == 24
    assert api.due("31", "a01012", [], NOON.date()) is None
    late = api.overdue(NOON + timedelta(days=8))
    assert late[STACK, "a21026"] == NOON
    assert late[OUTFALL, "w01018"] is None
    assert (STACK, "a21026") not in api.overdue(NOON + timedelta(days=7))


def test_a_chain_of_certificates_ends_where_it_closes(write):
    def certify(number, above="", until="2027-01-01"):
        given = {"number": number, "subject": "标气", "issuer": "中国计量院", "valid_until": until}
        return write("certificate", STACK, "", **given, traces_to=above)

    low, _middle, top = certify("A", "B"), certify("B", "C"), certify("C", "A")
    known = api.certificates(STACK)
    assert [each.content["number"] for each in api.certified_through(low, known)] == ["A", "B", "C"]
    assert [each.content["number"] for each in api.certified_through(top, known)] == ["C", "A", "B"]
    lost = certify("D", "nowhere")
    assert api.certified_through(lost, api.certificates(STACK)) == [lost]


def test_a_record_is_never_altered(write):
    number = write("maintenance", STACK, "", what="巡检").id
    row = Record.objects.get(pk=number)
    with pytest.raises(StandsError):
        row.save()
    with pytest.raises(StandsError):
        row.delete()
    for statement in ("UPDATE instruments_record SET mn = 'X'", "DELETE FROM instruments_record"):
        with pytest.raises(Error, match="stand"), connection.cursor() as cursor:
            cursor.execute(statement)


HEAD = (
    "kind,mn,code,start,end,what,check,standard,before,full_scale,pairs,method,laboratory,purpose"
)
GOOD_LINES = [
    f"maintenance,{STACK},,2024-03-01 09:00,2024-03-01 10:30,更换滤膜,,,,,,,,",
    f"zero_span,{STACK},a21026,2024-03-01 09:30,,,span,200,205,300,,,,",
    f"comparison,{OUTFALL},w01018,2024-03-02 09:30,,,,,,,40/42; 41/40; 40/39,HJ 828,市站,own",
]


def sheet(tmp_path, *lines, name="records.csv", encoding="utf-8"):
    file = tmp_path / name
    file.write_text("\n".join([HEAD, *lines]), encoding=encoding)
    return file


def test_a_file_is_taken_in_once(plant, officer, tmp_path):
    file = sheet(tmp_path, *GOOD_LINES, encoding="gb18030")
    taken = api.take_in(file, officer)
    assert (taken.records, taken.before) == (3, False)
    assert api.take_in(file, officer).before
    rows = api.records()
    assert [(row.kind, row.line) for row in rows] == [("maintenance", 2), ("zero_span", 3), ("comparison", 4)]  # fmt: skip
    assert rows[0].end - rows[0].start == timedelta(minutes=90)
    assert rows[2].content["pairs"] == [["40", "42"], ["41", "40"], ["40", "39"]]
    assert Intake.objects.get().sha256 == taken.sha256


FAULTS = [
    (f"visit,{STACK},,2024-03-01 09:00,,x", "kind", "Expected one of maintenance"),
    ("maintenance,NOBODY,,2024-03-01 09:00,,x", "mn", "No data logger NOBODY is registered"),
    (f"zero_span,{STACK},w01018,2024-03-01 09:00,,,span,1,1,1", "code", "got “w01018”"),
    (f"zero_span,{STACK},,2024-03-01 09:00,,,span,1,1,1", "code", "Expected a factor"),
    (f"maintenance,{STACK},,2024-3-1,,x", "start", "Expected a time as 2026-11-26 09:30"),
    (f"maintenance,{STACK},,2024-03-01 09:00,2024-02-01 09:00,x", "end", "before the beginning"),
    (f"maintenance,{STACK},,2199-03-01 09:00,,x", "start", "in the future"),
    (f"maintenance,{STACK},,2024-03-01 09:00,,", "what", "It is missing"),
    (f"maintenance,{STACK},,2024-03-01 09:00,,x,span", "check", "has only: what, order"),
    (
        f"zero_span,{STACK},a21026,2024-03-01 09:00,,,top,1,1,1",
        "check",
        "Expected one of zero, span",
    ),
    (f"zero_span,{STACK},a21026,2024-03-01 09:00,,,span,1,nan,1", "before", "Expected a number"),
    (f"comparison,{STACK},a21026,2024-03-01 09:00,,,,,,,40-42,HJ,L,own", "pairs", "got 40-42"),
]


def test_every_fault_of_a_file_is_told_with_its_line_and_nothing_is_written(
    plant, officer, tmp_path
):
    file = sheet(tmp_path, GOOD_LINES[0], *(line for line, _column, _text in FAULTS))
    from django.utils import translation

    with translation.override("en"), pytest.raises(api.IntakeError) as told:
        api.take_in(file, officer)
    assert [(f.line, f.column) for f in told.value.faults] == [
        (n, column) for n, (_line, column, _text) in enumerate(FAULTS, 3)
    ]
    for fault, (_line, _column, text) in zip(told.value.faults, FAULTS, strict=True):
        assert text in fault.text
    assert not Record.objects.exists()
    assert not Intake.objects.exists()


def test_an_unknown_column_is_told(plant, officer, tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("kind,mn,colour\nmaintenance,A,red\n", encoding="utf-8")
    with pytest.raises(api.IntakeError, match="line 1, colour"):
        api.take_in(file, officer)


def test_nobody_writes_of_what_is_not_theirs(plant, tmp_path):
    stranger = Person.objects.create(username="qian", role="enterprise")
    with pytest.raises(api.IntakeError, match=r"not yours|不归您"):
        api.take_in(sheet(tmp_path, GOOD_LINES[0]), stranger)


def test_the_command_takes_a_file_in_and_writes_the_ledger(
    plant, officer, line, tmp_path, monkeypatch
):
    from qingtian_platform.project.commands import instrument

    monkeypatch.setattr(instrument, "use", lambda _data: line.places)
    run = CliRunner().invoke
    good = sheet(tmp_path, *GOOD_LINES)
    done = run(instrument.app, ["import", str(good), "--by", "zhao"])
    assert done.exit_code == 0, done.output
    assert '"records": 3' in done.stdout
    bad = sheet(tmp_path, FAULTS[4][0], name="bad.csv")
    refused = run(instrument.app, ["import", str(bad), "--by", "zhao"])
    assert refused.exit_code == 1
    assert "bad.csv: line 2, start: Expected a time" in refused.stderr
    assert run(instrument.app, ["import", str(good), "--by", "nobody"]).exit_code == 2
    line.told(NOON, i13008="1.02")
    line.seal()
    api.advance(line.places)
    rows = list(csv.DictReader(run(instrument.app, ["ledger", STACK]).stdout.splitlines()))
    assert [(r["code"], r["name"], r["value"], r["command"]) for r in rows] == [
        ("a21026", "slope", "1.02", "3020")
    ]


def test_a_plan_of_self_monitoring_is_no_record(write, officer):
    with pytest.raises(api.FieldError, match=r"maintenance, .*plan") as told:
        write("plan", OUTFALL, "w01018")
    assert told.value.field == "kind"
    stored = Record(
        kind="plan", mn=OUTFALL, code="w01018", start=NOON, end=NOON, author=officer,
        content={"point": "总排口"},
    )  # fmt: skip
    stored.save()
    assert api.record(stored.pk).content == {"point": "总排口"}
