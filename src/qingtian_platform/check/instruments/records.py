"""Write and read what was done to instruments; a record stands, and a correction is another record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from qingtian_platform.check.instruments import chaining
from qingtian_platform.check.instruments.fields import APART, FIELDS, WHOLE, FieldError, content_of
from qingtian_platform.check.instruments.models import Intake, Paper, Record
from qingtian_platform.kit import attachments
from qingtian_platform.kit.attachments import Attachment, AttachmentRefusedError, Upload
from qingtian_platform.people import api as people
from qingtian_platform.people.api import Role
from qingtian_platform.registry import api as registry

if TYPE_CHECKING:
    from qingtian_platform.people.models import Person

READERS = (Role.DUTY, Role.ENFORCEMENT, Role.ENTERPRISE, Role.CONTRACTOR, Role.REVIEWER)
"""Who looks at instruments: an organisation at its own, a district at those that stand in it."""

WATCHERS = (*READERS, Role.QUALITY_CENTRE)
"""Who looks at chains and the calendar: the regional centre reads all of it and writes nothing."""

WRITERS = (Role.DUTY, Role.ENFORCEMENT, Role.CONTRACTOR, Role.REVIEWER, Role.ADMINISTRATOR)
"""Who writes records down, on behalf of whom they say; the enterprise declares (`check.declared`)."""

KEEPERS = (Role.DUTY, Role.REVIEWER, Role.ADMINISTRATOR)
"""Who writes of standards and laboratories, which belong to no data logger: the city's own."""

_AHEAD = timedelta(minutes=10)  # what a clock may be fast


@dataclass(frozen=True)
class RecordInfo:
    """A record as it was written.

    Attributes
    ----------
    id, kind
        Its number, and one of `fields.FIELDS`.
    mn, code
        Data logger and factor; an empty factor means all of the data logger.
    start, end
        When it was done. [UTC]
    content
        Its fields; numbers as they were written.
    author, on_behalf
        Who wrote it, and for whom.
    recorded_at
        When it was written. [UTC]
    corrects, corrected_by, why
        The record that it answers, the one that answers it, and the reason.
    papers
        Files that go with it.
    line
        Of the file that it was taken from; None = by hand.
    """

    id: int
    kind: str
    mn: str
    code: str
    start: datetime
    end: datetime
    content: Mapping[str, Any]
    author: str
    on_behalf: str
    recorded_at: datetime
    corrects: int | None
    corrected_by: int | None
    why: str
    papers: tuple[Attachment, ...]
    line: int | None

    @property
    def stands(self) -> bool:
        """Whether no later record answers it."""
        return self.corrected_by is None


@dataclass(frozen=True)
class Draft:
    """A record before it is written; texts as a form or file gives them."""

    kind: str
    mn: str
    code: str
    start: datetime
    end: datetime
    given: Mapping[str, str]
    on_behalf: str = ""
    corrects: int | None = None
    why: str = ""


def checked(person: Person, draft: Draft) -> Record:
    """Hold a draft to what it must be; nothing is written yet.

    Raises
    ------
    FieldError
        Says which field, what was expected and what came.
    """
    if draft.kind not in FIELDS:
        listed = ", ".join(FIELDS)
        raise FieldError(
            "kind", _("Expected one of %(a)s; got %(b)s.") % {"a": listed, "b": draft.kind[:40]}
        )
    _check_place(person, draft)
    _check_times(draft)
    _check_correction(draft)
    content = content_of(draft.kind, draft.given)
    chaining.check(draft, content)
    return Record(
        kind=draft.kind,
        mn=draft.mn,
        code=draft.code,
        start=draft.start,
        end=draft.end,
        content=content,
        author=person,
        on_behalf=draft.on_behalf.strip()[:120],
        corrects_id=draft.corrects,
        why=draft.why.strip()[:300],
    )


def _check_place(person: Person, draft: Draft) -> None:
    if not draft.mn and draft.kind in APART:
        if getattr(person, "role", "") not in KEEPERS or getattr(person, "division", None):
            raise FieldError(
                "mn", _("Standards and laboratories are written down by the city's officers.")
            )
        return
    logger = registry.all_loggers(None).get(draft.mn)
    thing = registry.things().get(logger.thing_id) if logger else None
    if thing is None or not people.may_see(person, thing):
        message = _("No data logger %s is registered, or it is not yours to write of.")
        raise FieldError("mn", message % draft.mn[:40])
    if getattr(person, "role", "") not in WRITERS:
        raise FieldError("mn", _("Your role reads these records and does not write them."))
    codes = sorted({each.code for each in registry.datastreams(thing.id) if each.mn == draft.mn})
    if draft.code not in codes and (draft.code or draft.kind not in WHOLE):
        values = {"a": ", ".join(codes) or "–", "b": draft.code[:40]}
        raise FieldError(
            "code", _("Expected a factor of this data logger (%(a)s); got “%(b)s”.") % values
        )


