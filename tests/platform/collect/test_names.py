"""Files of the inbox come in the order in which they were begun, whatever the clock does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from qingtian_platform.collect._sqlite import new_name


def test_a_clock_that_is_set_back_changes_no_order():
    ahead = (datetime.now(UTC) + timedelta(hours=2)).strftime("%Y%m%dT%H%M%S%f")
    before = f"{ahead}-gateway-00000000.sqlite3"
    names = [before]
    for _ in range(3):
        names.append(new_name("gateway", names[-1]))
    assert names == sorted(names)
    assert len({name[:21] for name in names}) == 4
    assert new_name("gateway") < before
