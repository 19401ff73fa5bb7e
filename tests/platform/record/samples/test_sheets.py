"""Manual samples: three sheets, four signatures, found by person years later."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from qingtian.ledger import kinds
from qingtian_platform.kit.places import Places
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.acts import table
from qingtian_platform.record.acts.table import Acts
from qingtian_platform.record.log.keeper import Keeper
from qingtian_platform.record.samples import sheets
from qingtian_platform.registry.api import ensure_thing
from support import signing

pytestmark = pytest.mark.django_db

NUMBER = "S-2026-0001"
SAMPLING = {
    "purpose": "monitoring",
    "place": "清河断面",
    "matrix": "surface-water",
    "taken": "2026-11-25 09:30",
    "preservation": "硫酸 pH<2，4 °C",
    "containers": "2",
}
ANALYSIS = {
    "code": "w21003",
    "method": "HJ 535-2009",
    "instrument": "UV-01",
    "readings": "0.212;0.215",
    "value": "0.52",
    "unit": "mg/L",
}
REPORT = {"title": "清河断面氨氮", "results": "w21003 0.52 mg/L", "conclusion": "见标准"}


@pytest.fixture
def places(tmp_path, monkeypatch) -> Places:
    made = Places(tmp_path / "data").make()
    monkeypatch.setattr(Places, "current", classmethod(lambda _cls: made))
    return made


@pytest.fixture
def crew(places):
    """Give four persons with a key each."""
    roles = {"sampler": "duty", "analyst": "duty", "reviewer": "reviewer", "signatory": "reviewer"}
    found = {}
    for duty, role in roles.items():
        who = signing.person(duty, role)
        found[duty] = (who, signing.pen_of(places, who, duties=[duty]))
    return found


def sign(places, crew, duty, number=NUMBER, by=None, **more):
    who, pen = crew[by or duty]
    body = {**sheets.body(number, duty), **more}
    return sheets.sign(signing.signed(places, pen, kinds.SIGNOFF, body), who, places)


def told(places, crew, number=NUMBER):
    sheets.write(number, "sampling", SAMPLING, "sampler")
    sign(places, crew, "sampler", number)
    sheets.write(number, "analysis", ANALYSIS, "analyst")
    sign(places, crew, "analyst", number)
    sheets.write(number, "report", REPORT, "reviewer")
    sign(places, crew, "reviewer", number)
    sign(places, crew, "signatory", number)


def test_a_sample_gets_its_four_signatures_in_order_and_enters_the_log(places, crew):
    told(places, crew)
    found = sheets.sample(NUMBER)
    assert found.complete
    assert [each.act.body["duty"] for each in found.signatures] == list(kinds.DUTIES)
    assert [each.name for each in found.signatures] == [
        "Sampler",
        "Analyst",
        "Reviewer",
        "Signatory",
    ]
    assert found.sheets[1].content == ANALYSIS
    with Keeper(places, [Acts(places)]) as keeper:
        keeper.step()
    assert acts.proof(found.signatures[3].number, places)


def test_who_signed_is_found_after_a_change_of_post(places, crew):
    told(places, crew)
    who, pen = crew["analyst"]
    acts.revoke(places, pen.name, "left")
    who.role, who.name, who.is_active = "enterprise", "Renamed", False
    who.save()
    ((_, act),) = acts.acts_of(who)
    assert (act.body["sample"], act.body["duty"]) == (NUMBER, "analyst")
    assert sheets.sample(NUMBER).signatures[1].name == "Analyst"


def test_no_sheet_is_written_before_the_one_before_is_signed(places, crew):
    with pytest.raises(acts.ActRefusedError, match="not signed"):
        sheets.write(NUMBER, "analysis", ANALYSIS, "analyst")
    sheets.write(NUMBER, "sampling", SAMPLING, "sampler")
    with pytest.raises(acts.ActRefusedError, match="not signed"):
        sheets.write(NUMBER, "analysis", ANALYSIS, "analyst")
    with pytest.raises(acts.ActRefusedError, match="written once"):
        sheets.write(NUMBER, "sampling", {**SAMPLING, "containers": "3"}, "sampler")


def test_nobody_signs_out_of_turn_or_in_anothers_duty(places, crew):
    sheets.write(NUMBER, "sampling", SAMPLING, "sampler")
    with pytest.raises(acts.ActRefusedError, match="no sheet"):
        sign(places, crew, "analyst")
    with pytest.raises(acts.ActRefusedError, match="not appointed to sign as sampler"):
        sign(places, crew, "sampler", by="analyst")
    sign(places, crew, "sampler")
    with pytest.raises(acts.ActRefusedError, match="next to sign is the analyst"):
        sign(places, crew, "sampler", previous=None)


def test_nobody_reviews_his_own(places, crew):
    who = signing.person("both", "reviewer")
    crew["analyst"] = (who, signing.pen_of(places, who, duties=["analyst", "reviewer"]))
    sheets.write(NUMBER, "sampling", SAMPLING, "sampler")
    sign(places, crew, "sampler")
    sheets.write(NUMBER, "analysis", ANALYSIS, "both")
    sign(places, crew, "analyst")
    sheets.write(NUMBER, "report", REPORT, "both")
    with pytest.raises(acts.ActRefusedError, match="his own"):
        sign(places, crew, "reviewer", by="analyst")


def test_nobody_reviews_his_own_with_another_key(places, crew):
    """The log knows keys, the platform knows who holds them."""
    who = crew["analyst"][0]
    who.role = "reviewer"
    who.save()
    crew["reviewer"] = (who, signing.pen_of(places, who, duties=["reviewer"]))
    sheets.write(NUMBER, "sampling", SAMPLING, "sampler")
    sign(places, crew, "sampler")
    sheets.write(NUMBER, "analysis", ANALYSIS, "analyst")
    sign(places, crew, "analyst")
    sheets.write(NUMBER, "report", REPORT, "analyst")
    with pytest.raises(acts.ActRefusedError, match="his own"):
        sign(places, crew, "reviewer")


@pytest.mark.parametrize("keys", [1, 2])
def test_reviewer_and_signatory_are_two_persons(places, crew, keys):
    who = crew["reviewer"][0]
    duties = ["reviewer", "signatory"] if keys == 1 else ["signatory"]
    crew["signatory"] = (who, signing.pen_of(places, who, duties=duties))
    if keys == 1:
        crew["reviewer"] = crew["signatory"]
    sheets.write(NUMBER, "sampling", SAMPLING, "sampler")
    sign(places, crew, "sampler")
    sheets.write(NUMBER, "analysis", ANALYSIS, "analyst")
    sign(places, crew, "analyst")
    sheets.write(NUMBER, "report", REPORT, "reviewer")
    sign(places, crew, "reviewer")
    with pytest.raises(acts.ActRefusedError, match="or does both"):
        sign(places, crew, "signatory")


def test_a_delegated_duty_holds_on_its_days_alone(places, crew, monkeypatch):
    """One stands in as signatory from tomorrow for a day: not today, and not the day after."""
    who, begin = signing.person("deputy"), timezone.now() + timedelta(days=1)
    times = {"since": begin, "until": begin + timedelta(days=1)}
    crew["signatory"] = (who, signing.pen_of(places, who, duties=["signatory"], **times))
    sheets.write(NUMBER, "sampling", SAMPLING, "sampler")
    sign(places, crew, "sampler")
    sheets.write(NUMBER, "analysis", ANALYSIS, "analyst")
    sign(places, crew, "analyst")
    sheets.write(NUMBER, "report", REPORT, "reviewer")
    sign(places, crew, "reviewer")
    now, day = table.now(), 86_400_000_000
    for later, holds in ((0, False), (day * 21 // 10, False), (day * 3 // 2, True)):
        monkeypatch.setattr(table, "now", lambda late=later: now + late)
        if holds:
            sign(places, crew, "signatory")
            continue
        with pytest.raises(acts.ActRefusedError, match="not appointed for that time"):
            sign(places, crew, "signatory")


def test_a_revoked_key_signs_no_sheet(places, crew):
    sheets.write(NUMBER, "sampling", SAMPLING, "sampler")
    acts.revoke(places, crew["sampler"][1].name, "lost")
    with pytest.raises(acts.ActRefusedError, match="revoked"):
        sign(places, crew, "sampler")


def test_samples_are_found_by_purpose_and_place(places):
    ensure_thing("青溪断面", key="qingxi", name_en="Qingxi", kind="section", origin="simulated")
    said = {**SAMPLING, "purpose": "comparison", "thing": "qingxi"}
    sheets.write("S-1", "sampling", SAMPLING, "sampler")
    sheets.write("S-2", "sampling", said, "sampler")
    assert sheets.samples() == ["S-2", "S-1"]
    assert sheets.samples(purpose="comparison") == sheets.samples(thing="qingxi") == ["S-2"]
    assert sheets.samples(purpose="supervision") == []


def test_a_signature_under_another_sheet_is_refused(places, crew):
    told(places, crew)
    other = "S-2026-0002"
    sheets.write(other, "sampling", SAMPLING, "sampler")
    stolen = sheets.sheets(NUMBER)[0].hash
    with pytest.raises(acts.ActRefusedError, match="sampling sheet"):
        sign(places, crew, "sampler", number=other, sheet=stolen)


@pytest.mark.parametrize(
    ("stage", "change"),
    [
        ("sampling", {"matrix": "wine"}),
        ("sampling", {"purpose": "curiosity"}),
        ("sampling", {"purpose": "comparison"}),
        ("sampling", {"thing": "nowhere"}),
        ("sampling", {"place": " "}),
        ("sampling", {"colour": "blue"}),
        ("other", {}),
    ],
)
def test_an_incomplete_sheet_is_refused(places, stage, change):
    with pytest.raises(acts.ActRefusedError):
        sheets.write(NUMBER, stage, {**SAMPLING, **change}, "sampler")
    assert sheets.samples() == []


def test_a_sheet_changed_in_the_database_is_named(places, crew):
    told(places, crew)
    update = "UPDATE record_sheet SET text = replace(text, '0.52', '0.12')"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(update)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER record_sheet_no_update")
        cursor.execute(update)
    with pytest.raises(acts.ActRefusedError, match="analysis sheet"):
        sheets.sample(NUMBER)
