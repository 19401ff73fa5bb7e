"""A verdict that somebody changed in the file is named, and no other is."""

from __future__ import annotations

import apsw

from qingtian_platform.evaluate.verdicts import recheck

from .test_outlets import DAY, STACK, WORKS, at, frame, run, send, stack, works

__all__ = ["stack", "works"]
HOURS = range(12)


def test_verdicts_of_a_stack_and_of_waste_water(places, stack, works):
    assert recheck.verdicts(places, DAY, DAY) == []
    send(places, [frame(STACK, at(h), {"a21002": "80", "a19001": "3.5"}) for h in HOURS])
    water = {"w01018": "40", "w00000": "10"}
    send(places, [frame(WORKS, at(h), water, interval="hour") for h in HOURS])
    assert recheck.days(places) == []
    run(places)
    assert recheck.days(places)[0] == DAY
    assert recheck.verdicts(places, DAY, DAY) == []
    db = apsw.Connection(str(places.verdicts))
    db.execute(
        "UPDATE verdicts SET content = replace(content, 'over', 'within') WHERE period = 'hour' AND thing = ?",
        (stack,),
    )
    db.execute("DELETE FROM verdicts WHERE thing = ? AND period = 'day'", (works,))
    assert db.changes()
    db.close()
    found = [str(each) for each in recheck.verdicts(places, DAY, DAY) or []]
    assert any(f"thing {stack}, hour 2026-03-01T16:00:00Z, a21002, word" in line for line in found)
    assert any(f"thing {works}, day" in line and "found no such row" in line for line in found)
