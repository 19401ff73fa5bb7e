"""A change of a parameter is a finding unless somebody came, filed it, or the instrument calibrated."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import yaml

from qingtian.quality.rules import RULES
from qingtian_platform.check.findings import port
from qingtian_platform.check.instruments import api, sources
from qingtian_platform.check.instruments.store import Told
from qingtian_platform.check.instruments.unexplained import Reason, unexplained
from support.instruments import NOON, STACK
from support.twins import FOLDER

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
START = datetime(2026, 11, 1, tzinfo=UTC)
FILED = {"parameter": "slope", "value": "0.9", "document": "备案〔2026〕1号"}


def case(which):
    """Read a twin: what was told and what is on record."""
    given = yaml.safe_load((FOLDER / "FD-121" / f"{which}.yaml").read_text(encoding="utf-8"))
    told = [tell(each["h"], each["name"], each["value"]) for each in given["told"]]
    told += [tell(h, "analyser state", 3, kind="state") for h in given.get("calibrating", ())]
    reasons = [visit(each["h"], each["kind"]) for each in given["records"]]
    return given, sorted(told, key=lambda t: t.at), reasons


def tell(h, name, value, kind="parameter"):
    at = START + HOUR * h
    place = int(h * 10) + len(name)
    return Told(
        STACK, "a21026", "", kind, name, str(value), float(value), at, at, 3020, 0, place, 0
    )


def visit(h, kind="maintenance", recorded=None, **more):
    at = START + HOUR * h
    return Reason(kind, 1, "a21026", at, at, START + HOUR * (recorded or h), **more)


@pytest.mark.parametrize("which", ["forged", "honest"])
def test_the_forged_ledger_is_found_and_the_honest_one_is_not(which):
    given, told, reasons = case(which)
    found = unexplained(told, reasons)
    said = [
        {
            "h": (one.start - START) / HOUR,
            "name": one.evidence["parameter"],
            "from": one.evidence["expected"],
            "to": one.evidence["observed"],
        }
        for one in found
    ]
    assert said == given["found"]
    for one in found:
        assert one.rule == "FD-121"
        assert one.evidence["frames"] == [[0, 245], [0, 505]]
        assert RULES[one.rule].say("zh", one.evidence).startswith("斜率由1.0改为0.7")
        assert "slope went from 1.0 to 0.7" in RULES[one.rule].say("en", one.evidence)


SLOPES = [tell(0, "slope", 1.0), tell(24, "slope", 1.0), tell(48, "slope", 0.8)]


@pytest.mark.parametrize(
    ("reasons", "count"),
    [
        pytest.param([], 1, id="nothing on record"),
        pytest.param([visit(47)], 0, id="a visit an hour before"),
        pytest.param([visit(-1)], 1, id="a visit before the old value was last told"),
        pytest.param([visit(73)], 1, id="a visit more than a day after"),
        pytest.param([visit(47, recorded=120)], 0, id="written down on the last hour"),
        pytest.param([visit(47, recorded=121)], 1, id="written down too late"),
        pytest.param([visit(10, "filing", name="slope", value=0.8)], 0, id="filed beforehand"),
        pytest.param([visit(10, "filing", name="slope", value=0.9)], 1, id="another value filed"),
        pytest.param([visit(10, "filing", name="range", value=0.8)], 1, id="another parameter"),
        pytest.param([visit(49, "filing", name="slope", value=0.8)], 1, id="filed afterwards"),
        pytest.param([visit(47, "command", name="slope", value=0.8)], 0, id="set by the platform"),
    ],
)
def test_what_explains_a_change(reasons, count):
    found = unexplained(SLOPES, reasons)
    assert len(found) == count
    if count and reasons and not reasons[0].name and reasons[0].recorded_at > START + HOUR * 100:
        assert found[0].evidence["written_late"] == [1]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        pytest.param([1.0, 1.1], [], id="ten per cent at a calibration"),
        pytest.param([1.0, 1.101], [1.101], id="more than ten per cent"),
        pytest.param([1.0, 0.95, 0.91, 0.86], [0.86], id="small steps that add up"),
    ],
)
def test_a_calibration_of_its_own_explains_a_small_change_only(values, found):
    told = [tell(24 * n, "slope", value) for n, value in enumerate(values)]
    told += [tell(24 * n - 0.5, "analyser state", 3, kind="state") for n in range(1, len(values))]
    told.sort(key=lambda t: t.at)
    assert [one.evidence["observed"] for one in unexplained(told, [])] == found
    quiet = [t for t in told if t.kind == "parameter"]
    assert len(unexplained(quiet, [])) == len(values) - 1


def test_a_finding_stays_in_its_stretch_while_the_value_is_only_told_again():
    (first,) = unexplained(SLOPES, [])
    (again,) = unexplained([*SLOPES, tell(55, "slope", 0.8)], [])
    assert (first.start, first.end) == (again.start, again.end)
    (back,) = unexplained([*SLOPES, tell(55, "slope", 0.8), tell(58, "slope", 1.0)], [])
    assert back.end == START + HOUR * 58


@pytest.fixture
def changed(plant, line):
    """A slope of 1 told twice and 0.6 the next night; the hours follow it."""
    for n in range(48):
        line.hour(NOON + HOUR * n, 30.0 if n < 24 else 18.0)
    for h, slope in ((0, "1.00"), (12, "1.00"), (24, "0.60"), (36, "0.60")):
        line.told(NOON + HOUR * h, i13008=slope)
    line.seal()
    return plant


def test_the_source_says_what_the_readings_did_and_leads_to_both_frames(changed, places):
    (one,) = port.sources()["instruments"](places, None)
    assert (one.mn, one.code, one.thing_id) == (STACK, "a21026", changed[STACK])
    assert one.start == NOON + HOUR * 24
    evidence = one.evidence
    assert (evidence["level_before"], evidence["level_after"]) == (30.0, 18.0)
    assert evidence["level_ratio"] == 0.6
    from qingtian_platform.record import api as record

    before, after = (record.sealed_frame(*each, places).masked for each in evidence["frames"])
    assert b"i13008-Info=1.00" in before
    assert b"i13008-Info=0.60" in after
    assert [*port.sources()["instruments"](places, one.end)] == []


def test_a_record_of_the_visit_takes_the_finding_back(changed, places, officer):
    assert [*sources.findings(places, None)]
    visited = NOON + HOUR * 23
    draft = api.Draft(
        "maintenance", STACK, "", visited, visited, {"what": "更换检测器"}, "蓝天运维公司"
    )
    api.write(officer, draft)
    assert [*sources.findings(places, None)] == []


def test_the_stage_says_it_once_withdraws_it_and_leads_the_limit_to_the_checks(
    changed, line, places, officer
):
    from qingtian_platform.check.findings import api as findings
    from qingtian_platform.check.findings import worker

    line.told(NOON + HOUR * 36, i13009="0.6")
    line.seal()
    now = datetime.now(UTC)
    for n in range(3):
        worker.step(places, now + timedelta(minutes=n))
    (one,) = findings.findings(rule="FD-121", places=places)
    assert (one.mn, one.code, one.category) == (STACK, "a21026", "falsification")
    assert "0.6" in one.say("zh")
    assert port.instruments()[STACK, "a21026"].lod == 0.6
    visited = NOON + HOUR * 25
    api.write(officer, api.Draft("filing", STACK, "a21026", NOON, NOON, FILED))
    api.write(officer, api.Draft("maintenance", STACK, "", visited, visited, {"what": "更换"}))
    worker.step(places, now + timedelta(minutes=5))
    assert findings.findings(rule="FD-121", places=places) == []
    (row,) = findings.findings(rule="FD-121", standing=False, places=places)
    assert (row.id, row.reason) == (one.id, "gone")
