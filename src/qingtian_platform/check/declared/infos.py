"""What an enterprise said, as plain facts for the other stages and the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from qingtian import law
from qingtian.law import NotInForceError, Provision
from qingtian.quantities import BEIJING, natural_day
from qingtian_platform.kit.attachments import Attachment

MINUTE = timedelta(minutes=1)
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Speaker:
    """Who said something, and for whom.

    Attributes
    ----------
    person
        Name that stands beside what the person does.
    body
        Whom the person served: the enterprise or its contractor.
    on_behalf
        The enterprise that answers for it.
    """

    person: str
    body: str
    on_behalf: str

    @property
    def contracted(self) -> bool:
        """Whether a contractor acted."""
        return self.body != self.on_behalf


@dataclass(frozen=True)
class DeclarationInfo:
    """A declaration as it stands.

    Attributes
    ----------
    number
        Of its first row; stays through every amendment.
    row
        Of the row that holds now.
    thing_id, mn, code
        Whose; data logger and factor are empty where all are meant.
    kind, word
        As `Declaration.Kind` lists it, and its word.
    start, end
        UTC; the end is what is expected, or what was where `ended`; None = open. Moments from the
        end on do not belong to it.
    reason
        As given.
    files
        Evidence.
    by
        Who said the row that holds now.
    declared_at, amended_at
        When the first row was said, and the one that holds now.
    late
        Stretches that lay in the past when they were first declared.
    ended, withdrawn
        Whether it is over, or was taken back.
    """

    number: int
    row: int
    thing_id: int
    mn: str
    code: str
    kind: str
    word: str
    start: datetime
    end: datetime | None
    reason: str
    files: tuple[Attachment, ...]
    by: Speaker
    declared_at: datetime
    amended_at: datetime
    late: tuple[Span, ...]
    ended: bool
    withdrawn: bool

    def stands(self, now: datetime) -> bool:
        """Say whether it is neither over nor taken back."""
        return not self.withdrawn and not self.ended and (self.end is None or now < self.end)

    @property
    def late_by(self) -> timedelta:
        """How long of it was declared only afterwards."""
        return sum((last - first for first, last in self.late), timedelta())


@dataclass(frozen=True)
class MarkInfo:
    """A mark of a period that an enterprise made.

    Attributes
    ----------
    row
        Its number.
    thing_id, mn, code
        Whose; data logger and factor are empty where the whole outlet is meant.
    family
        `monitor`, `plant` or `treatment`.
    kind
        As the law lists it, as 校准.
    edition
        The rule by which it was made.
    start, end
        UTC; the end does not belong to it.
    reason, by, entered
        Why, who made it, and when.
    withdrawn
        Whether it was taken back: it stays to be seen, and excuses nothing.
    """

    row: int
    thing_id: int
    mn: str
    code: str
    family: str
    kind: str
    edition: str
    start: datetime
    end: datetime
    reason: str
    by: Speaker
    entered: datetime
    withdrawn: bool

    @property
    def due(self) -> datetime | None:
        """Until when the rule wanted it; None before the rule."""
        return mark_due(self.end)

    @property
    def late(self) -> bool:
        """Whether it came after that."""
        due = self.due
        return due is not None and self.entered > due

    def touches(self, mn: str, code: str, start: datetime, end: datetime) -> bool:
        """Say whether it is about a factor of a logger in [start, end)."""
        return (
            self.mn in ("", mn)
            and self.code in ("", code)
            and self.start < end
            and start < self.end
        )


@dataclass(frozen=True)
class ManualInfo:
    """A value measured by hand.

    Attributes
    ----------
    row
        Its number.
    thing_id, mn, code
        Whose, and of which factor.
    sampled_at
        When the sample was taken, UTC.
    value
        With its digits. [unit]
    unit, method, sampler
        Of it, by which standard, and by whom.
    reason, files, by, entered
        Why by hand, evidence, who entered it and when.
    withdrawn
        Whether it was taken back.
    """

    row: int
    thing_id: int
    mn: str
    code: str
    sampled_at: datetime
    value: Decimal
    unit: str
    method: str
    sampler: str
    reason: str
    files: tuple[Attachment, ...]
    by: Speaker
    entered: datetime
    withdrawn: bool


def rule(moment: datetime) -> Provision | None:
    """Give the rule of marking (deadline, shortest mark) of a moment; None before there was one."""
    return _on("emissions.marks.rule", moment)


def mark_kinds(moment: datetime) -> Provision | None:
    """Give the kinds of marks that the rule of a moment knows; None before there was one."""
    return _on("emissions.marks.kinds", moment)


def _on(path: str, moment: datetime) -> Provision | None:
    try:
        return law.at(moment.astimezone(BEIJING).date())[path]
    except NotInForceError:
        return None


def mark_due(end: datetime) -> datetime | None:
    """Say until when a period that ends then is to be marked, UTC; None before the rule."""
    found = rule(end - MINUTE)
    if found is None:
        return None
    last = (end - MINUTE).astimezone(BEIJING).date()
    return natural_day(last).end + timedelta(hours=int(found.value["deadline_h"]))
