"""How many findings stand, by datastream and rule, asked in one question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from qingtian_platform.check.expect import micros, moment
from qingtian_platform.check.findings.store import Store
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import midnight


@dataclass(frozen=True)
class Counted:
    """Standing findings of one datastream by one rule."""

    mn: str
    code: str
    rule: str
    number: int


def counted(first: date, last: date, interval: str, places: Places | None = None) -> list[Counted]:
    """Count the standing findings that begin in [first, last].

    Parameters
    ----------
    first, last
        Beijing days, both included.
    interval
        Of the datastream; findings about a whole data logger count at every interval.
    places
        Where everything lives; the current directory where left out.
    """
    start = micros(moment(midnight(first)))
    end = micros(moment(midnight(last + timedelta(days=1))))
    with Store.reading(places or Places.current()) as store:
        rows = store.rows(
            "SELECT f.mn, f.code, f.rule, count(*) FROM findings f"
            " LEFT JOIN ended e ON e.finding = f.id"
            " WHERE e.finding IS NULL AND f.end > ? AND f.start >= ? AND f.start < ?"
            " AND f.interval IN ('', ?) GROUP BY f.mn, f.code, f.rule",
            (start, start, end, interval),
        )
    return [Counted(*row) for row in rows]
