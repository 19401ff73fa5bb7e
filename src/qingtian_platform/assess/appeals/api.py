"""What appeals offer: open one, answer it, list them; a granted one leads to a new edition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from qingtian.policy import Policy
from qingtian_platform.assess.appeals.errors import AppealRefusedError
from qingtian_platform.assess.appeals.models import Answer, Appeal
from qingtian_platform.assess.closing import api as closing
from qingtian_platform.assess.policies import required
from qingtian_platform.kit import attachments
from qingtian_platform.kit.signed import Person, signed
from qingtian_platform.kit.times import beijing

__all__ = [
    "LIMIT",
    "OUTCOMES",
    "AnswerInfo",
    "AppealInfo",
    "AppealRefusedError",
    "Correction",
    "answer_appeal",
    "appeal",
    "appeals",
    "correctable",
    "open_appeal",
    "until",
]

LIMIT = "appeal.limit"
"""Setting: within how many days after a list was closed."""
OUTCOMES = ("granted", "refused")
LONGEST = 2000
File = tuple[str, str]


@dataclass(frozen=True)
class AnswerInfo:
    """What was answered.

    Attributes
    ----------
    outcome, reason, files
        `granted` or `refused`, why, and what shows it: hash and name of each file.
    indicator, value, source
        The figure that was corrected, and where the right one comes from; empty where refused.
    edition
        The edition that it led to; None where refused.
    name, at
        Who answered, and when.
    """

    outcome: str
    reason: str
    files: tuple[File, ...]
    indicator: str
    value: str
    source: str
    edition: int | None
    name: str
    at: datetime


@dataclass(frozen=True)
class AppealInfo:
    """An appeal.

    Attributes
    ----------
    number
        Its number.
    ranking, first, edition, subject
        Which list, the first day of its turn, the edition, and whose line.
    on_behalf
        Who asked for it, where an assessor wrote it down; empty = the unit itself.
    reason, files
        Why, and what shows it: hash and name of each file.
    name, at
        Who wrote it down, and when.
    answer
        None while it is open.
    """

    number: int
    ranking: str
    first: date
    edition: int
    subject: str
    on_behalf: str
    reason: str
    files: tuple[File, ...]
    name: str
    at: datetime
    answer: AnswerInfo | None


@dataclass(frozen=True)
class Correction:
    """The right figure, where an appeal is granted.

    Attributes
    ----------
    indicator
        Which figure.
    value, reason
        The figure; or, where there is none, why the unit has no place.
    source
        Where it comes from.
    """

    indicator: str
    value: str
    reason: str
    source: str


def until(edition: closing.EditionInfo) -> date:
    """Give the last day on which an edition may be appealed against (setting `appeal.limit`)."""
    closed = beijing(edition.at).date()
    return closed + timedelta(days=int(_policy().numbers(LIMIT, closed)["days"]))


def correctable(ranking: str) -> tuple[str, ...]:
    """List the indicators whose figures make a list: its own, or those of its assessment."""
    known = _policy()
    one = known.rankings[ranking]
    made = known.assessments.get(one.indicator)
    own = [key for part in made.parts for key in part.indicators] if made else [one.indicator]
    return tuple(dict.fromkeys([*own, *([one.then] if one.then else [])]))


def open_appeal(
    ranking: str,
    first: date,
    subject: str,
    reason: str,
    person: Person,
    *,
    on_behalf: str = "",
    files: Sequence[attachments.Upload] = (),
    now: datetime | None = None,
) -> AppealInfo:
    """Appeal against a line of the newest edition of a list.

    Parameters
    ----------
    ranking, first
        Which list, and the first day of its turn.
    subject
        Whose line.
    reason
        Why it is wrong.
    on_behalf
        Who asked, where somebody else writes it down.
    files
        What shows it.
    now
        When; None = the present.

    Raises
    ------
    AppealRefusedError
        If the turn was not closed, the list has no line of the subject, the limit has passed, no reason
        is given, or an appeal about the same line is still open.
    AttachmentRefusedError
        If a file cannot be kept.
    """
    present = now or datetime.now(UTC)
    found = closing.editions(ranking, first)
    if not found:
        raise AppealRefusedError(_("Expected a list that was closed; this one is not."))
    newest = found[0]
    if subject not in _lines(newest):
        raise AppealRefusedError(_("The list has no line of %(x)s.") % {"x": subject})
    if beijing(present).date() > until(newest):
        raise AppealRefusedError(
            _("The time for an appeal ended on %(day)s.") % {"day": until(newest)}
        )
    words = _words(reason)
    if any(each.subject == subject and each.answer is None for each in appeals(ranking, first)):
        raise AppealRefusedError(_("An appeal about this line waits for its answer."))
    kept = attachments.keep(list(files))
    row = Appeal.objects.create(
        ranking=ranking,
        first=first,
        edition=newest.number,
        subject=subject,
        on_behalf=on_behalf.strip()[:150],
        reason=words,
        files=[[each.hash, each.name] for each in kept],
        **signed(person, present),
    )
    return _info(row, None)


def _lines(edition: closing.EditionInfo) -> set[str]:
    content = edition.content
    return {line[0] for line in (*content["placed"], *content["left_out"])}


def answer_appeal(
    number: int,
    outcome: str,
    reason: str,
    person: Person,
    *,
    correction: Correction | None = None,
    files: Sequence[attachments.Upload] = (),
    now: datetime | None = None,
) -> AppealInfo:
    """Answer an appeal; granted, the right figure is handed in and the list closed anew, or nothing is.

    Parameters
    ----------
    number
        Of the appeal.
    outcome, reason
        One of `OUTCOMES`, and why.
    correction
        The right figure, where it is granted.
    files
        What shows it.
    now
        When; None = the present.

    Raises
    ------
    AppealRefusedError
        If there is no such appeal, it was answered, no reason is given, or a granted one corrects
        nothing that the list shows.
    AttachmentRefusedError
        If a file cannot be kept.
    """
    row = Appeal.objects.filter(pk=number).first()
    if row is None or Answer.objects.filter(appeal=row).exists():
        raise AppealRefusedError(_("Expected an appeal that waits for its answer."))
    if outcome not in OUTCOMES or (outcome == "granted") != (correction is not None):
        raise AppealRefusedError(_("Expected a refusal, or a grant with the right figure."))
    words = _words(reason)
    kept = [[each.hash, each.name] for each in attachments.keep(list(files))]
    present = now or datetime.now(UTC)
    try:
        with transaction.atomic():
            edition = _corrected(row, correction, words, person, present) if correction else None
            made = Answer.objects.create(
                appeal=row,
                outcome=outcome,
                reason=words,
                files=kept,
                indicator=correction.indicator if correction else "",
                value=correction.value if correction else "",
                source=correction.source if correction else "",
                edition=edition,
                **signed(person, present),
            )
    except closing.ClosingRefusedError as problem:
        raise AppealRefusedError(str(problem)) from None
    except IntegrityError:
        raise AppealRefusedError(_("Somebody answered at this moment; look again.")) from None
    return _info(row, made)


def _corrected(row: Appeal, right: Correction, why: str, person: Person, now: datetime) -> int:
    """Hand in the right figure and close the list anew; give the number of the edition."""
    if right.indicator not in correctable(row.ranking):
        raise AppealRefusedError(_("Expected a figure that makes this list."))
    figure = closing.FigureRow(
        right.indicator, row.subject, row.first, right.value, right.reason, right.source
    )
    closing.hand_in([figure], person, now=now)
    said = _("Appeal %(n)s granted: %(why)s") % {"n": row.pk, "why": why}
    before = closing.editions(row.ranking, row.first)[0]
    made = closing.close(row.ranking, row.first, person, said[:300], now=now)
    if not closing.differences(made, before):
        raise AppealRefusedError(
            _("With this figure every line stays as it is; refuse the appeal, or mend the figure.")
        )
    return made.number


def appeals(ranking: str | None = None, first: date | None = None) -> list[AppealInfo]:
    """List appeals, the newest first: all, of a ranking, or of one turn."""
    rows = Appeal.objects.order_by("-at", "-pk")
    if ranking is not None:
        rows = rows.filter(ranking=ranking)
    if first is not None:
        rows = rows.filter(first=first)
    answers = {each.appeal_id: each for each in Answer.objects.filter(appeal__in=rows)}
    return [_info(row, answers.get(row.pk)) for row in rows]


def appeal(number: int) -> AppealInfo | None:
    """Give one by its number; None where there is none."""
    row = Appeal.objects.filter(pk=number).first()
    return None if row is None else _info(row, Answer.objects.filter(appeal=row).first())


def _info(row: Appeal, answer: Answer | None) -> AppealInfo:
    return AppealInfo(
        row.pk,
        row.ranking,
        row.first,
        row.edition,
        row.subject,
        row.on_behalf,
        row.reason,
        _files(row.files),
        row.name,
        row.at,
        None if answer is None else _answer(answer),
    )


def _answer(row: Answer) -> AnswerInfo:
    return AnswerInfo(
        row.outcome,
        row.reason,
        _files(row.files),
        row.indicator,
        row.value,
        row.source,
        row.edition,
        row.name,
        row.at,
    )


def _files(rows: Sequence[Sequence[str]]) -> tuple[File, ...]:
    return tuple((digest, name) for digest, name in rows)


def _words(text: str) -> str:
    found = text.strip()
    if not 0 < len(found) <= LONGEST:
        raise AppealRefusedError(
            _("Expected a reason of at most %(n)s characters.") % {"n": LONGEST}
        )
    return found


def _policy() -> Policy:
    return required(AppealRefusedError)
