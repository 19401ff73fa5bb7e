"""The yearly evaluation of numbered measures, and which of them are under special supervision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.utils.translation import gettext as _

from qingtian.policy.clauses import Clause
from qingtian_platform.assess.duties.common import end_of, keep_papers, the_policy, words_of
from qingtian_platform.assess.duties.errors import DutyRefusedError
from qingtian_platform.assess.duties.models import Evaluated
from qingtian_platform.assess.tasks import api as ledger
from qingtian_platform.kit.attachments import Upload
from qingtian_platform.kit.signed import Person, signed
from qingtian_platform.kit.times import beijing


@dataclass(frozen=True)
class EvaluationInfo:
    """What was said of a measure and a year: the words, and whether it is under special supervision."""

    words: str
    special: bool
    name: str
    at: datetime
    files: tuple[str, ...]


@dataclass(frozen=True)
class MeasureInfo:
    """A numbered measure as it stood in a year.

    Attributes
    ----------
    document, number
        Which document, and its number there.
    clauses, owners
        Addresses of its clauses; keys of who owes them, empty where nobody was assigned.
    text
        Words of its first clause.
    done, moved
        How many of its clauses are done; how many were taken down as done in that year. [1]
    evaluations
        What was said of that year, the newest first.
    """

    document: str
    number: int
    clauses: tuple[str, ...]
    owners: tuple[str, ...]
    text: str
    done: int
    moved: int
    evaluations: tuple[EvaluationInfo, ...]


def measures(year: int, day: date) -> list[MeasureInfo]:
    """List every numbered measure with its year, as it stood at the end of a day."""
    known = the_policy()
    by_clause: dict[str, list[ledger.TaskInfo]] = {}
    for each in ledger.tasks_on(day):
        by_clause.setdefault(each.task.clause, []).append(each)
    said: dict[tuple[str, int], list[EvaluationInfo]] = {}
    rows = Evaluated.objects.filter(year=year, at__lt=end_of(day)).order_by("-at", "-pk")
    for row in rows:
        info = EvaluationInfo(row.words, row.special, row.name, row.at, tuple(row.files))
        said.setdefault((row.document, row.measure), []).append(info)
    grouped: dict[tuple[str, int], list[Clause]] = {}
    for clause in known.clauses.values():
        if 1 <= clause.measure <= known.documents[clause.document].measures:
            grouped.setdefault((clause.document, clause.measure), []).append(clause)
    return [
        _measure(key, clauses, by_clause, year, tuple(said.get(key, ())))
        for key, clauses in grouped.items()
    ]


def _measure(
    key: tuple[str, int],
    clauses: list[Clause],
    by_clause: dict[str, list[ledger.TaskInfo]],
    year: int,
    said: tuple[EvaluationInfo, ...],
) -> MeasureInfo:
    mine = [each for clause in clauses for each in by_clause.get(clause.id, ())]
    done = {each.task.clause: each.done for each in mine if each.done}
    owners = dict.fromkeys(owner for each in mine for owner in each.task.owners)
    return MeasureInfo(
        key[0],
        key[1],
        tuple(clause.id for clause in clauses),
        tuple(owners),
        clauses[0].text,
        len(done),
        sum(beijing(one.at).year == year for one in done.values()),
        said,
    )


def evaluate(
    document: str,
    measure: int,
    year: int,
    words: str,
    person: Person,
    *,
    special: bool = False,
    files: Sequence[Upload] = (),
    now: datetime | None = None,
) -> None:
    """Take down the evaluation of a measure and a year; a later one stands, the earlier ones stay.

    Raises
    ------
    DutyRefusedError
        If there is no such measure, the year lies ahead, or nothing is said.
    """
    known, present = the_policy(), now or datetime.now(UTC)
    found = known.documents.get(document)
    if found is None or not 1 <= measure <= found.measures:
        raise DutyRefusedError(_("Expected a numbered measure; got %(x)s.") % {"x": measure})
    if not found.date.year <= year <= beijing(present).year:
        raise DutyRefusedError(_("Expected a year that has begun; got %(x)s.") % {"x": year})
    said, hashes = words_of(words), keep_papers(files, present)
    Evaluated(
        document=document, measure=measure, year=year, words=said, special=special, files=hashes,
        **signed(person, present),
    ).save(force_insert=True)  # fmt: skip
