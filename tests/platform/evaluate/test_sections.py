"""Water sections: classes by hour and day, written by the stage and written again when facts change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo

import pytest

from qingtian.quantities import BEIJING, natural_day
from qingtian_platform.evaluate.verdicts import offers, worker
from qingtian_platform.evaluate.verdicts.store import Store
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry
from support.receipts import hour_frame, received

MN = "QTSECTION01"
CODES = ("w01001", "w01009", "w01019", "w21003", "w21011", "w21001", "w01010")
DAY = date(2026, 3, 2)
GOOD = {
    "w01001": "7.80",
    "w01009": "8.10",
    "w01019": "3.90",
    "w21003": "0.420",
    "w21011": "0.150",
    "w21001": "4.20",
    "w01010": "9.0",
}
CAME = datetime(2026, 3, 3, 4, tzinfo=UTC)


def at(hour: int) -> datetime:
    return datetime(DAY.year, DAY.month, DAY.day, hour, tzinfo=BEIJING).astimezone(UTC)


@pytest.fixture
def section(places, db) -> int:
    thing = registry.ensure_thing(
        "青溪断面", name_en="Qingxi", kind="section", body="river", target="III", opened=DAY
    )
    registry.ensure_logger(MN, thing_id=thing, st="21", password="123456", codes=CODES)
    return thing


def send(places, values: dict[int, dict[str, str]], flag: str = "N", came: datetime = CAME) -> None:
    frames = [
        hour_frame(MN, at(hour), own, flag=flag, qn=f"20260303{hour:09d}")
        for hour, own in values.items()
    ]
    received(places, frames, at=came)
    record.drain(places)


def run(places) -> None:
    while worker.step(places):
        pass


def word(thing: int, hour: int) -> str:
    found = offers.verdict(thing, "hour", at(hour), "class")
    return "" if found is None else found.word


def test_the_worst_item_decides_and_the_target_is_compared(places, section):
    send(places, {8: GOOD, 9: {**GOOD, "w21011": "0.210"}})
    run(places)
    good, bad = (offers.verdict(section, "hour", at(hour), "class") for hour in (8, 9))
    assert good is not None
    assert bad is not None
    assert (good.more["class"], good.more["meets"]) == ("III", True)
    assert (bad.more["class"], bad.more["meets"]) == ("IV", False)
    assert bad.more["deciding"] == ["TP"]
    assert bad.more["status"] == {"zh": "轻度污染", "en": "lightly polluted"}
    assert bad.more["main"].startswith("总磷")
    assert "TN" not in bad.more["classes"], "total nitrogen is evaluated alone"
    assert bad.edition == "EVAL-WATER-2011"


def test_a_lake_has_the_limits_of_a_lake(places, section):
    registry.set_standing(section, body="lake", target="III", valid_from=DAY)
    send(places, {8: {**GOOD, "w21011": "0.060"}})
    run(places)
    found = offers.verdict(section, "hour", at(8), "class")
    assert found is not None
    assert found.more["class"] == "IV"


def test_maintenance_and_stop_are_called_so_and_not_classed(places, section):
    send(places, {8: GOOD}, flag="M")
    send(places, {9: GOOD}, flag="D", came=CAME + timedelta(hours=1))
    send(places, {10: GOOD}, came=CAME + timedelta(hours=2))
    registry.declare_shutdown(
        section, "station", start=at(10), end=at(11), declared_by="监测中心", document="停站通知"
    )
    run(places)
    assert [word(section, hour) for hour in (8, 9, 10, 11)] == [
        "maintenance",
        "marked",
        "shutdown",
        "",
    ]
    found = offers.verdict(section, "hour", at(8), "class")
    assert found is not None
    assert found.more["class"] is None


def test_the_day_is_classed_from_means_once_it_is_over(places, section):
    values = {hour: {**GOOD, "w21011": "0.190" if hour % 2 else "0.212"} for hour in range(24)}
    send(places, values)
    run(places)
    whole = natural_day(DAY)
    found = offers.verdict(section, "day", whole.start, "class")
    assert found is not None
    assert found.more["class"] == "IV", "0.201 rounds to 0.201, over 0.2"
    assert found.more["values"]["TP"] == "0.201"
    tree = offers.verdict_tree(section, "day", whole.start, "class")
    assert tree is not None
    means = [each for each in tree["inputs"] if each["subject"] == "TP"]
    assert len(means[0]["inputs"][0]["inputs"]) == 24


def test_a_second_run_adds_nothing_and_a_correction_adds_a_version(places, section):
    send(places, {8: GOOD})
    run(places)
    with Store.writing(places) as store:
        store.remember("cursor", "-1")
    run(places)
    assert len(offers.verdict_versions(section, "hour", at(8), "class")) == 1
    send(places, {8: {**GOOD, "w01009": "4.00"}}, came=CAME + timedelta(hours=1))
    run(places)
    first, second = offers.verdict_versions(section, "hour", at(8), "class")
    assert (first.more["class"], second.more["class"]) == ("III", "IV")


def test_what_the_registry_changes_is_judged_again(places, section):
    send(places, {8: GOOD})
    run(places)
    registry.set_standing(section, body="river", target="II", valid_from=DAY)
    assert worker.step(places)
    run(places)
    found = offers.verdict_versions(section, "hour", at(8), "class")
    assert [one.more["meets"] for one in found] == [True, False]
    registry.ensure_thing("别处", kind="section")
    run(places)
    assert len(offers.verdict_versions(section, "hour", at(8), "class")) == 2


def test_a_step_that_was_killed_is_done_again(places, section, monkeypatch):
    send(places, {8: GOOD})
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(
            Store, "remember_facts", lambda *_args: (_ for _ in ()).throw(OSError("cut"))
        )
        with pytest.raises(OSError, match="cut"):
            worker.step(places)
    assert offers.verdict(section, "hour", at(8), "class") is None
    run(places)
    assert word(section, 8) == "classed"


def test_the_day_on_which_the_stage_stood_still_is_judged(places, section, monkeypatch):
    class Clock(datetime):
        moment = at(20)

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return cls.moment.astimezone(tz)

    monkeypatch.setattr(worker, "datetime", Clock)
    send(places, dict.fromkeys(range(19), GOOD))
    run(places)
    assert offers.verdict(section, "day", at(0), "class") is None
    Clock.moment = at(20) + timedelta(days=40)
    run(places)
    assert offers.verdict(section, "day", at(0), "class").word == "classed"
    assert worker.step(places) is False, "and once"


def test_a_tree_that_is_kept_no_more_is_computed_again(places, section):
    send(places, {8: GOOD})
    run(places)
    kept = offers.verdict_tree(section, "hour", at(8), "class")
    with Store.writing(places) as store:
        store.drop_trees(datetime.now(UTC))
        assert store.tree(section, "hour", at(8), "class") is None
    assert offers.verdict_tree(section, "hour", at(8), "class") == kept
