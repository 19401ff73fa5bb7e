"""Merging files changes where rows lie, and no answer to any question."""

from __future__ import annotations

import random
import threading
from datetime import timedelta

import duckdb
import pyarrow.parquet as pq
import pytest

from qingtian_platform.record import api, compaction, worker
from qingtian_platform.record.manifest import Manifest
from qingtian_platform.record.sealer import Sealer
from qingtian_platform.record.verify import problems
from support.receipts import NOON, hour_frame, received

FEW = {0: 4, 1: 3, 2: 3}


def fill(places, batches: int, *, seed: int = 1) -> None:
    """Seal batches of new, late, repeated and corrected values over three months."""
    chance = random.Random(seed)
    for number in range(batches):
        raws = [
            hour_frame(
                mn=f"M{chance.randrange(3)}",
                start=NOON - timedelta(hours=chance.choice([number, 7, 700, 1400])),
                values={"a34004": f"{chance.randrange(3)}.0"},
                qn=f"20261125120{number:03d}{place:03d}",
            )
            for place in range(6)
        ]
        received(places, raws, at=NOON + timedelta(minutes=number))
        with Sealer(places, frames=3) as sealer:
            sealer.run_dry()


def everything(places):
    moments = [None, NOON + timedelta(minutes=3, seconds=2)]
    return [
        api.observations(places=places, superseded=superseded, as_of=as_of).to_pylist()
        for superseded in (False, True)
        for as_of in moments
    ]


def files(places):
    with Manifest(places.manifest) as manifest:
        return manifest.files()


def test_answers_are_the_same_before_and_after_each_merge(places):
    merges = 0
    for seed in range(4):
        fill(places, 2, seed=seed)
        before = everything(places)
        while compaction.step(places, enough={0: 3, 1: 2, 2: 2}):
            merges += 1
            assert everything(places) == before
    assert merges >= 6
    assert {file.tier for file in files(places)} >= {compaction.DAY, compaction.MONTH}
    assert problems(places) == []


def test_superseded_rows_lie_apart_and_leave_the_marks(places):
    fill(places, 8)
    with Manifest(places.manifest) as manifest:
        assert manifest.marks()
    compaction.step(places, enough={0: 1, 1: 99, 2: 99})
    with Manifest(places.manifest) as manifest:
        assert manifest.marks() == []
    for file in files(places):
        times = pq.read_table(places.archive / file.path, columns=["superseded_at"])
        assert times["superseded_at"].null_count == (0 if file.past else file.rows)


def test_a_merged_file_is_of_one_month_and_in_order(places):
    fill(places, 8)
    while compaction.step(places, enough={0: 1, 1: 1, 2: 99}):
        pass
    months = {file.month for file in files(places)}
    assert months == {"2026-09", "2026-10", "2026-11"}
    for file in files(places):
        table = pq.read_table(places.archive / file.path)
        keys = [
            tuple(row[name] for name in ("mn", "interval", "code", "field", "place", "start"))
            for row in table.to_pylist()
        ]
        assert keys == sorted(keys)
        starts = table["start"].to_pylist()
        assert (file.min_start, file.max_start) == tuple(
            int(moment.timestamp() * 1e6) for moment in (min(starts), max(starts))
        )
        metadata = pq.read_metadata(places.archive / file.path)
        assert metadata.row_group(0).column(0).compression == "ZSTD"


def test_a_month_that_is_over_becomes_one_file(places):
    fill(places, 8)
    late = (NOON + timedelta(days=30)).timestamp()
    while compaction.step(places, now=late, enough={0: 1, 1: 1, 2: 99}):
        pass
    fill(places, 2, seed=3)
    while compaction.step(places, now=late, enough={0: 1, 1: 1, 2: 99}):
        pass
    current = [file for file in files(places) if not file.past]
    assert sorted((file.month, file.tier) for file in current) == [
        ("2026-09", compaction.MONTH),
        ("2026-10", compaction.MONTH),
        ("2026-11", compaction.MONTH),
    ]
    assert problems(places) == []


def test_old_files_stay_for_the_longest_query(places):
    fill(places, 4)
    connection = api.connect(places)
    before = connection.execute("SELECT count(*) FROM observations_all").fetchall()
    now = NOON.timestamp()
    assert compaction.step(places, now=now, enough={0: 1, 1: 99, 2: 99})
    assert connection.execute("SELECT count(*) FROM observations_all").fetchall() == before
    connection.close()
    compaction.step(places, now=now + compaction.LONGEST_QUERY - 1, enough=FEW)
    assert list((places.archive / "tail").glob("*.parquet"))
    compaction.step(places, now=now + compaction.LONGEST_QUERY + 1, enough=FEW)
    assert not list((places.archive / "tail").glob("*.parquet"))
    assert problems(places) == []


def test_a_correction_that_comes_during_a_merge_is_not_lost(places, monkeypatch):
    """The row it supersedes is then in the new file, and a mark names it."""
    received(places, [hour_frame(values={"a34004": "1.0"})])
    with Sealer(places) as sealer:
        sealer.run_dry()
        real = Manifest.swap

        def swap(self, *arguments):
            received(places, [hour_frame(values={"a34004": "2.0"}, qn="20261125120500009")])
            assert sealer.run_dry() == 1
            real(self, *arguments)

        monkeypatch.setattr(Manifest, "swap", swap)
        assert compaction.step(places, enough={0: 1, 1: 99, 2: 99})
    assert api.observations(places=places)["value"].to_pylist() == [2.0]
    assert problems(places) == []


def test_a_merge_that_would_lose_rows_is_refused(places, monkeypatch):
    fill(places, 4)
    before = files(places)
    monkeypatch.setattr(compaction, "_parts", lambda work: [])
    with pytest.raises(ValueError, match="did not keep their rows"):
        compaction.step(places, enough={0: 1, 1: 99, 2: 99})
    assert files(places) == before


def test_a_query_never_reads_more_than_two_hundred_files(places, monkeypatch):
    """Late data for many months makes many small groups: the largest is merged all the same."""
    assert compaction.MOST + max(compaction.ENOUGH.values()) < 200
    monkeypatch.setattr(compaction, "MOST", 6)
    fill(places, 4)
    assert len(files(places)) > 6
    while compaction.step(places, enough={0: 99, 1: 99, 2: 99}) and len(files(places)) > 6:
        pass
    assert len(files(places)) <= 6
    assert problems(places) == []


@pytest.mark.parametrize("stopping", [True, False])
def test_a_merge_that_a_stop_ends_is_no_failure(places, monkeypatch, stopping):
    told, said, steps = threading.Event(), [], []

    def ended(_places):
        steps.append(1)
        if stopping or len(steps) == 2:
            told.set()
        if stopping or len(steps) == 1:
            raise duckdb.InterruptException("Interrupted!")
        return False

    monkeypatch.setattr(worker, "_PAUSE", 0.001)
    monkeypatch.setattr(worker.compaction, "step", ended)
    monkeypatch.setattr(worker.log, "exception", said.append)
    worker._compact(places, told)
    assert (len(steps), len(said)) == ((1, 0) if stopping else (2, 1))
