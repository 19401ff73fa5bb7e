"""The calendar of calibrations: what falls due, by certificate or by the interval of the law."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from qingtian import law
from qingtian.law import Provision
from qingtian.quality.traceability import Link
from qingtian.quality.traceability.nodes import NATIONAL
from qingtian_platform.check.instruments.standards import Standard, standards

INTERVALS = "quality.traceability.intervals"


@dataclass(frozen=True)
class Owed:
    """The next calibration of an instrument or standard in one quantity.

    Attributes
    ----------
    standard, quantity
        Of what.
    last
        The latest certificate that was not taken back; None = none is on record.
    due
        Last day on which it may be done: the certificate's end, or the interval where it is shorter;
        where none stands the day on which the last one was taken back, or the first in service.
    days
        The interval of the law; None = it sets none. [d]
    clause
        Where that stands: standard, or `outside`; empty = nowhere.
    """

    standard: Standard
    quantity: str
    last: Link | None
    due: date
    days: int | None
    clause: str

    @property
    def by_interval(self) -> bool:
        """Whether the interval ends before the certificate."""
        return self.last is None or self.due < self.last.valid_until

    def late(self, today: date) -> int:
        """Give the days since it fell due; 0 where it has not. [d]."""
        return max(0, (today - self.due).days)


def calendar(start: date | None, end: date | None, day: date) -> list[Owed]:
    """List the calibrations that fall due, the earliest first.

    Parameters
    ----------
    start, end
        Due from the first of these days on, and before the second; None = open.
    day
        Day of which the law and what is in service count.
    """
    known = standards()
    links: dict[tuple[str, str], list[Link]] = {}
    for link in known.register.links.values():
        links.setdefault((link.of, link.quantity), []).append(link)
    rows = law.at(day)[INTERVALS]
    found = [
        _owed(each, quantity, links.get((each.node.key, quantity), []), rows)
        for each in known.nodes.values()
        if each.node.kind != NATIONAL and each.node.serves(day)
        for quantity in each.node.needs
    ]
    inside = (
        each
        for each in found
        if (start is None or start <= each.due) and (end is None or each.due < end)
    )
    return sorted(inside, key=lambda each: (each.due, each.standard.node.key, each.quantity))


def _owed(one: Standard, quantity: str, links: Sequence[Link], rows: Provision) -> Owed:
    standing = (each for each in links if each.revoked_from is None)
    last = max(standing, key=lambda each: (each.day, each.number), default=None)
    days, clause = _interval(one.node.kind, quantity, rows)
    if last is None:
        begins = one.node.since or one.record.start.date()
        taken = (each.revoked_from for each in links if each.revoked_from)
        return Owed(one, quantity, None, max(taken, default=begins), days, clause)
    due = last.valid_until
    if days is not None:
        due = min(due, last.day + timedelta(days=days))
    return Owed(one, quantity, last, due, days, clause)


def _interval(kind: str, quantity: str, rows: Provision) -> tuple[int | None, str]:
    """Give the interval of a kind in a quantity, or that of the kind in any."""
    table = {(row["kind"], row["quantity"]): row for row in rows.rows()}
    row = table.get((kind, quantity)) or table.get((kind, "*"))
    return (int(row["days"]), str(row["clause"])) if row else (None, "")