def _check_times(draft: Draft) -> None:
    if draft.end < draft.start:
        raise FieldError("end", _("It lies before the beginning."))
    if draft.kind not in APART and draft.start > datetime.now(UTC) + _AHEAD:
        raise FieldError("start", _("It lies in the future; a record says what was done."))


def _check_correction(draft: Draft) -> None:
    if draft.corrects is None:
        return
    old = Record.objects.filter(pk=draft.corrects, mn=draft.mn, kind=draft.kind).first()
    if old is None:
        raise FieldError("corrects", _("There is no such record of this kind and data logger."))
    if Record.objects.filter(corrects=old).exists():
        raise FieldError("corrects", _("It is corrected already; correct the later record."))
    if not draft.why.strip():
        raise FieldError("why", _("Say why the record is corrected."))


def write(person: Person, draft: Draft, papers: Sequence[Upload] = ()) -> RecordInfo:
    """Write a record.

    Parameters
    ----------
    person
        Who writes; has to see the unit and hold one of `WRITERS`.
    draft
        What it says.
    papers
        Files that go with it.

    Raises
    ------
    FieldError
        Says which field, what was expected and what came; nothing is written then.
    """
    row = checked(person, draft)
    try:
        kept = attachments.keep(papers)
    except AttachmentRefusedError as error:
        raise FieldError("papers", str(error)) from None
    with transaction.atomic():
        row.save()
        for each in kept:
            Paper(record=row, **vars(each)).save()
    return record(int(row.pk))


def write_all(rows: Sequence[tuple[int, Record]], intake: Intake) -> None:
    """Write the checked records of a file, each with its line, or none of them."""
    with transaction.atomic():
        intake.save()
        for line, row in rows:
            row.intake, row.line = intake, line
            row.save()


def record(number: int) -> RecordInfo:
    """Give a record; `LookupError` where there is none."""
    row = _rows().filter(pk=number).first()
    if row is None:
        raise LookupError(f"there is no record {number}")
    return _info(row)


def records(
    *,
    mn: str | None = None,
    code: str | None = None,
    kinds: Sequence[str] = (),
    start: datetime | None = None,
    end: datetime | None = None,
    standing: bool = True,
) -> list[RecordInfo]:
    """List records in order of time.

    Parameters
    ----------
    mn, code
        Of a data logger; of a factor, and those that are about the whole data logger.
    kinds
        Some of `fields.FIELDS`; empty = all.
    start, end
        Those that touch [start, end); None = open.
    standing
        Only those that no later record corrects.
    """
    rows = _rows()
    if mn is not None:
        rows = rows.filter(mn=mn)
    if code is not None:
        rows = rows.filter(code__in=(code, ""))
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if start is not None:
        rows = rows.filter(end__gte=start)
    if end is not None:
        rows = rows.filter(start__lt=end)
    if standing:
        rows = rows.filter(corrected_by__isnull=True)
    return [_info(row) for row in rows]


def _rows() -> Any:  # noqa: ANN401 - a query
    found = Record.objects.select_related("author", "corrected_by").prefetch_related("papers")
    return found.order_by("start", "pk")


def _info(row: Record) -> RecordInfo:
    answer = getattr(row, "corrected_by", None)
    return RecordInfo(
        id=int(row.pk),
        kind=row.kind,
        mn=row.mn,
        code=row.code,
        start=row.start,
        end=row.end,
        content=row.content,
        author=str(row.author),
        on_behalf=row.on_behalf,
        recorded_at=row.recorded_at,
        corrects=row.corrects_id,
        corrected_by=None if answer is None else int(answer.pk),
        why=row.why,
        papers=tuple(
            Attachment(each.hash, each.name, each.form, each.size) for each in row.papers.all()
        ),
        line=row.line,
    )


def paper(digest: str) -> tuple[Attachment, list[str]]:
    """Give a paper by its hash, and the data loggers of the records that it goes with."""
    rows = Paper.objects.filter(hash=digest).select_related("record")
    for row in rows:
        mns = sorted({each.record.mn for each in rows})
        return Attachment(row.hash, row.name, row.form, row.size), mns
    raise LookupError(f"no record has the paper {digest}")
