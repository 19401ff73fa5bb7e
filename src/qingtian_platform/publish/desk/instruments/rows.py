"""Rows of the list: each data logger with what is due, what failed, what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from qingtian_platform.check.findings import api as findings
from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.publish.desk import words
from qingtian_platform.publish.desk.frame import Seen
from qingtian_platform.publish.desk.instruments.words import factor
from qingtian_platform.registry import api as registry

RULE = "FD-121"
LATELY = timedelta(days=30)
SOON = timedelta(days=30)
"""How long before its end a certificate is listed."""

LISTS: Mapping[str, Promise] = {
    "unexplained": gettext_lazy("Parameter changed without a record"),
    "failed": gettext_lazy("Comparison or check failed"),
    "rejected": gettext_lazy("Control chart rejects"),
    "overdue": gettext_lazy("Check overdue"),
    "certificate": gettext_lazy("Certificate ends"),
    "changed": gettext_lazy("Parameter changed lately"),
}
ORDER = {key: place for place, key in enumerate(LISTS)}


@dataclass
class Row:
    """One data logger.

    Attributes
    ----------
    due
        Its checks with the factor, the earliest first; those of which none is on record last.
    judged
        The last comparison of each factor with its verdict.
    failed
        Checks and comparisons of which the last failed.
    ends
        The certificate that ends first, where it ended or ends soon.
    changed
        Parameters that changed lately; the last one.
    unexplained
        Standing findings of changes that nothing explains.
    rejected
        Control samples whose chart rejects.
    """

    thing: registry.ThingInfo
    logger: registry.LoggerInfo
    due: list[tuple[str, instruments.Due]] = field(default_factory=list)
    judged: list[tuple[instruments.RecordInfo, instruments.Verdict]] = field(default_factory=list)
    failed: list[tuple[instruments.RecordInfo, instruments.Verdict]] = field(default_factory=list)
    ends: instruments.RecordInfo | None = None
    changed: list[instruments.Change] = field(default_factory=list)
    unexplained: list[findings.FindingRow] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)
    records: int = 0

    @property
    def mn(self) -> str:
        """The data logger's number."""
        return self.logger.mn

    @property
    def name(self) -> str:
        """Name of the unit."""
        return words.name(self.thing)

    @property
    def next(self) -> tuple[str, instruments.Due] | None:
        """The check that falls due first, with the name of its factor."""
        return (factor(self.due[0][0]), self.due[0][1]) if self.due else None

    @property
    def overdue(self) -> bool:
        """Whether a check whose last one is on record is overdue."""
        now = timezone.now()
        return any(each.by is not None and each.by < now for _code, each in self.due)

    @property
    def compared(self) -> tuple[instruments.RecordInfo, instruments.Verdict] | None:
        """The last comparison."""
        return max(self.judged, key=lambda pair: pair[0].start, default=None)

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists that it stands on."""
        there = {
            "unexplained": self.unexplained,
            "failed": self.failed,
            "rejected": self.rejected,
            "overdue": self.overdue,
            "certificate": self.ends,
            "changed": self.changed,
        }
        return tuple(key for key in LISTS if there[key])

    @property
    def known(self) -> bool:
        """Whether anything is on record or was told."""
        return bool(self.records or self.lists)


def rows(seen: Seen) -> list[Row]:
    """Gather the list; the gravest first, then by name.

    Parameters
    ----------
    seen
        Which things the reader may see.
    """
    things = registry.things()
    found = {
        mn: Row(things[logger.thing_id], logger)
        for mn, logger in registry.loggers().items()
        if logger.thing_id in things and seen(things[logger.thing_id])
    }
    by_logger: dict[str, list[instruments.RecordInfo]] = {}
    for each in instruments.records():
        if each.mn in found:
            by_logger.setdefault(each.mn, []).append(each)
    for mn, row in found.items():
        _recorded(row, by_logger.get(mn, []))
    for one in findings.findings(rule=RULE):
        if one.mn in found:
            found[one.mn].unexplained.append(one)
    _changed(found)
    return sorted(found.values(), key=_grave)


def _grave(row: Row) -> tuple[int, bool, str, str]:
    worst = min((ORDER[key] for key in row.lists), default=len(ORDER))
    return worst, not row.known, row.thing.name, row.mn


def _recorded(row: Row, records: list[instruments.RecordInfo]) -> None:
    """Take what is on record of one data logger."""
    row.records = len(records)
    today = timezone.localdate()
    codes = {d.code for d in registry.datastreams(row.thing.id) if d.mn == row.mn}
    for code in sorted(codes):
        own = [each for each in records if each.code == code]
        due = instruments.due(row.logger.st, code, own, today)
        if due is not None:
            row.due.append((code, due))
        for kinds in (("comparison",), ("zero_span", "standard_sample")):
            _judge(row, [each for each in own if each.kind in kinds])
    row.due.sort(key=lambda pair: (pair[1].by is None, pair[1].by or timezone.now(), pair[0]))
    held = [each for each in records if each.kind == "certificate"]
    row.ends = _ending(held)
    if any(each.kind == "control" for each in records):
        row.rejected = [one.sample for one in instruments.charts(row.mn) if one.rejected]


def _judge(row: Row, records: list[instruments.RecordInfo]) -> None:
    """Take the last record of a kind that has a verdict."""
    for each in reversed(records):
        said = instruments.verdict(each, row.logger.st)
        if said is not None:
            if each.kind == "comparison":
                row.judged.append((each, said))
            if said.state == "fail":
                row.failed.append((each, said))
            return


def _ending(held: Iterable[instruments.RecordInfo]) -> instruments.RecordInfo | None:
    """Find the certificate that ends first; of one subject the one that is valid longest counts."""
    longest: dict[str, instruments.RecordInfo] = {}
    for each in held:
        subject = str(each.content["subject"])
        if subject not in longest or until(each) > until(longest[subject]):
            longest[subject] = each
    first = min(longest.values(), key=until, default=None)
    border = (timezone.localdate() + SOON).isoformat()
    return first if first is not None and until(first) <= border else None


def until(record: instruments.RecordInfo) -> str:
    """Say until when a certificate is valid, as 2026-11-26."""
    return str(record.content["valid_until"])


def _changed(found: Mapping[str, Row]) -> None:
    since = timezone.now() - LATELY
    for mn in instruments.changers():
        row = found.get(mn)
        if row is not None:
            told = instruments.timeline(mn, row.thing.id)
            row.changed = [c for c in told if c.before is not None and c.row.at >= since]
