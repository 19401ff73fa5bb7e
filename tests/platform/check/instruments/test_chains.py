"""Chains on record: what may be written, what a revocation spoils, and how a mended chain lifts flags."""

from __future__ import annotations

import csv
import json
from datetime import datetime, timedelta

import pytest
from django.utils import translation
from typer.testing import CliRunner

from qingtian.quality import Flag
from qingtian_platform.check.findings import api as findings
from qingtian_platform.check.findings import worker
from qingtian_platform.check.instruments import api, revoking
from qingtian_platform.check.instruments.fields import FieldError
from qingtian_platform.check.instruments.models import Record, StandsError
from qingtian_platform.kit.times import midnight
from qingtian_platform.people.models import Person
from qingtian_platform.project.commands import chain as command
from support.instruments import NOON, STACK, STATION

pytestmark = pytest.mark.django_db
CODE = "a21026"
DAY = timedelta(days=1)
TODAY = NOON.date() + 3 * DAY
SHORT = NOON.date() - DAY
"""Last day of the certificate that ends too early."""


@pytest.fixture(autouse=True)
def english():
    """Read refusals in one language, whether messages are compiled or not."""
    with translation.override("en"):
        yield


@pytest.fixture
def write(plant, officer):
    def write(kind, day, mn="", code="", corrects=None, **given):
        at = midnight(day)
        draft = api.Draft(
            kind, mn, code, at, at, given, corrects=corrects, why="补正" if corrects else ""
        )
        return api.write(officer, draft)

    return write


def standard(write, key, kind, **more):
    mn, code = more.pop("place", ("", ""))
    needs = {} if kind == "national" else {"needs": "so2"}
    return write(
        "standard",
        TODAY - 400 * DAY,
        mn,
        code,
        key=key,
        name=f"{key}号",
        level_kind=kind,
        **needs,
        **more,
    )


def certificate(write, number, of, by, day, until, **more):
    given = {"uncertainty": "2", "coverage": "2", "issuer": "计量院", **more}
    return write(
        "certificate", day, number=number, subject=of, of=of, by=by, quantity="so2",
        valid_until=until.isoformat(), **given,
    )  # fmt: skip


@pytest.fixture
def chained(write):
    """A stack and a station on one gas; the stack's certificate ended half a day before the last hours."""
    standard(write, "NIM", "national")
    standard(write, "GAS-1", "material")
    standard(write, "STACK-SO2", "instrument", place=(STACK, CODE))
    standard(write, "STATION-SO2", "instrument", place=(STATION, CODE))
    write("scope", TODAY - 400 * DAY, laboratory="计量院", quantity="so2", document="CNAS L0000")
    certificate(write, "G1", "GAS-1", "NIM", TODAY - 300 * DAY, TODAY + 65 * DAY)
    certificate(write, "S1", "STACK-SO2", "GAS-1", TODAY - 200 * DAY, SHORT)
    certificate(write, "A1", "STATION-SO2", "GAS-1", TODAY - 100 * DAY, TODAY + 265 * DAY)


def revoke(places, person, number, since, reason="证书造假"):
    """Take a certificate back as the act of the browser does, without its signature."""
    name = revoking.write(number, since, reason, person)

    class Act:
        body = {"paper": name}  # noqa: RUF012
        at = int(datetime.now().astimezone().timestamp() * 1e6)

        @staticmethod
        def hash():
            return "a" * 64

    assert revoking.mine(Act)
    revoking.check(places, Act, person)


def test_a_chain_leads_up_with_its_uncertainty(chained):
    found = api.chain("STACK-SO2", "so2", SHORT)
    assert [step.node for step in found.steps] == ["STACK-SO2", "GAS-1", "NIM"]
    assert found.complete
    combined = api.uncertainty(found)
    assert (round(float(combined.value), 3), combined.missing) == (2.828, ())
    assert [(one.node.key, each.breaks[0].reason) for one, each in api.broken(TODAY)] == [
        ("STACK-SO2", "expired")
    ]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"of": "NIM", "by": "GAS-1"}, "by"),
        ({"of": "GAS-1", "by": "GAS-1"}, "by"),
        ({"of": "nobody"}, "of"),
        ({"by": ""}, "by"),
        ({"number": "G1"}, "number"),
        ({"until": TODAY - 300 * DAY}, "valid_until"),
    ],
    ids=["circle", "itself", "unknown", "half a link", "taken", "backwards"],
)
def test_what_is_no_link_is_refused(write, chained, given, field):
    said = {"number": "X", "of": "GAS-1", "by": "NIM", "day": TODAY, "until": TODAY, **given}
    before = Record.objects.count()
    with pytest.raises(FieldError) as caught:
        certificate(write, **said)
    assert caught.value.field == field
    assert Record.objects.count() == before


def test_who_keeps_no_standards_writes_none(chained, write, officer):
    with pytest.raises(FieldError, match="data logger"):
        standard(write, "X", "instrument")
    with pytest.raises(FieldError, match="signed act"):
        write("revocation", TODAY, number="G1", what="x", act="x", paper="x")
    Person.objects.filter(pk=officer.pk).update(role="contractor")
    officer.refresh_from_db()
    with pytest.raises(FieldError, match="officers"):
        standard(write, "X", "material")


