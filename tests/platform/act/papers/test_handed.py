"""What an alarm handed over is evidence of its case: on the pages, in the file, and to check without us."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from qingtian.ledger.__main__ import main
from qingtian.protocols.hj212 import build
from qingtian_platform.act.alarms import api as alarms
from qingtian_platform.act.alarms import worker as raising
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.cases import intake, sealing
from qingtian_platform.act.papers import api as papers
from qingtian_platform.act.papers import casefile, packing
from qingtian_platform.kit.times import beijing
from qingtian_platform.people.models import Division
from qingtian_platform.record import api as record
from qingtian_platform.record.acts.table import Acts
from qingtian_platform.record.log.keeper import Keeper
from qingtian_platform.record.log.sources import Batches
from qingtian_platform.registry import api as registry
from support.alarming import HOUR, NOON, City, said
from support.receipts import received

START = NOON - timedelta(hours=10)
HOURS = 3


@pytest.fixture
def city(places, db) -> City:
    """A boiler whose logger sent five hours, of which an alarm speaks of three."""
    found = City(places)
    frames = []
    for n in range(5):
        stamp = f"{beijing(START + n * HOUR):%Y%m%d%H%M%S}"
        cp = f"DataTime={stamp};a21026-Avg={20 + n}.0,a21026-Flag=N"
        text = f"QN={stamp}000;ST=31;CN=2061;PW=123456;MN=O1;Flag=4;CP=&&{cp}&&"
        frames.append(build.frame(text.encode()))
    received(places, frames, at=NOON - HOUR)
    record.drain(places)
    found.find(said(found.outlet, start=-10, hours=HOURS))
    return found


@pytest.fixture
def given(city) -> alarms.HandoverInfo:
    raising.step(city.places, NOON)
    [alarm] = alarms.alarms(now=NOON)
    return alarms.hand_over(alarm.id, city.person("duty", name="值班甲"), "请核查", NOON)


@pytest.fixture
def matter(city, given) -> cases.MatterInfo:
    intake.take(NOON)
    [found] = cases.queue(city.person("administrator"), now=NOON).rows
    return found


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def page(person, name: str, number: int) -> str:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client.get(reverse(name, args=[number])).content.decode()


def evidence(text: str) -> str:
    """The part of a case's page that lists its evidence."""
    return text.partition('id="exhibits"')[2].partition("</section>")[0]


def test_case_page_lists_the_package_with_interval_hash_and_the_way_to_alarm_and_frames(
    city, given, matter
):
    officer = city.person("enforcement")
    for name, cut in (("desk:cases:case", evidence), ("desk:papers:exhibits", str)):
        text = cut(page(officer, name, matter.id))
        assert f"Package {given.id} of alarm {given.alarm_id}" in text
        assert "2026-11-25 02:00" in text
        assert "2026-11-25 05:00" in text
        assert given.hash in text
        assert f"{HOURS} sealed frames" in text
        assert reverse("desk:handover", args=[given.id]) in text
        assert reverse("desk:alarm", args=[given.alarm_id]) in text
        for each in given.package["frames"]:
            assert reverse("portal:frame", args=[each["batch"], each["frame"]]) in text
    assert "stand here with their hash" not in evidence(page(officer, "desk:cases:case", matter.id))


def test_who_does_not_read_the_alarm_sees_the_evidence_of_the_case_without_the_way_to_it(
    city, given, matter
):
    text = evidence(page(city.person("assessor"), "desk:cases:case", matter.id))
    assert given.hash in text
    assert "/desk/handovers/" not in text
    assert "/desk/alarms/" not in text


def test_officer_of_another_district_and_the_enterprise_see_nothing(city, given, matter):
    far = Division.objects.get(code="110111000000")
    for person in (
        city.person("enforcement", division=far),
        city.person("enterprise", city.outlet),
    ):
        for name in ("desk:cases:case", "desk:papers:exhibits", "desk:papers:zip"):
            assert given.hash not in page(person, name, matter.id)


