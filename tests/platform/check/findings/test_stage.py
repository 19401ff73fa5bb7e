"""From frames in the inbox to flags and findings, with acts of persons, packs, and other parts."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from typer.testing import CliRunner

from qingtian.ledger import kinds
from qingtian.quality import Flag
from qingtian_platform.check import api
from qingtian_platform.check.findings import port
from qingtian_platform.check.findings.rows import Said
from qingtian_platform.check.flagging import known
from qingtian_platform.project.commands import findings as command
from qingtian_platform.record import api as record
from qingtian_platform.record.acts import api as acts
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.models import Datastream, DatastreamTerm
from support import signing

from .conftest import CODES, FIRST, NOW, City, walk

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
HOURS = 60
END = FIRST + HOURS * HOUR


@pytest.fixture
def small(places) -> City:
    return City(places, 2)


def planted(city: City) -> dict[str, list[dict[str, str]]]:
    values = {mn: walk(mn, HOURS) for mn in city.mns}
    values[city.mns[0]][20]["a34004"] = "480.0"
    for hour in range(30, 48):
        values[city.mns[1]][hour]["a21026"] = "31.0"
    return values


def frames(city: City, hours, values, **flag) -> list[bytes]:
    return [city.frame(mn, h, values[mn][h], **flag) for mn in city.mns for h in hours]


def told(city: City) -> tuple[list[object], dict[object, object]]:
    """What stands: findings, and flags with rules."""
    found = [
        (f.rule, f.mn, f.code, f.start, f.end, f.score, sorted(map(str, f.evidence.items())))
        for f in api.findings(places=city.places)
    ]
    flags = {}
    for mn in city.mns:
        for code in CODES:
            times, said, rules = api.flags(mn, code, "hour", FIRST, END, places=city.places)
            flags[mn, code] = (times.tolist(), said.tolist(), rules)
    return sorted(found, key=str), flags


def test_hours_in_any_order_leave_what_one_batch_leaves(tmp_path_factory, monkeypatch, small):
    values = planted(small)
    every = frames(small, range(HOURS), values)
    small.send(every)
    small.settle()
    small.settle(NOW + 2 * HOUR)
    whole = told(small)
    assert {f[0] for f in whole[0]} >= {"QC-121", "QC-124", "QC-141", "FD-101"}
    places = type(small.places)(tmp_path_factory.mktemp("again")).make()
    monkeypatch.setenv("QINGTIAN_DATA", str(places.data))
    again = small.__class__.__new__(small.__class__)
    again.places, again.mns, again.things = places, small.mns, small.things
    for hours in (range(42), range(50, HOURS), range(42, 50)):  # the held value goes on, late
        part = frames(small, hours, values)
        again.send([part[n] for n in np.random.default_rng(7).permutation(len(part))])
        again.settle()
    again.settle(NOW + 2 * HOUR)
    assert told(again) == whole
    ended = [f for f in api.findings(standing=False, places=places) if not f.standing]
    assert ended
    assert all(f.reason in ("gone", "changed") and f.withdrawn_at for f in ended)
    assert all((f.successor is None) == (f.reason == "gone") for f in ended)
    cursor, numbers = api.finding_changes(0, places)
    assert set(numbers) == {f.id for f in api.findings(standing=False, places=places)}
    assert api.finding_changes(cursor, places) == (cursor, [])
    assert api.finding(numbers[0], places).id == numbers[0]
    assert api.finding(10_000, places) is None


def test_a_correction_takes_a_finding_back_and_a_decision_is_a_ruling(small):
    small.send(frames(small, range(HOURS), planted(small)))
    small.settle()
    mn, at = small.mns[0], FIRST + 20 * HOUR
    assert {f.rule for f in api.findings(mn=mn, code="a34004")} >= {"QC-121"}
    who = signing.person("wang")
    pen = signing.pen_of(small.places, who)

    def sign(schema, body, words=None):
        entry = signing.signed(small.places, pen, schema, body)
        acts.submit(entry, who, words, small.places)

    def row(start):
        found = record.observations(mn=mn, code="a34004", start=start, end=start + HOUR)
        return dict(found.to_pylist()[0])

    body, words = signing.correction(small.places, row(at), "480.0", "62.0")
    sign(kinds.CORRECTION, body, words)
    kept = row(FIRST + 25 * HOUR)
    sign(
        kinds.DECISION,
        {
            "after": "D",
            "before": "N",
            "outcome": "rejected",
            "rule": "HJ 818-2018",
            "target": acts.target_of(small.places, kept),
            "version": "1",
            "words": None,
        },
    )
    small.settle()
    gone = api.findings(mn=mn, code="a34004", rule="QC-121", standing=False)
    assert [(f.reason, f.successor) for f in gone] == [("gone", None)]
    _times, flags, rules = api.flags(mn, "a34004", "hour", FIRST, END)
    assert flags[20] < Flag.SUSPECT
    assert flags[25] == Flag.REJECTED
    assert "ruling" in rules[25]
    history = api.flag_history(mn, "a34004", "hour", at)
    of_spike = [e.flag for e in history if [s.source for s in e.statements] == ["QC-121"]]
    assert of_spike == [Flag.SUSPECT, Flag.VALID]
    ruling = api.flag_history(mn, "a34004", "hour", FIRST + 25 * HOUR)[-1]
    assert ruling.statements[0].author.startswith("act ")


def test_marks_are_read_by_the_edition_of_the_sender_and_no_value_changes(small):
    values = planted(small)
    small.send(frames(small, range(HOURS), values, flag="F"))
    before = record.observations(places=small.places).to_pylist()
    small.settle()
    _, flags, rules = api.flags(small.mns[0], "a21026", "hour", FIRST, END)
    assert set(flags.tolist()) == {Flag.ANALYSER_STOPPED}
    assert all("mark" in each for each in rules)
    assert record.observations(places=small.places).to_pylist() == before


def test_a_range_registered_later_has_its_days_judged_again(small):
    small.send(frames(small, range(HOURS), planted(small)))
    small.settle()
    assert not api.findings(rule="QC-101")
    stream = Datastream.objects.get(logger__mn=small.mns[0], code="a34004")
    DatastreamTerm(
        datastream=stream, valid_from=FIRST.date(), unit="µg/m³", low=0.0, high=60.0
    ).save()
    with registry.acting(None, "the sheet of the analyser was found"):
        registry.ensure_thing("another", key="another", kind="outlet")
    small.settle()
    found = api.findings(rule="QC-101")
    assert {(f.mn, f.code) for f in found} == {(small.mns[0], "a34004")}


class Part:
    """Another part of check, whose findings come and go."""

    def __init__(self) -> None:
        self.found: list[Said] = []
        self.since: list[datetime | None] = []

    def __call__(self, places, since):
        self.since.append(since)
        if not self.found:
            raise RuntimeError("its table is locked")
        return self.found[:-1]


def test_other_parts_hand_in_findings_through_the_one_store(small, monkeypatch):
    monkeypatch.setattr(port, "_sources", {})
    part = Part()
    port.register("declared", part)
    said = Said("FD-113", small.mns[0], "a21026", "hour", FIRST, FIRST + HOUR, {"a": 1}, 0.5)
    longer = Said("FD-113", small.mns[0], "a21026", "hour", FIRST, FIRST + 3 * HOUR, {"a": 2}, 0.5)
    small.send(frames(small, range(2), planted(small)))
    part.found = [said, said]
    small.settle()
    (row,) = api.findings(rule="FD-113")
    assert (row.source, row.category, row.streams) == (
        "declared",
        "falsification",
        ((small.mns[0], "a21026"),),
    )
    part.found = []
    small.settle(NOW + timedelta(minutes=1))
    assert api.findings(rule="FD-113") == [row], "a part that fails takes nothing back"
    part.found = [longer, said]
    small.settle(NOW + timedelta(minutes=2))
    (grown,) = api.findings(rule="FD-113")
    assert api.finding(row.id).successor == grown.id
    part.found = [said]
    small.settle(NOW + timedelta(minutes=3))
    assert api.findings(rule="FD-113") == []
    assert [f.reason for f in api.findings(rule="FD-113", standing=False)] == ["changed", "gone"]
    assert part.since[0] is None
    with pytest.raises(ValueError, match="own"):
        port.register("flagging", part)


PACK = """
key: city
name: {zh: 示例, en: Example}
place: {zh: 某市, en: A city}
division: "999900"
publisher: {zh: 某人, en: Somebody}
gazette: {zh: 某公报, en: A gazette}
published: 2026-02-25
checked: 2026-02-25
"""
SPIKE = """
name: {zh: 本市突跳的阈值, en: Thresholds of a spike in this city}
kind: table
columns: [domain, property, height, share, gap]
checked: 2026-02-25
values:
  2026-03-02: {standard: CITY 1, clause: table 1, source: C1, evidence: V, value: [[air, pm25, 10, 0.2, 2]]}
