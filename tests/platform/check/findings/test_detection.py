"""Detectors hour by hour leave what one pass says, date it honestly, and lose nothing when killed."""

from __future__ import annotations

from datetime import UTC, timedelta
from decimal import Decimal
from types import SimpleNamespace

import numpy as np
import pytest

from qingtian.quality.detectors.standing import standing
from qingtian_platform.check import api
from qingtian_platform.check.detection import worker as detection
from qingtian_platform.check.detection.site import gather, site_of
from qingtian_platform.check.expect import micros, moment
from qingtian_platform.check.findings import worker
from qingtian_platform.check.findings.store import Store
from qingtian_platform.check.flagging import known
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry
from support.receipts import hour_frame, received

from .conftest import FIRST, City

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
CODES = ("a21026", "a19001", "a01012")
HOURS = 24 * 14
HELD = range(24 * 12, 24 * 12 + 40)


class Stack(City):
    """One outlet whose SO2 is held for 40 hours, and one that is honest."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.mns = ["E11010500000001", "E11010500000002"]
        self.things = {}
        for n, mn in enumerate(self.mns):
            thing = registry.ensure_thing(f"口{n}", kind="outlet", name_en=f"Outlet {n}")
            registry.ensure_logger(mn, thing_id=thing, st="31", password="123456", codes=CODES)
            self.things[mn] = thing
        self.values = {mn: process(n, held=n == 0) for n, mn in enumerate(self.mns)}

    def frames(self, hours) -> list[bytes]:
        return [self.frame(mn, h, self.values[mn][h]) for mn in self.mns for h in hours]


def process(seed: int, *, held: bool) -> list[dict[str, str]]:
    rng = np.random.default_rng(seed + 40)
    so2, level = np.empty(HOURS), 0.0
    for n in range(HOURS):
        level = 0.85 * level + rng.normal(0, 2)
        so2[n] = 24 + level
    if held:
        so2[HELD.start : HELD.stop] = 21.37
    o2 = 6 + rng.normal(0, 0.2, HOURS)
    heat = 120 + rng.normal(0, 2, HOURS)
    return [
        {"a21026": f"{a:.2f}", "a19001": f"{b:.2f}", "a01012": f"{c:.1f}"}
        for a, b, c in zip(so2, o2, heat, strict=True)
    ]


@pytest.fixture
def stack(places) -> Stack:
    return Stack(places)


def stands(places: Places) -> list[tuple[object, ...]]:
    found = api.findings(category="falsification", places=places)
    return sorted((f.rule, f.mn, f.code, f.start, f.end, round(f.score, 1)) for f in found)


def test_hour_by_hour_leaves_what_one_pass_says_and_dates_it_honestly(
    stack, tmp_path_factory, monkeypatch
):
    begin = HELD.start + 2
    stack.send(stack.frames(range(begin)), at=FIRST + begin * HOUR)
    stack.settle(FIRST + begin * HOUR)
    assert stands(stack.places) == []
    for hour in range(begin, HOURS, 12):
        now = FIRST + (hour + 12) * HOUR
        stack.send(stack.frames(range(hour, min(hour + 12, HOURS))), at=now)
        stack.settle(now)
    every = api.findings(rule="FD-101", standing=False)
    (held,) = [f for f in every if f.standing]
    assert (held.mn, held.code, held.thing_id) == (
        stack.mns[0],
        "a21026",
        stack.things[stack.mns[0]],
    )
    assert held.start == FIRST + HELD.start * HOUR
    assert held.end == FIRST + HELD.stop * HOUR
    assert len(every) > 1
    assert all(f.reason == "changed" for f in every if not f.standing), "it grew, and never went"
    assert held.detected_at == every[0].detected_at < FIRST + HELD.stop * HOUR

    world, thing = known.current(FIRST.date()), stack.things[stack.mns[0]]
    cut = micros(moment(held.detected_at)) + 3_600_000_000
    start, _, day = detection.window(cut, 120)
    site = gather(stack.places, world, thing, start, cut, day)
    (then,) = standing(site.grids, cut // 1000, [site_of(thing)])
    assert (then.rule, site.keys[then.datastream]) == ("FD-101", (stack.mns[0], "a21026", "Avg"))

    hourly = stands(stack.places)
    places = Places(tmp_path_factory.mktemp("once")).make()
    monkeypatch.setenv("QINGTIAN_DATA", str(places.data))
    stack.places = places
    stack.send(stack.frames(range(HOURS)))
    now = FIRST + HOURS * HOUR
    stack.settle(now)
    assert stands(places) == hourly
    changes = api.finding_changes(0)
    detection_again(places, now + timedelta(hours=26))
    assert api.finding_changes(0) == changes, "the nightly pass says nothing new"

    kill_at_each_write(stack, hourly, now + timedelta(days=3))


def detection_again(places: Places, now) -> None:
    with Store.writing(places) as store:
        assert detection.step(places, store, known.current(now.date()), now)


class Killed(BaseException):
    """Ends a step as a signal would: what is open is rolled back, nothing else is done."""


def kill_at_each_write(stack: Stack, whole, now) -> None:
    """End a look at each of its writes in turn; the next one says all of it, once."""
    honest = Store.write
    thing = stack.things[stack.mns[0]]
    done = False
    with Store.writing(stack.places) as store:
        for row in api.findings(category="falsification"):
            with store.transaction():
                store.end(row.id, "gone", None, now)
    for number in range(20):
        left = number

        def write(self, query, rows):
            nonlocal left
            if left == 0:
                raise Killed
            left -= 1
            honest(self, query, rows)

        Store.write = write
        try:
            with Store.writing(stack.places) as store:
                look = (stack.places, store, known.current(FIRST.date()), thing, 0, now)
                left = number
                detection.look(*look)
            done = True
        except Killed:
            assert stands(stack.places) == [], "half of a look is none"
        finally:
            Store.write = honest
        if done:
            break
    assert done
    assert number >= 4, "it was killed at each write"
    assert stands(stack.places) == whole


def test_a_budget_ends_a_step_and_the_next_one_goes_on(stack, monkeypatch):
    stack.send(stack.frames(range(48)))
    clock = SimpleNamespace(monotonic=iter(range(0, 1000, 10)).__next__)
    monkeypatch.setattr(detection, "time", clock)
    now, looked = FIRST + 48 * HOUR, []
    monkeypatch.setattr(detection, "look", lambda *a: looked.append(a[3]) or taken(a[1], a[3]))
    world = known.current(now.date())
    _, changes = record.changed(record.Cursor(), stack.places)
    with Store.writing(stack.places) as store:
        with store.transaction():
            detection.hear(store, world, changes)
        assert detection.step(stack.places, store, world, now)
        assert len(looked) == 1
        assert detection.step(stack.places, store, world, now)
        assert sorted(looked) == sorted(stack.things.values())
        assert not detection.step(stack.places, store, world, now)


def taken(store: Store, thing: int) -> None:
    store.write("DELETE FROM due WHERE thing = ?", [(thing,)])


def test_a_history_that_comes_in_pieces_is_looked_at_piece_by_piece(stack):
    """Back-filled hours wait a minute, and new ones of a site that was just looked at an hour."""
    now = FIRST + HOURS * HOUR
    stack.send(stack.frames(range(HELD.start + 20, HOURS)), at=now)
    stack.settle(now)
    assert stands(stack.places) == []
    stack.send(stack.frames(range(HELD.start + 20)), at=now)
    stack.settle(now + timedelta(seconds=30))
    assert stands(stack.places) == []
    stack.settle(now + timedelta(seconds=70))
    assert [row[:3] for row in stands(stack.places)] == [("FD-101", stack.mns[0], "a21026")]


def test_a_replay_accuses_nobody(places, monkeypatch):
    ensure = registry.ensure_thing
    monkeypatch.setattr(registry, "ensure_thing", lambda *a, **k: ensure(*a, **k, origin="replay"))
    stack, now = Stack(places), FIRST + HOURS * HOUR
    stack.send(stack.frames(range(HOURS)), at=now)
    stack.settle(now)
    stack.settle(now + timedelta(hours=26))
    assert stands(places) == []


def test_a_stack_is_seen_with_the_limit_and_the_reference_oxygen_of_its_day(places):
    mn, since = "E11010500000009", FIRST.date()
    with registry.acting(None, "its permit"):
        thing = registry.ensure_thing("焚烧线", kind="outlet", name_en="Line 1")
        registry.ensure_logger(mn, thing_id=thing, st="31", password="123456", codes=CODES)
        registry.set_standing(thing, plant="incinerator", valid_from=since)
        bound = registry.Bound("a21026", "mg/m³", field="ZsAvg", interval="hour",
                               high=Decimal(60), source="permit", document="P 1", clause="2")  # fmt: skip
        registry.add_limit(thing, bound, valid_from=since)
    received(
        places,
        [
            hour_frame(mn, (FIRST + h * HOUR).astimezone(UTC), {"a21026": "30.00", "a19001": "9.0"},
                       qn=f"20260320{h:09d}", extra=";a21026-ZsAvg=25.00,a21026-Flag=N")
            for h in range(30)
        ],
    )  # fmt: skip
    record.drain(places)
    start, end = (micros(moment(FIRST + h * HOUR)) for h in (0, 30))
    site = gather(places, known.current(since), thing, start, end, since)
    streams = site.grids.streams
    assert {name: stream.prop for name, stream in streams.items()} == {
        f"{mn}:a21026": "so2",
        f"{mn}:a19001": "o2",
        f"{mn}:a21026-ZsAvg": "so2_zs",
    }
    converted = streams[f"{mn}:a21026-ZsAvg"]
    assert (converted.limit, converted.ref_o2, converted.role) == (60.0, 11.0, "converted")
    assert converted.value.tolist() == [25.0] * 30
    measured = streams[f"{mn}:a21026"]
    assert np.isnan([measured.limit, measured.ref_o2]).all()
    assert (measured.unit, measured.step, measured.site) == ("mg/m³", 3_600_000, site.name)


@pytest.mark.parametrize("every", [1, 2, 4])
def test_an_analyser_that_takes_hours_for_a_sample_is_looked_at_as_others_are(places, every):
    """Its logger sends each second or fourth hour: on an hourly grid no two values stand together."""
    mn, held = "W11010500000001", range(120, 150)
    thing = registry.ensure_thing("排口", kind="outlet", name_en="Outfall")
    registry.ensure_logger(mn, thing_id=thing, st="32", password="123456", codes=["w21011"])
    so2 = [float(each["a21026"]) for each in process(3, held=False)]
    values = [0.148 if n in held else round(so2[n] / 100, 3) for n in range(160)]
    frames = [
        hour_frame(mn, (FIRST + n * every * HOUR).astimezone(UTC), {"w21011": f"{v:.3f}"},
                   qn=f"20260320{n:09d}")
        for n, v in enumerate(values)
    ]  # fmt: skip
    now = FIRST + len(values) * every * HOUR
    received(places, frames, at=now)
    record.drain(places)
    while worker.step(places, now):
        pass
    (found,) = api.findings(rule="FD-101", places=places)
    assert (found.code, found.start) == ("w21011", FIRST + held.start * every * HOUR)
    assert found.end == FIRST + held.stop * every * HOUR
    assert found.score > 0.9
