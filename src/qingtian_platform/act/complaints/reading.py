"""Read complaints as others may: never who sent them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from qingtian_platform.act.complaints import codes
from qingtian_platform.act.complaints.hotlines import hotlines
from qingtian_platform.act.complaints.infos import AnswerInfo, ComplaintInfo, OpeningInfo
from qingtian_platform.act.complaints.models import Answer, Complaint
from qingtian_platform.kit.attachments import Attachment
from qingtian_platform.kit.times import beijing


def complaints(
    *,
    division: str = "",
    scope: str = "",
    matter: int | None = None,
    waiting: bool = False,
    start: int = 0,
    size: int = 50,
) -> tuple[list[ComplaintInfo], int]:
    """List complaints, the newest first.

    Parameters
    ----------
    division
        Of one district only, 6 digits; empty for all.
    scope, matter
        About one thing only; of one matter only.
    waiting
        Those only that nobody has answered.
    start, size
        Which stretch of the list. [1]

    Returns
    -------
    list of ComplaintInfo, int
        The stretch, and how many there are in all.
    """
    rows = _rows().order_by("-at", "-pk")
    if division:
        rows = rows.filter(division=division)
    if scope:
        rows = rows.filter(scope=scope)
    if matter is not None:
        rows = rows.filter(taken__matter=matter)
    if waiting:
        rows = rows.filter(answers=None)
    return [_info(row) for row in rows[start : start + size]], rows.count()


def complaint(number: str) -> ComplaintInfo | None:
    """Give one by its number; None where there is none."""
    return next(iter(_infos(_rows().filter(number=number))), None)


def by_code(text: str) -> ComplaintInfo | None:
    """Give the one of a receipt's code, however it was typed; None where there is none."""
    code = codes.read(text)
    return next(iter(_infos(_rows().filter(lookup=codes.lookup(code)))), None) if code else None


def of_matters(matters: Iterable[int]) -> list[ComplaintInfo]:
    """List the complaints that became some matters, the oldest first."""
    return _infos(_rows().filter(taken__matter__in=list(matters)).order_by("pk"))


def _rows() -> QuerySet[Complaint]:
    return Complaint.objects.select_related("taken").prefetch_related("answers", "openings")


def _infos(rows: Iterable[Complaint]) -> list[ComplaintInfo]:
    return [_info(row) for row in rows]


def _info(row: Complaint) -> ComplaintInfo:
    taken = getattr(row, "taken", None)
    return ComplaintInfo(
        row.number,
        row.at,
        row.scope,
        row.text,
        row.place,
        row.about,
        row.happened,
        row.lon,
        row.lat,
        row.thing_id,
        row.division,
        _files(row.files),
        row.channel,
        hotlines(row.channel, beijing(row.at).date()),
        row.reachable,
        None if taken is None else taken.matter,
        tuple(answer_info(each) for each in row.answers.all()),
        tuple(OpeningInfo(each.name, each.at, each.reason) for each in row.openings.all()),
    )


def answer_info(row: Answer) -> AnswerInfo:
    """Give an answer as its reader sees it."""
    return AnswerInfo(row.text, row.unit, row.at, row.name)


def _files(rows: Sequence[Sequence[object]]) -> tuple[Attachment, ...]:
    return tuple(Attachment(str(h), str(n), str(f), int(str(s))) for h, n, f, s in rows)
