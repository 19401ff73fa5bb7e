"""The bureau's bulletin of a list: its last places in reverse, and the first and last of each district."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qingtian.policy.divisions import Division, Divisions
from qingtian.policy.placing import Placed


@dataclass(frozen=True)
class Tail:
    """The end of a list.

    Attributes
    ----------
    placed
        The worst first.
    wanted
        How many were to be printed.
    border
        `clean`, or `included` where a tie across the cut is printed whole.
    """

    placed: tuple[Placed, ...]
    wanted: int
    border: str


@dataclass(frozen=True)
class Ends:
    """The first and the last of a district; nobody stands in both.

    Attributes
    ----------
    district
        Which.
    first, last
        The best first; the worst first.
    """

    district: Division
    first: tuple[Placed, ...]
    last: tuple[Placed, ...]


def tail(placed: Sequence[Placed], count: int) -> Tail:
    """Take the last places of a list in reverse; a tie across the cut is printed whole.

    Parameters
    ----------
    placed
        The list, the best first.
    count
        How many are wanted. [1]
    """
    taken = _until(list(reversed(placed)), count)
    return Tail(taken, count, "included" if len(taken) > count else "clean")


def _until(ordered: Sequence[Placed], count: int) -> tuple[Placed, ...]:
    """Take so many, and all who share the place of the last of them."""
    if len(ordered) <= count or count <= 0:
        return tuple(ordered) if count > 0 else ()
    edge = ordered[count - 1].place
    same = [each for each in ordered[count:] if each.place == edge]
    return (*ordered[:count], *same)


def ends(placed: Sequence[Placed], divisions: Divisions, day: date, count: int) -> tuple[Ends, ...]:
    """Give the first and the last of each district, by the places of the whole list.

    Parameters
    ----------
    placed
        The list, the best first.
    divisions, day
        Which place lies in which district, on a day.
    count
        How many at each end; a tie across the cut is printed whole, and who stands among the first
        does not stand among the last. [1]

    Raises
    ------
    NotThereError
        If a place of the list lies in no district on the day.
    """
    within: dict[str, list[Placed]] = {}
    names: dict[str, Division] = {}
    for each in placed:
        district = divisions.district(each.subject, day)
        names[district.code] = district
        within.setdefault(district.code, []).append(each)
    found = []
    for code in sorted(within):
        first = _until(within[code], count)
        rest = within[code][len(first) :]
        found.append(Ends(names[code], first, _until(rest[::-1], count)))
    return tuple(found)
