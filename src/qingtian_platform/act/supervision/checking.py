"""Order a check, enter what was found, conclude it; a failure opens its task once, with the evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.papers import api as papers
from qingtian_platform.act.supervision import judging, pack
from qingtian_platform.act.supervision.errors import CheckRefusedError
from qingtian_platform.act.supervision.infos import FAIL, InspectionInfo, Standing
from qingtian_platform.act.supervision.models import Conclusion, Found, Inspection
from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.kit.signed import signed, words_of
from qingtian_platform.kit.tables import csv_lines
from qingtian_platform.kit.times import beijing
from qingtian_platform.record import api as record
from qingtian_platform.record.acts.api import value_text
from qingtian_platform.record.samples import sheets
from qingtian_platform.registry import api as registry

PROCEDURE: Final = "monitoring-check"
PARTY: Final = "environment"
"""Who orders a check, enters what was found and concludes it; the polluter, of whom it is, does not."""
ANSWERS: Final = ("yes", "no", "na")
HOUR: Final = timedelta(hours=1)
SHORT: Final = 500


@dataclass(frozen=True)
class Taken:
    """A value of the manual method, and when it was measured. [unit of the factor]."""

    at: datetime
    value: str


def order(
    thing_id: int,
    means: str,
    words: str,
    *,
    person: Any,  # noqa: ANN401 - the account model is private to its app
    now: datetime | None = None,
) -> InspectionInfo:
    """Have an outlet checked by one of the three means (D7-6.17-02).

    Parameters
    ----------
    thing_id, means, words
        Which outlet; `sampling`, `comparison` or `site`; why.
    person, now
        Who orders it; the present.

    Raises
    ------
    CheckRefusedError
        There is no such outlet or means.
    ForbiddenError
        The person is no party of such checks at that place.
    """
    present = now or datetime.now(UTC)
    thing = registry.things().get(thing_id)
    if thing is None or thing.kind != "outlet" or means not in pack.oversight().means:
        raise CheckRefusedError(_("Expected an outlet, and one of the three means."))
    said = words_of(words, CheckRefusedError, most=SHORT)
    with transaction.atomic():
        number = Inspection.objects.count() + 1
        matter = cases.open_matter(
            PROCEDURE,
            "order",
            subject=cases.Subject("outlet", thing.key, thing.name, thing.id),
            division=thing.district or "",
            origin=cases.Origin("supervision", f"check {thing.key} {number} {present.isoformat()}"),
            person=person,
            facts={"means": pack.oversight().means[means].name["zh"]},
            reason=said,
            separate=True,
            now=present,
        )
        row = Inspection(
            thing_id=thing_id, means=means, matter=matter.id, words=said, **signed(person, present)
        )
        row.save(force_insert=True)
    return info(row)


def row_of(number: int) -> Inspection:
    """Give the row of a check.

    Raises
    ------
    CheckRefusedError
        There is none.
    """
    found = Inspection.objects.filter(pk=number).select_related("conclusion").first()
    if found is None:
        raise CheckRefusedError(_("There is no such check."))
    return found


def info(row: Inspection) -> InspectionInfo:
    """Give a check as others see it."""
    end: Conclusion | None = getattr(row, "conclusion", None)
    return InspectionInfo(
        int(row.pk), row.thing_id, row.means, row.matter, row.words, row.name, row.at,
        None if end is None else end.passed, None if end is None else end.task,
        None if end is None else end.at, "" if end is None else end.name,
    )  # fmt: skip


def _open(number: int, means: str, person: Any) -> Inspection:  # noqa: ANN401
    row = row_of(number)
    if row.means != means or hasattr(row, "conclusion"):
        raise CheckRefusedError(_("This check is of another kind, or is concluded."))
    if PARTY not in cases.acting(row.matter, person):
        raise cases.ForbiddenError(_("Only a party of this check enters what was found."))
    return row


def _found(row: Inspection, kind: str, ref: str, content: Any, person: Any, now: datetime) -> None:  # noqa: ANN401
    made = Found(inspection=row, kind=kind, ref=ref, content=content, **signed(person, now))
    made.save(force_insert=True)


def add_sample(
    number: int,
    sample: str,
    *,
    person: Any,  # noqa: ANN401
    now: datetime | None = None,
) -> None:
    """Name a supervisory sample of the register as one of this check.

    Parameters
    ----------
    number, sample
        Of the check; number of the sample, taken at its outlet for supervision.
    person, now
        Who says so; the present.

    Raises
    ------
    CheckRefusedError
        The sample is not of this outlet, not for supervision, or named already.
    ForbiddenError
        The person is no party of this check.
    """
    row = _open(number, "sampling", person)
    thing = registry.things()[row.thing_id]
    if sample not in sheets.samples("supervision", thing.key):
        raise CheckRefusedError(
            _("Expected the number of a supervisory sample that was taken at this outlet.")
        )
    if row.found.filter(kind="sample", ref=sample).exists():
        raise CheckRefusedError(_("This sample is named already."))
    _found(row, "sample", sample, {}, person, now or datetime.now(UTC))


def add_comparison(
    number: int,
    mn: str,
    code: str,
    taken: Sequence[Taken],
    *,
    method: str,
    laboratory: str,
    person: Any,  # noqa: ANN401
    unit: str = "",
    now: datetime | None = None,
) -> instruments.RecordInfo:
    """Put manual values beside what the instrument sent at the same times, as a comparison test.

    Parameters
    ----------
    number, mn, code
        Of the check; data logger of its outlet, and factor.
    taken
        Values of the manual method with their times; the automatic ones are read from the archive, the
        shortest mean that covers each time.
    method, laboratory, unit
        By which method, by whom, in which unit.
    person, now
        Who enters it; the present.

    Returns
    -------
    RecordInfo
        As the ledger of instruments keeps it, for the purpose of supervision.

    Raises
    ------
    CheckRefusedError
        A time has no automatic reading, the logger is another outlet's, or a field cannot be read.
    ForbiddenError
        The person is no party of this check.
    """
    row = _open(number, "comparison", person)
    logger = registry.logger(mn)
    if logger is None or logger.thing_id != row.thing_id or not taken:
        raise CheckRefusedError(_("Expected a data logger of this outlet, and at least one value."))
    seen = _seen(mn, code, taken)
    pairs = "; ".join(f"{a.value}/{value_text(b)}" for a, b in zip(taken, seen, strict=True))
    said = {"pairs": pairs, "method": method, "laboratory": laboratory, "unit": unit}
    times = [each.at for each in taken]
    given = {**said, "purpose": "supervision"}
    draft = instruments.Draft("comparison", mn, code, min(times), max(times), given, laboratory)
    try:
        with transaction.atomic():
            kept = instruments.write(person, draft)
            read = [
                {"at": a.at.isoformat(), "batch": b["batch"], "frame": b["frame"]}
                for a, b in zip(taken, seen, strict=True)
            ]
            _found(
                row, "comparison", str(kept.id), {"seen": read}, person, now or datetime.now(UTC)
            )
    except instruments.FieldError as error:
        raise CheckRefusedError(str(error)) from None
    return kept


def _seen(mn: str, code: str, taken: Sequence[Taken]) -> list[dict[str, Any]]:
    """Read what the instrument sent at the times of the manual values; all of them, or refuse."""
    rows = [_automatic(mn, code, each.at) for each in taken]
    lacking = [each.at for each, found in zip(taken, rows, strict=True) if found is None]
    if lacking:
        said = ", ".join(f"{beijing(at):%m-%d %H:%M}" for at in lacking[:5])
        raise CheckRefusedError(
            _("At these times the instrument sent nothing: %(x)s.") % {"x": said}
        )
    return [each for each in rows if each is not None]


def _automatic(mn: str, code: str, at: datetime) -> dict[str, Any] | None:
    """Read the shortest mean that covers a time; None where none came."""
    rows = [
        each
        for interval in ("minute", "hour")
        for each in record.observations(
            mn=mn, code=code, interval=interval, field="Avg", start=at - HOUR, end=at + HOUR
        ).to_pylist()
        if each["start"] <= at < each["end"] and each["value"] is not None
    ]
    return min(rows, key=lambda each: each["end"] - each["start"], default=None)


def fill_sheet(
    number: int,
    answers: Mapping[str, tuple[str, str]],
    *,
    person: Any,  # noqa: ANN401
    now: datetime | None = None,
) -> None:
    """Enter the sheet of a check on site; entered again, the later one stands and both remain.

    Parameters
    ----------
    number
        Of the check.
    answers
        By key of the question: `yes`, `no` or `na`, and words; a `no` needs words.
    person, now
        Who enters it; the present.

    Raises
    ------
    CheckRefusedError
        An answer is none of these, or a `no` comes without words.
    ForbiddenError
        The person is no party of this check.
    """
    row = _open(number, "site", person)
    known = {q.key for q in pack.oversight().on(beijing(row.at).date())}
    said = {}
    for key, (answer, words) in answers.items():
        if key not in known or answer not in ANSWERS:
            raise CheckRefusedError(_("Expected an answer to a row of the sheet."))
        if answer == "no" and not words.strip():
            raise CheckRefusedError(_("Say what was found where something is not in order."))
        said[key] = {"answer": answer, "words": words.strip()[:SHORT]}
    _found(row, "sheet", "", said, person, now or datetime.now(UTC))


def conclude(
    number: int,
    *,
    person: Any,  # noqa: ANN401
    now: datetime | None = None,
) -> InspectionInfo:
    """Conclude a check: what passed ends, what failed opens a task with its evidence, once.

    Parameters
    ----------
    number
        Of the check.
    person, now
        Who concludes it; the present.

    Raises
    ------
    CheckRefusedError
        It cannot be told yet, or a paper is not finished; all reasons at once.
    ActRefusedError, ForbiddenError
        The matter does not allow it; or the person is no party of this check.
    """
    present = now or datetime.now(UTC)
    with transaction.atomic():
        row = row_of(number)
        if PARTY not in cases.acting(row.matter, person):
            raise cases.ForbiddenError(_("Only a party of this check concludes it."))
        if hasattr(row, "conclusion"):
            return info(row)
        stands = judging.standing(row)
        if stands.missing:
            raise CheckRefusedError(", ".join(stands.missing), stands.missing)
        _checked(row, stands, person, present)
        failed = stands.state == FAIL
        cases.do(row.matter, person, "fail" if failed else "pass", now=present)
        task = _task(row, stands, person, present) if failed else None
        Conclusion(inspection=row, passed=not failed, task=task, **signed(person, present)).save(
            force_insert=True
        )
    return info(row_of(number))


def _checked(row: Inspection, stands: Standing, person: Any, now: datetime) -> None:  # noqa: ANN401
    """Do the act of checking in the matter, with its papers."""
    last = {each.kind: each for each in papers.papers(row.matter) if each.state != "draft"}
    handed = tuple(last[key].handed() for key in stands.papers)
    facts = {"sampled": "sampling" in stands.papers, "passed": stands.state != FAIL}
    cases.do(row.matter, person, "check", facts=facts, papers=handed, now=now)


def _task(row: Inspection, stands: Standing, person: Any, now: datetime) -> int:  # noqa: ANN401
    """Give the task that the failure opened, and lay the evidence into it."""
    called = [each.other.id for each in cases.links(row.matter) if each.kind == "called"]
    task = max(called)
    table = ContentFile(written(evidence(stands)), f"check-{row.pk}.csv")
    words = _("What the check found, with limit and clause beside each number")
    papers.add_exhibit(task, person, table, words=words, now=now)
    for each in stands.compared:
        for pair in each.pairs:
            if pair.frame is not None:
                papers.add_reading(task, person, *pair.frame, words=each.record.code, now=now)
    return task


def written(rows: Sequence[Sequence[Any]]) -> bytes:
    """Write rows as CSV, in which no word of a person can act as a formula."""
    head, *rest = rows
    return "".join(csv_lines(head, rest)).encode("utf-8-sig")


def evidence(stands: Standing) -> list[tuple[object, ...]]:
    """Write what a check found as rows of a table: what, value, limit, verdict, where it stands."""
    rows: list[tuple[object, ...]] = [("what", "value", "limit", "unit", "verdict", "clause")]
    for sample in stands.samples:
        for held in sample.verdict.limits if sample.verdict else ():
            bound = held.bounds
            limit = bound.high if bound.high is not None else bound.low
            word = "over" if held.over else "within"
            clause = f"{bound.document} {bound.clause}"
            rows.append(
                (f"{sample.number} {sample.code}", sample.value, limit, held.unit, word, clause)
            )
    for each in stands.compared:
        cites = "; ".join(f"{cite.standard} {cite.clause}" for cite in each.cites)
        rows += [
            (each.record.code, f"{p.reference}/{p.instrument}", "", "", "", "") for p in each.pairs
        ]
        rows.append((each.measure, each.error, each.limit, each.unit, each.state, cites))
        if each.doubted and each.doubted.cite:
            span = f"{each.doubted.since or each.record.start} – {each.doubted.until or ''}"
            cite = each.doubted.cite
            rows.append(("doubted", span, "", "", "", f"{cite.standard} {cite.clause}"))
    for row in stands.sheet:
        q = row.question
        rows.append((q.name["zh"], row.words, "", "", row.answer, " ".join(q.clauses)))
    return rows
