"""What notices and interviews offer: where each named unit stands, and the steps that are taken down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from qingtian.policy import Policy
from qingtian.policy.deadlines import Period
from qingtian_platform.assess.closing import api as closing
from qingtian_platform.assess.interviews.errors import InterviewRefusedError
from qingtian_platform.assess.interviews.models import Notice, Step
from qingtian_platform.assess.interviews.stages import DONE, ENDED, Stage, StepInfo, stage
from qingtian_platform.assess.policies import policy, required
from qingtian_platform.kit import attachments
from qingtian_platform.kit.signed import Person, signed
from qingtian_platform.kit.times import beijing

__all__ = [
    "DONE",
    "ENDED",
    "InterviewRefusedError",
    "NoticeInfo",
    "Procedure",
    "Stage",
    "StepInfo",
    "give_notice",
    "history",
    "holds",
    "lists",
    "procedure",
    "procedures",
    "take_down",
]

LISTS, LIMITS, HISTORY = "interview.lists", "interview.limits", "interview.history"
LONGEST = 4000


@dataclass(frozen=True)
class NoticeInfo:
    """A notice that was given.

    Attributes
    ----------
    number
        Its number, as 2026-0007.
    edition, digest
        The edition that it rests on.
    words
        What was written beside it.
    name, at
        Who gave it, and when.
    """

    number: str
    edition: int
    digest: str
    words: str
    name: str
    at: datetime


@dataclass(frozen=True)
class Procedure:
    """What follows for one unit from one closed list.

    Attributes
    ----------
    ranking, first, subject
        Which list, the first day of its turn, and whose.
    place, value
        In the newest edition; None where it has no place there.
    edition
        The newest edition.
    notice
        None where none was given.
    steps
        What was taken down, in order.
    stage
        What comes next, and until when.
    ended
        Why a later edition ended it; empty where it stands.
    times
        How often the unit was named in the months of the setting, this turn among them. [1]
    repeated
        Whether that is as often as the setting asks.
    """

    ranking: str
    first: date
    subject: str
    place: int | None
    value: str | None
    edition: int
    notice: NoticeInfo | None
    steps: tuple[StepInfo, ...]
    stage: Stage
    ended: str
    times: int
    repeated: bool


def lists(day: date) -> tuple[str, ...]:
    """List the rankings whose named units are called in, as the setting says for a day."""
    known = policy()
    return () if known is None else tuple(known.decided(LISTS, day)["lists"])


def holds(ranking: str, day: date | None = None) -> bool:
    """Tell whether who a list names is called in."""
    known = policy()
    if known is None or LISTS not in known.settings:
        return False
    return ranking in lists(day or beijing(datetime.now(UTC)).date())


def procedures(ranking: str, first: date) -> list[Procedure]:
    """List the procedures of a turn, the worst place first; those that ended are at the end.

    Raises
    ------
    InterviewRefusedError
        If the city has no policy.
    """
    known = _policy()
    editions = closing.editions(ranking, first)
    if not editions:
        return []
    newest = editions[0]
    named = list(newest.content["named"])
    before = {who: each for each in editions for who in each.content["named"]}
    gone = sorted(set(before) - set(named))
    counts = _counts(known, ranking, first)
    notices = {
        row.subject: row
        for row in Notice.objects.filter(ranking=ranking, first=first).prefetch_related("steps")
    }
    return [
        _procedure(known, editions, who, notices.get(who), counts.get(who, 0))
        for who in (*named, *gone)
    ]


def procedure(ranking: str, first: date, subject: str) -> Procedure | None:
    """Give the procedure of one unit; None where no edition of the turn names it."""
    return next((p for p in procedures(ranking, first) if p.subject == subject), None)


def _procedure(
    known: Policy,
    editions: Sequence[closing.EditionInfo],
    subject: str,
    row: Notice | None,
    times: int,
) -> Procedure:
    newest = editions[0]
    placed = {who: (place, value) for who, place, value, *_ in newest.content["placed"]}
    place, value = placed.get(subject, (None, None))
    steps = tuple(_step(each) for each in row.steps.order_by("at", "id")) if row else ()
    first_named = next(e for e in reversed(editions) if subject in e.content["named"])
    last = date.fromisoformat(newest.content["last"])
    limits = known.numbers(LIMITS, last)
    noticed = beijing(row.at).date() if row else None
    standing = stage(beijing(first_named.at).date(), noticed, steps, limits)
    ended = _ended(editions, subject)
    return Procedure(
        newest.ranking,
        newest.first,
        subject,
        place,
        value,
        newest.number,
        _notice(row) if row else None,
        steps,
        Stage(ENDED, None) if ended else standing,
        ended,
        times,
        times >= int(known.numbers(HISTORY, last)["times"]),
    )


def _ended(editions: Sequence[closing.EditionInfo], subject: str) -> str:
    """Say which edition took a unit off the list, and why; empty where it is on it."""
    if subject in editions[0].content["named"]:
        return ""
    off = editions[0]
    for each in editions:
        if subject in each.content["named"]:
            break
        off = each
    return _("Edition %(n)s: %(why)s") % {"n": off.number, "why": off.reason}


def _notice(row: Notice) -> NoticeInfo:
    number = f"{row.year}-{row.number:04d}"
    return NoticeInfo(number, row.edition, row.digest, row.words, row.name, row.at)


def _step(row: Step) -> StepInfo:
    files = tuple((str(each[0]), str(each[1])) for each in row.files)
    return StepInfo(
        row.what, row.day, row.who, row.words, row.due, row.kept, files, row.name, row.at
    )


def _counts(known: Policy, ranking: str, first: date) -> dict[str, int]:
    """Count how often each unit was named, this turn included."""
    found: dict[str, int] = {}
    for each in _named(known, ranking, first):
        for who in each.content["named"]:
            found[who] = found.get(who, 0) + 1
    return found


def _named(known: Policy, ranking: str, first: date) -> list[closing.EditionInfo]:
    """List the newest editions of the turns that the setting looks back on, this one included."""
    months = int(known.numbers(HISTORY, first)["months"])
    since = Period(months=months).after(first, -1)
    return [each for each in closing.closed(since, first, [ranking]) if each.first > since]


def history(ranking: str, first: date, subject: str) -> list[closing.EditionInfo]:
    """List the closed lists that named a unit in the months of the setting, this turn included."""
    named = _named(_policy(), ranking, first)
    return [each for each in named if subject in each.content["named"]]


def give_notice(
    ranking: str,
    first: date,
    subject: str,
    words: str,
    person: Person,
    *,
    now: datetime | None = None,
) -> NoticeInfo:
    """Tell a unit that the newest edition names it; the notice takes the next number of the year.

    Raises
    ------
    InterviewRefusedError
        If no such interview is held, the newest edition does not name the unit, or it was told.
    """
    present = now or datetime.now(UTC)
    found = procedure(ranking, first, subject)
    if found is None or found.ended or not holds(ranking, first):
        raise InterviewRefusedError(_("Expected a unit that the newest edition names."))
    digest = closing.editions(ranking, first)[0].digest
    year = beijing(present).year
    try:
        with transaction.atomic():
            last = Notice.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0
            row = Notice(
                year=year, number=last + 1, ranking=ranking, first=first, edition=found.edition,
                digest=digest, subject=subject, words=words.strip()[:LONGEST],
                **signed(person, present),
            )  # fmt: skip
            row.save(force_insert=True)
    except IntegrityError:
        raise InterviewRefusedError(_("It was told already; look again.")) from None
    return _notice(row)


def take_down(
    ranking: str,
    first: date,
    subject: str,
    step: str,
    day: date,
    words: str,
    person: Person,
    *,
    who: str = "",
    due: date | None = None,
    kept: bool | None = None,
    files: Iterable[attachments.Upload] = (),
    now: datetime | None = None,
) -> StepInfo:
    """Take down the step that comes next.

    Parameters
    ----------
    ranking, first, subject
        Which procedure.
    step
        `interview`, `commitment` or `look-back`; it must be what comes next.
    day
        When it was.
    words
        What was said, committed to, or found.
    person, now
        Who takes it down, and when.
    who
        Who took part; an interview needs it.
    due
        Until when a commitment is to be kept; a commitment needs it.
    kept
        Whether the commitment was kept; a look-back needs it.
    files
        Minutes, or what shows the result; an interview and a look-back need one.

    Raises
    ------
    InterviewRefusedError
        If another step comes next, or the step lacks what it needs.
    """
    present = now or datetime.now(UTC)
    found = procedure(ranking, first, subject)
    if found is None or found.stage.key != step or found.notice is None:
        raise InterviewRefusedError(_("Another step comes next; look again."))
    uploads = list(files)
    facts = signed(person, present)
    said = StepInfo(
        step, day, who.strip()[:300], words.strip(), due if step == "commitment" else None,
        kept if step == "look-back" else None, (), facts["name"], present,
    )  # fmt: skip
    _check_step(said, found, beijing(present).date())
    if step != "commitment" and not uploads:
        raise InterviewRefusedError(_("Expected a file: the minutes, or what shows the result."))
    try:
        kept_files = [[each.hash, each.name] for each in attachments.keep(uploads)]
    except attachments.AttachmentRefusedError as error:
        raise InterviewRefusedError(str(error)) from None
    row = Step(
        notice=Notice.objects.get(ranking=ranking, first=first, subject=subject), what=step,
        day=day, who=said.who, words=said.words, due=said.due, kept=said.kept, files=kept_files,
        **facts,
    )  # fmt: skip
    row.save(force_insert=True)
    return _step(row)


def _check_step(said: StepInfo, found: Procedure, today: date) -> None:
    earliest = found.steps[-1].day if found.steps else beijing(_given(found).at).date()
    if not earliest <= said.day <= today:
        raise InterviewRefusedError(
            _("Expected a day from %(a)s to %(b)s; got %(x)s.")
            % {"a": earliest, "b": today, "x": said.day}
        )
    if not said.words or len(said.words) > LONGEST:
        raise InterviewRefusedError(_("Expected words, at most %(n)s characters.") % {"n": LONGEST})
    if said.what == "interview" and not said.who:
        raise InterviewRefusedError(_("Expected who took part in the interview."))
    if said.what == "commitment" and (said.due is None or said.due < said.day):
        raise InterviewRefusedError(_("Expected until when the commitment is to be kept."))
    if said.what == "look-back" and said.kept is None:
        raise InterviewRefusedError(_("Expected whether the commitment was kept."))


def _given(found: Procedure) -> NoticeInfo:
    if found.notice is None:
        raise InterviewRefusedError(_("Another step comes next; look again."))
    return found.notice


def _policy() -> Policy:
    return required(InterviewRefusedError)
