"""The last turns of a list: where each unit stood, and how often it was among those named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qingtian.policy import Policy
from qingtian.policy.clocks import Instance
from qingtian.policy.rankings import Ranking
from qingtian_platform.assess.closing import api as closing
from qingtian_platform.publish.desk.rankings import words

TURNS = 12
WIDTH, TALL, EDGE = 132, 34, 5
SHOWN = 60
"""Units in the table at most, those named most often first."""


@dataclass(frozen=True)
class Stand:
    """Where a unit stood in a turn; place 0 = none, None = the turn was not closed."""

    place: int | None
    named: bool
    value: str


@dataclass(frozen=True)
class Course:
    """A unit through the turns.

    Attributes
    ----------
    code, name, district
        Who.
    stands
        One a turn, the oldest first.
    named
        How often it was among those named. [1]
    path, dots
        A small drawing: places from 1 at the top; a dot is x, y, whether it was named.
    said
        The drawing in words.
    """

    code: str
    name: str
    district: str
    stands: tuple[Stand, ...]
    named: int
    path: str
    dots: tuple[tuple[float, float, bool], ...]
    said: str


@dataclass(frozen=True)
class History:
    """The last turns of a list, the oldest first; how many were closed; units left away."""

    turns: tuple[Instance, ...]
    closed: int
    courses: tuple[Course, ...]
    more: int
    width: int = WIDTH
    height: int = TALL


def history(known: Policy, ranking: str, turns: Sequence[Instance]) -> History:
    """Gather the newest edition of each turn.

    Parameters
    ----------
    known
        The policy.
    ranking
        Which list.
    turns
        The newest first, as the page lists them.

    Returns
    -------
    History
        Of a list that is cut: the units named at least once; of others: every unit.
    """
    ordered = list(reversed(turns[:TURNS]))
    editions = [next(iter(closing.editions(ranking, turn.first)), None) for turn in ordered]
    one = known.rankings[ranking]
    stands: dict[str, list[Stand]] = {}
    lasts = [0] * len(ordered)
    for at, edition in enumerate(editions):
        content = edition.content if edition else {"placed": [], "named": [], "left_out": []}
        named = set(content["named"])
        lasts[at] = max((line[1] for line in content["placed"]), default=0)
        for code, place, value, *_rest in content["placed"]:
            empty = [Stand(0 if e else None, named=False, value="") for e in editions]
            stands.setdefault(code, empty)[at] = Stand(place, code in named, value or "")
    wanted = {c: s for c, s in stands.items() if one.cut is None or any(e.named for e in s)}
    courses = [_course(known, code, every, lasts) for code, every in wanted.items()]
    courses.sort(key=lambda c: (-c.named, -_last(c), c.code) if one.cut else (0, _last(c), c.code))
    closed = sum(each is not None for each in editions)
    return History(tuple(ordered), closed, tuple(courses[:SHOWN]), max(0, len(courses) - SHOWN))


def _last(course: Course) -> int:
    return next((s.place for s in reversed(course.stands) if s.place), 0)


def _course(known: Policy, code: str, stands: Sequence[Stand], lasts: Sequence[int]) -> Course:
    path, dots = _drawn(stands, max([*lasts, 2]))
    name = words.place(known, code)
    said = ", ".join("–" if not each.place else str(each.place) for each in stands)
    named = sum(each.named for each in stands)
    return Course(
        code, name, words.district(known, code), tuple(stands), named, path, dots, f"{name}: {said}"
    )


def _drawn(stands: Sequence[Stand], last: int) -> tuple[str, tuple[tuple[float, float, bool], ...]]:
    """Draw places as a line that is broken where there is none."""
    step = (WIDTH - 2 * EDGE) / max(1, len(stands) - 1)
    path, dots, broken = "", [], True
    for at, each in enumerate(stands):
        if not each.place:
            broken = True
            continue
        x = round(EDGE + at * step, 1)
        y = round(EDGE + (TALL - 2 * EDGE) * (each.place - 1) / (last - 1), 1)
        path += f"{'M' if broken else 'L'}{x} {y}"
        dots.append((x, y, each.named))
        broken = False
    return path, tuple(dots)


def repeated(found: History, one: Ranking) -> list[tuple[int, int]]:
    """Count units by how often they were named: times and units, the most often first."""
    if one.cut is None:
        return []
    times = sorted({each.named for each in found.courses if each.named}, reverse=True)
    return [(n, sum(each.named == n for each in found.courses)) for n in times]