"""


def test_thresholds_of_a_pack_hold_from_its_day_on_and_have_old_hours_judged_again(
    small, settings, tmp_path
):
    folder = tmp_path / "pack"
    (folder / "law/quality/city/checks").mkdir(parents=True)
    (folder / "law/quality/city/checks/spike.yaml").write_text(SPIKE, encoding="utf-8")
    (folder / "law/documents.yaml").write_text(
        "CITY 1: {title: 示例, issuer: A city, since: 2026-03-01, knowledge: V}\n", encoding="utf-8"
    )
    (folder / "law/sources.yaml").write_text("C1: read by us\n", encoding="utf-8")
    (folder / "pack.yaml").write_text(PACK, encoding="utf-8")
    values = {mn: walk(mn, HOURS) for mn in small.mns}
    for hour in (12, 40):  # the first day, and the second
        values[small.mns[0]][hour]["a34004"] = "110.0"
    small.send(frames(small, range(HOURS), values))
    settings.QINGTIAN_PACKS = ()
    small.settle()
    assert api.findings(rule="QC-121") == []
    settings.QINGTIAN_PACKS = (str(folder),)
    small.settle()
    (found,) = api.findings(rule="QC-121")
    assert (found.start, found.evidence["height"]) == (FIRST + 40 * HOUR, 10)
    history = api.flag_history(small.mns[0], "a34004", "hour", FIRST + 40 * HOUR)
    said = [e.statements[0] for e in history if [s.source for s in e.statements] == ["QC-121"]]
    assert [s.arguments["law"] for s in said] == ["quality.city.checks.spike of 2026-03-02"]
    settings.QINGTIAN_PACKS = ()
    small.settle()
    assert api.findings(rule="QC-121") == []


def test_the_command_lists_what_stands(small, monkeypatch):
    monkeypatch.setattr(command, "use", lambda _data: small.places)
    small.send(frames(small, range(HOURS), planted(small)))
    small.settle()

    def asked(*words: str):
        return CliRunner().invoke(command.app, ["list", *words])

    lines = [json.loads(line) for line in asked("--json", "--language", "en").stdout.splitlines()]
    assert [line["id"] for line in lines] == [f.id for f in api.findings()]
    spike = next(line for line in lines if line["rule"] == "QC-121")
    assert (spike["start"], spike["mn"]) == ("2026-03-01T12:00:00Z", small.mns[0])
    assert "stand off" in spike["says"]
    told = asked("--rule", "QC-121", "--since", "2026-03-01").stdout
    assert told.startswith("QC-121\t")
    assert asked("--since", "2026-03-20").stdout == ""
    (held,) = asked("--category", "falsification").stdout.splitlines()
    assert held.startswith("FD-101\t")
    key = registry.things()[small.things[small.mns[1]]].key
    assert {line.split("\t")[1] for line in asked("--thing", key).stdout.splitlines()} == {key}
    wrong = asked("--thing", "nowhere")
    assert wrong.exit_code == 1
    assert "nowhere" in wrong.stderr


def test_neighbours_are_the_nearest_and_a_replay_has_replays_beside_it(places):
    city = City(places, 4)
    for n in range(2):
        at = {"lon": 116.401 + n / 100, "lat": 39.9, "origin": "replay", "name_en": f"Past {n}"}
        thing = registry.ensure_thing(f"旧站{n}", station_kind="assessment", **at)
        registry.ensure_logger(f"R{n}", thing_id=thing, st="22", password="", codes=CODES)
    world = known.current(FIRST.date())
    beside = [mn for mn, _ in world.of(city.mns[0], "a34004").neighbours]
    assert beside == [city.mns[1], city.mns[2], city.mns[3]]
    assert world.of("R0", "a34004").neighbours == (("R1", "a34004"),)
    assert (city.mns[1], "a34004") in world.dependents[city.mns[0]]
    assert world.of(city.mns[0], "a34004").whole == (city.mns[0], "a34002")
    assert known.distance_km((116.40, 39.90), (116.45, 39.92)) == pytest.approx(4.81, abs=0.02)


def test_nothing_there_and_nothing_new_is_nothing_to_do(small):
    from qingtian_platform.check.findings import worker

    assert worker.step(small.places, NOW) is False
    small.send(frames(small, range(3), planted(small)))
    small.settle()
    cursor = api.finding_changes(0)
    assert worker.step(small.places, NOW + timedelta(hours=2)) is False
    assert api.finding_changes(0) == cursor
    assert datetime.now(UTC) > FIRST