def test_zip_holds_the_package_and_the_proofs_of_its_frames_and_a_stranger_checks_them(
    city, given, matter, tmp_path, capsys
):
    sealing.seal(city.places, NOON)
    with Keeper(city.places, [Batches(city.places), Acts(city.places)]) as keeper:
        while keeper.step():
            pass
    root = tmp_path / "file"
    with zipfile.ZipFile(io.BytesIO(papers.file_zip(matter.id, NOON))) as packed:
        packed.extractall(root)
    subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=root, check=True)
    [kept] = (root / "handovers").iterdir()
    sha = hashlib.sha256(kept.read_bytes()).hexdigest()
    assert sha == given.hash
    package = json.loads(kept.read_text())
    assert [each["rule"] for each in package["members"]] == ["FD-111"]
    assert len(package["frames"]) == HOURS
    for each in package["frames"]:
        proof = root / "proofs" / f"reading-{each['batch']}-{each['frame']}.tlog-proof"
        assert main(["verify", str(proof), "--vkey", str(record.log_key())]) == 0
        assert f"leaf {each['leaf']}\n" in capsys.readouterr().out
        frame = (root / "exhibits" / f"{each['leaf']}.frame").read_bytes()
        assert b"a21026-Avg=2" in frame
        assert b"PW=123456" not in frame, "it is what the public sees"
    deed = json.loads(next((root / "deeds").glob("*-001.json")).read_text())
    assert sha in deed["text"], "the act that opened the case holds the package to its hash"
    whole = bytes.fromhex(deed["salt"]) + deed["text"].encode()
    assert hashlib.sha256(whole).hexdigest() == deed["digest"]


def test_an_english_page_names_the_unit_in_english(city, given, matter, monkeypatch):
    known = replace(registry.things()[city.outlet], name_en="Boiler 1")
    monkeypatch.setattr(registry, "things", lambda: {city.outlet: known})
    assert "· Boiler 1 ·" in papers.handed(matter.id)[0].line
    with override("zh-hans"):
        assert "· 锅炉一 ·" in papers.handed(matter.id)[0].line


def test_pdf_and_checklist_name_the_package(given, matter):
    [row] = [each for each in papers.checklist(matter.id, NOON) if "Package" in each.act]
    assert (row.ok, row.paper.mark) == (True, "ok")
    assert given.hash[:16] in row.paper.text
    assert "2026-11-25 02:00" in row.paper.text
    [shown] = casefile.facts(matter.id, NOON)["exhibits"]
    assert shown["title"] == f"Package {given.id} of alarm {given.alarm_id}"
    assert shown["hash"] == given.hash
    assert "1 finding or verdict" in shown["words"]
    assert papers.file_pdf(matter.id, NOON).startswith(b"%PDF-")


def test_checklist_names_a_package_or_frame_that_is_no_longer_that_of_its_hash(
    given, matter, monkeypatch
):
    lost = given.package["frames"][1]

    def other(batch, frame):
        if (batch, frame) == (lost["batch"], lost["frame"]):
            raise record.NotSealedError("gone")
        return found(batch, frame)

    found = record.sealed_frame
    monkeypatch.setattr(record, "sealed_frame", other)
    monkeypatch.setattr(cases, "handovers", lambda _matter: [replace(given, text=given.text + " ")])
    [row] = [each for each in papers.checklist(matter.id, NOON) if "Package" in each.act]
    assert row.paper.mark == "no"
    assert "no longer those of its hash" in row.why[0]
    assert (
        f"1 of its sealed frames are gone or others, as {lost['batch']}/{lost['frame']}"
        in (row.why[1])
    )
    names = dict(packing._of(matter))
    assert f"exhibits/{lost['leaf']}.frame" not in names, "the rest of the file is packed"


def test_later_alarm_about_the_same_joins_the_case_and_so_does_its_package(city, given, matter):
    city.find(said(city.outlet, rule="FD-102", start=200, hours=HOURS, base=NOON))
    later = NOON + timedelta(days=12)
    raising.step(city.places, later)
    other = next(each for each in alarms.alarms(now=later) if each.id != given.alarm_id)
    second = alarms.hand_over(other.id, city.person("duty"), "", later)
    intake.take(later)
    found = papers.handed(matter.id)
    assert [each.info.id for each in found] == [given.id, second.id]


def test_case_that_came_of_no_alarm_has_no_package(clerk):
    made = clerk.open("construction-dust", "see").id
    assert papers.handed(made) == []
    assert b"handovers/0" not in papers.file_zip(made, clerk.now)