def test_a_certificate_taken_back_spoils_what_rests_on_it(places, chained, officer, write):
    standard(write, "GAS-2", "material")
    certificate(write, "G2", "GAS-2", "NIM", TODAY - 300 * DAY, TODAY)
    assert api.affected("G2") == []  # nobody used it
    since = TODAY - 150 * DAY
    (one,) = api.affected("G1", since)  # the stack was calibrated before, the station after
    assert (one.mn, one.code, one.key) == (STATION, CODE, "STATION-SO2")
    assert (one.since, one.until) == (midnight(TODAY - 100 * DAY), midnight(TODAY + 266 * DAY))
    revoke(places, officer, "G1", since)
    assert api.affected("G1") == [one]
    lost = {(each.key, each.quantity, each.since) for each in api.untraced()}
    assert ("STATION-SO2", "revoked", midnight(TODAY - 100 * DAY)) in lost
    assert ("STACK-SO2", "expired", midnight(SHORT + DAY)) in lost
    with pytest.raises(revoking.RevocationError, match="already"):
        revoking.write("G1", since, "again", officer)
    for number, day, reason in (("X", since, "r"), ("A1", since, "r"), ("A1", TODAY, " ")):
        with pytest.raises(revoking.RevocationError):
            revoking.write(number, day, reason, officer)
    with pytest.raises(StandsError):
        Record.objects.get(kind="revocation").delete()


def test_the_calendar_says_what_is_due_and_why(chained, write):
    rows = {each.standard.node.key: each for each in api.calendar(None, None, TODAY)}
    assert set(rows) == {"GAS-1", "STACK-SO2", "STATION-SO2"}
    assert rows["STACK-SO2"].late(TODAY) == (TODAY - min(SHORT, TODAY - 17 * DAY)).days
    assert rows["STACK-SO2"].by_interval  # half a year, sooner than the certificate's end
    assert (rows["STATION-SO2"].due, rows["STATION-SO2"].clause) == (TODAY + 83 * DAY, "HJ818-2018")
    assert (rows["GAS-1"].due, rows["GAS-1"].clause) == (TODAY + 65 * DAY, "")
    assert [e.standard.node.key for e in api.calendar(TODAY, TODAY + 66 * DAY, TODAY)] == ["GAS-1"]


def run(places):
    while worker.step(places, now=midnight(TODAY)):
        pass


def test_values_without_a_chain_are_doubted_until_it_is_mended(places, line, chained, write):
    hours = [NOON - DAY + timedelta(hours=n) for n in range(24)]
    for mn in (STACK, STATION):
        for n, at in enumerate(hours):
            line.hour(at, 20 + n % 7, CODE, mn)
    line.seal()
    run(places)

    cut = midnight(SHORT + DAY)
    told = findings.findings(rule="QC-166")
    assert [(each.mn, each.start, each.end) for each in told] == [
        (STACK, cut, hours[-1] + timedelta(hours=1))
    ]
    assert "S1" in told[0].say("zh")
    assert "certificate expired" in told[0].say("en")
    # The certificate was only handed in late: the chain holds, the doubt is lifted, the past stays told.
    certificate(write, "S2", "STACK-SO2", "GAS-1", SHORT - DAY, TODAY + 100 * DAY)
    run(places)
    assert findings.findings(rule="QC-166") == []
    (gone,) = findings.findings(rule="QC-166", standing=False)
    assert gone.withdrawn_at is not None
    told = findings.flag_history(STACK, CODE, "hour", cut)
    mine = [e for e in told if any(s.source == "QC-166" for s in e.statements)]
    assert [e.flag for e in mine] == [Flag.VALID, Flag.SUSPECT, Flag.VALID]


@pytest.fixture
def run_command(places, monkeypatch):
    monkeypatch.setattr(command, "use", lambda _data: places)
    return lambda *words: CliRunner().invoke(command.app, [str(each) for each in words])


def test_the_command_shows_the_chain_and_where_it_breaks(chained, run_command):
    whole = run_command("show", "STACK-SO2", "--day", SHORT)
    assert whole.exit_code == 0
    found = json.loads(whole.stdout)
    assert [each["key"] for each in found["steps"]] == ["STACK-SO2", "GAS-1", "NIM"]
    assert [each["certificate"] for each in found["steps"]] == ["S1", "G1", None]
    assert (round(float(found["uncertainty"]), 3), found["unit"]) == (2.828, "%")
    cut = run_command("show", "STACK-SO2", "--day", TODAY)
    assert (cut.exit_code, json.loads(cut.stdout)["steps"][0]["breaks"]) == (1, ["expired"])
    assert run_command("show", "nobody").exit_code == 2
    listed = [
        json.loads(each) for each in run_command("broken", "--day", TODAY).stdout.splitlines()
    ]
    assert [(each["key"], each["mn"], each["code"]) for each in listed] == [
        ("STACK-SO2", STACK, CODE)
    ]


def test_the_command_lists_the_values_that_hang_on_a_link(places, line, chained, run_command):
    hours = [NOON - DAY + timedelta(hours=n) for n in range(24)]
    assert run_command("values").stdout.splitlines()[1:] == [], "nothing is sealed yet"
    for mn in (STACK, STATION):
        for n, at in enumerate(hours):
            line.hour(at, 20 + n % 7, CODE, mn)
    line.seal()
    run(places)
    cut = midnight(SHORT + DAY)

    def listed(*words):
        return list(csv.DictReader(run_command("values", *words).stdout.splitlines()))

    found = listed()
    assert {(row["mn"], row["instrument"], row["flagged"]) for row in found} == {
        (STACK, "STACK-SO2", "QC-166")
    }
    assert [datetime.fromisoformat(row["start"]) for row in found] == [h for h in hours if h >= cut]
    resting = listed("--certificate", "A1")
    assert {(row["mn"], row["flagged"]) for row in resting} == {(STATION, "")}
    assert len(resting) == len(hours)
    assert listed("--certificate", "A1", "--from", TODAY + 9 * DAY) == []
    assert listed("--certificate", "A1", "--key", "STACK-SO2") == []
    assert run_command("values", "--certificate", "X").exit_code == 2
