"""Values in any order and batches leave the flags and findings of one look at the whole."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qingtian.quality import Datastream, findings, flags_of, judge, property_of, rules_of
from qingtian_platform.check.findings.flagstore import FlagStore
from qingtian_platform.check.findings.port import Instrument
from qingtian_platform.check.findings.runs import Standing, history, spoken
from qingtian_platform.check.findings.store import Asked, Store
from qingtian_platform.check.flagging.known import BEGINNING, Known, Term, World
from qingtian_platform.check.flagging.queue import Queue
from qingtian_platform.check.flagging.reading import Rows, series_of
from qingtian_platform.check.flagging.worker import judge_pieces
from qingtian_platform.kit.places import Places

HOUR_US = 3_600_000_000
STEP = np.timedelta64(HOUR_US, "us")
HOURS = 24 * 9
ORIGIN = int(np.datetime64("2026-02-28T16:00", "us").astype(np.int64))
NOW = datetime(2026, 3, 20, tzinfo=UTC)
DAY_US = 24 * HOUR_US


def known(mn: str, code: str, **beside) -> Known:
    prop = property_of("22", code)
    whole = "pm10" if code == "a34004" else None
    term = Term(BEGINNING, Datastream(prop.domain, prop.kind, None, 1000.0, None, whole), 1.0)
    return Known(mn, code, "22", "2017", 1, prop, (term,), **beside)


def world() -> World:
    mns = [f"M{n}" for n in range(4)]
    streams = {}
    for mn in mns:
        near = tuple((other, "a34004") for other in mns if other != mn)
        streams[mn, "a34004"] = known(mn, "a34004", whole=(mn, "a34002"), neighbours=near)
        streams[mn, "a34002"] = known(mn, "a34002")
    return World(streams, lambda _mn, _interval: STEP)


def drawn(seed: int) -> dict[tuple[str, str], Rows]:
    """Series with spikes, steps, held values, gaps, marks and a mistaken unit at random places."""
    rng = np.random.default_rng(seed)
    found = {}
    wave = 60 + 25 * np.sin(np.arange(HOURS) / 24 * 2 * np.pi)
    for mn in (f"M{n}" for n in range(4)):
        pm25 = wave + rng.normal(0, 4, HOURS)
        pm10 = pm25 * 1.5 + rng.normal(0, 3, HOURS)
        for code, values in (("a34004", pm25), ("a34002", pm10)):
            values = values.round(1)
            for _ in range(rng.integers(1, 4)):
                at, length = rng.integers(0, HOURS - 30), rng.integers(1, 30)
                kind = rng.integers(0, 5)
                if kind == 0:
                    values[at] += 300
                elif kind == 1:
                    values[at : at + length] = values[at]
                elif kind == 2:
                    values[at : at + length] = np.nan
                elif kind == 3:
                    values[at:] += 90
                else:
                    values[at : at + length] *= 10
            marks = np.where(rng.random(HOURS) < 0.02, "M", "N").astype(object)
            times = (ORIGIN + np.arange(HOURS) * HOUR_US).astype("datetime64[us]")
            received = times + STEP + np.timedelta64(60_000_000, "us")
            received[rng.random(HOURS) < 0.05] += np.timedelta64(DAY_US, "us")
            there = rng.random(HOURS) > 0.03
            found[mn, code] = Rows(times[there], values[there], marks[there], received[there])
    return found


class Planted:
    """Values of which a part has come so far."""

    def __init__(self, rows: dict[tuple[str, str], Rows]) -> None:
        self.rows = rows
        self.there = {where: np.zeros(len(each.times), bool) for where, each in rows.items()}

    def read(self, mns, interval, start, end):
        found = {}
        for where, each in self.rows.items():
            times = each.times.astype(np.int64)
            keep = self.there[where] & (times >= start) & (times < end)
            if where[0] in mns and keep.any():
                found[where] = Rows(
                    each.times[keep], each.values[keep], each.marks[keep], each.received[keep]
                )
        return found

    def held(self, interval, start, end):
        return {}

    def come(self, mn: str, first: int, last: int) -> list[tuple[str, int, int]]:
        """Let the hours [first, last) of a data logger come; give the stretches to judge."""
        low, high = ORIGIN + first * HOUR_US, ORIGIN + last * HOUR_US
        for where, each in self.rows.items():
            if where[0] == mn:
                times = each.times.astype(np.int64)
                self.there[where] |= (times >= low) & (times < high)
        return [(mn, low, high)]


def settle(values: Planted, store: Store) -> None:
    queue = Queue(store)
    while (piece := queue.next(31 * DAY_US, 100)) is not None:
        judge_pieces(values, store, world(), *piece, NOW)


def told(store: Store, where: tuple[str, str]) -> list[tuple[object, ...]]:
    asked = Asked().add("f.mn = ?", where[0]).add("f.code = ?", where[1]).standing(only=True)
    return sorted(
        (f.rule, f.start, f.end, f.score, f.detected_at, str(f.evidence))
        for f in store.asked(asked)
    )


def as_whole(values: Planted, where: tuple[str, str]):
    """Judge one datastream as a whole, by the library alone."""
    all_of = world()
    series = series_of(
        all_of.of(*where),
        values.read({f"M{n}" for n in range(4)}, "hour", 0, 2**62),
        STEP,
        all_of.of,
    )
    stream = all_of.of(*where).terms[0].stream
    return series, judge(series, stream)


def agree(values: Planted, store: Store) -> int:
    """See that flags and findings are those of the whole; give how many findings there are."""
    count = 0
    for where in values.rows:
        series, judgements = as_whole(values, where)
        runs = FlagStore(store).runs((*where, "hour"))
        standing = Standing(spoken(runs), runs)
        assert (standing.times == series.times).all()
        assert (standing.current() == flags_of(series, judgements)).all()
        assert (history(runs).current(standing.times) == standing.current()).all()
        said = [tuple(r for r in each if r != "mark") for each in standing.remarks()]
        assert said == [tuple(sorted(each)) for each in rules_of(series, judgements)]
        due = [each for each in findings(judgements) if each.score > 0]
        stands = told(store, where)
        assert len(stands) == len(due)
        asked = Asked().add("f.mn = ?", where[0]).add("f.code = ?", where[1]).standing(only=True)
        rows = {(f.rule, f.start.timestamp(), f.end.timestamp()): f for f in store.asked(asked)}
        for each in due:
            key = [float(t.astype(np.int64)) / 1e6 for t in (each.start, each.end)]
            row = rows[(each.rule, *key)]
            assert (row.score, dict(row.evidence)) == (each.score, dict(each.evidence))
        count += len(due)
    return count


hours = st.tuples(st.integers(0, 3), st.integers(0, HOURS - 1), st.integers(1, 60))
batches = st.lists(st.lists(hours, min_size=1, max_size=3), max_size=5)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10_000), batches=batches)
def test_any_order_and_batches_leave_what_one_look_says(tmp_path_factory, seed, batches) -> None:
    places = Places(tmp_path_factory.mktemp("late")).make()
    values = Planted(drawn(seed))
    with Store.writing(places) as store:
        for batch in [*batches, *([(n, 0, HOURS)] for n in range(4))]:
            with store.transaction():
                for logger, first, length in batch:
                    pieces = values.come(f"M{logger}", first, min(first + length, HOURS))
                    Queue(store).put("hour", pieces)
            settle(values, store)
        agree(values, store)


def test_hour_by_hour_leaves_what_one_look_says_and_one_finding_that_grows(tmp_path) -> None:
    places = Places(tmp_path).make()
    rows = drawn(3)
    held = rows["M0", "a34004"]
    held.values[100:115] = 77.7
    values = Planted(rows)
    with Store.writing(places) as store:
        for mn in range(4):
            with store.transaction():
                Queue(store).put("hour", values.come(f"M{mn}", 0, 97))
        for hour in range(97, 118):
            with store.transaction():
                for mn in range(4):
                    Queue(store).put("hour", values.come(f"M{mn}", hour, hour + 1))
            settle(values, store)
        assert agree(values, store)
        asked = (
            Asked().add("f.rule = ?", "QC-124").add("f.mn = ?", "M0").add("f.code = ?", "a34004")
        )
        every = [f for f in store.asked(asked) if f.evidence["lowest"] == 77.7]
        (standing,) = [f for f in every if f.standing]
        assert len(every) > 5
        chain = every[0]
        while chain.successor is not None:
            assert chain.reason == "changed"
            chain = next(f for f in every if f.id == chain.successor)
        assert chain == standing


def test_what_comes_for_a_station_and_beside_it_at_once_ends_a_finding_once(tmp_path) -> None:
    """The station is judged twice then: for its own hours, and against those beside it."""
    rows = drawn(3)
    rng = np.random.default_rng(3)
    for logger in range(4):
        own = rows[f"M{logger}", "a34004"]
        own.values[:] = (50 + rng.normal(0, 2, len(own.times))).round(1)
    own = rows["M0", "a34004"]
    apart = slice(150, 160)
    own.values[apart] *= 4
    values, of_neighbours = Planted(rows), Asked().add("f.rule = ?", "QC-151").standing(only=True)
    with Store.writing(Places(tmp_path).make()) as store:
        for logger in range(4):
            with store.transaction():
                Queue(store).put("hour", values.come(f"M{logger}", 0, HOURS))
        settle(values, store)
        assert {(f.mn, f.code) for f in store.asked(of_neighbours)} == {("M0", "a34004")}
        own.values[apart] /= 4
        with store.transaction():
            Queue(store).put("hour", values.come("M0", 150, HOURS))
            for logger in range(1, 4):
                Queue(store).put("hour", values.come(f"M{logger}", 0, HOURS))
        settle(values, store)
        agree(values, store)
        assert not store.asked(of_neighbours)


def test_what_is_known_of_an_instrument_is_asked_of_its_checks(tmp_path) -> None:
    from qingtian.quality.checks.instruments import OUT, Outcome

    where = ("M0", "a34002")
    checks = [Outcome(np.datetime64("2026-03-03T00:00", "us"), OUT, 9.0, 5.0, "span")]
    every = world()
    plain = every.streams[where]
    every.streams[where] = Known(
        *(plain.mn, plain.code, plain.st, plain.edition, 1, plain.prop, plain.terms),
        instrument=Instrument(lists={"checks": checks}),
    )
    values = Planted(drawn(5))
    with Store.writing(Places(tmp_path).make()) as store:
        with store.transaction():
            Queue(store).put("hour", values.come("M0", 0, HOURS))
        judge_pieces(values, store, every, *Queue(store).next(31 * DAY_US, 100), NOW)
        found = store.asked(Asked().add("f.rule = ?", "QC-161"))
    assert {(f.mn, f.code) for f in found} == {where}
    assert min(f.start for f in found) >= datetime(2026, 3, 3, tzinfo=UTC)
    assert every.loggers["M0"] != world().loggers["M0"]


def test_a_kill_at_any_point_loses_and_doubles_nothing(tmp_path) -> None:
    values = Planted(drawn(11))
    for count in (1, 6, 40, 200, 700):
        places = Places(tmp_path / str(count)).make()
        with Store.writing(places) as store, store.transaction():
            for mn in range(4):
                Queue(store).put("hour", values.come(f"M{mn}", 0, HOURS))
        assert killed_after(places, values, count) in (-signal.SIGKILL, 0)
        with Store.writing(places) as store:
            settle(values, store)
            agree(values, store)
            every = store.asked(Asked())
        keys = [(f.rule, f.mn, f.code, f.start, f.end) for f in every]
        assert len(keys) == len(set(keys))
        assert all(f.standing for f in every)


def killed_after(places: Places, values: Planted, count: int) -> int:
    """Run the stage in a process that is killed at one of its writes; give how it ended."""
    child = os.fork()
    if not child:
        honest = Store.write

        def write(self, query, rows):
            nonlocal count
            count -= 1
            if count == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            honest(self, query, rows)

        Store.write = write
        try:
            with Store.writing(places) as store:
                settle(values, store)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
