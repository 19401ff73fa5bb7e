"""A published result that somebody changed in the file is named, and nothing else is."""

from __future__ import annotations

from datetime import date, timedelta

import apsw
import pytest

from qingtian_platform.evaluate import recheck, worker
from qingtian_platform.kit.places import Places

from .conftest import FIRST, frames_of

LAST = FIRST + timedelta(days=2)


@pytest.fixture
def evaluated(evaluated) -> Places:
    return evaluated.places


def change(places: Places, query: str) -> None:
    db = apsw.Connection(str(places.results))
    db.execute(query)
    assert db.changes()
    db.close()


def named(places: Places, first: date = FIRST, last: date = LAST) -> list[str]:
    found = recheck.results(places, first, last)
    assert found is not None
    return [str(each) for each in found]


def test_every_row_that_is_changed_by_hand_is_named_and_no_other(evaluated):
    assert named(evaluated) == []
    assert {FIRST + timedelta(days=n) for n in range(3)} <= set(recheck.days(evaluated))
    for query, _words in FRAUDS:
        change(evaluated, query)
    found = named(evaluated)
    for _query, words in FRAUDS:
        assert [line for line in found if all(word in line for word in words)], words
    assert not [line for line in found if "thing 4, " in line and "latest" not in line]


FRAUDS = (
    (
        "UPDATE results SET aqi = 12 WHERE thing = 2 AND period = 'day' AND start = 1772208000",
        ("results, thing 2, day 2026-02-27T16:00:00Z, aqi: the entries say ", "; found 12"),
    ),
    (
        "DELETE FROM results WHERE thing = 1 AND period = 'hour' AND start % 86400 = 0",
        ("results, thing 1, hour 2026-02-28T00:00:00Z", "found no such row"),
    ),
    (
        "UPDATE results SET doses = replace(doses, '4', '3') WHERE thing = 0",
        ("results, city, hour", "doses"),
    ),
    (
        """INSERT INTO results SELECT thing, period, start, version + 1, 9, "primary", level, valid,
        edition, doses, reasons, stations, with_data, received_at, computed_at
        FROM results WHERE thing = 3 AND period = 'day' LIMIT 1""",
        ("results, thing 3, day", "; found 9"),
    ),
    ("UPDATE latest SET start = start - 3600 WHERE thing = 4", ("latest, thing 4, start",)),
    (
        """UPDATE inputs SET body = (SELECT body FROM inputs WHERE thing = 2 LIMIT 1)
        WHERE thing = 1""",
        ("inputs, thing 1, A110101_0001", "found no such row"),
    ),
    ("UPDATE inputs SET body = x'00' WHERE thing = 3", ("inputs, thing 3, ", "body")),
)


def test_a_stage_that_has_not_followed_yet_is_not_blamed(evaluated, city):
    mn = city.mns[0]
    city.send(frames_of(mn, 3, range(4)))
    assert recheck.results(evaluated, FIRST, LAST) is None
    while worker.step(evaluated):
        pass
    assert named(evaluated) == []
    assert recheck.days(Places(evaluated.data / "none")) == []
