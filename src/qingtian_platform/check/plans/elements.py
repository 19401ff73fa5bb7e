"""The five elements that a plan must have, and which of them a plan lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from qingtian_platform.check.plans.infos import Item, PlanInfo
from qingtian_platform.check.plans.reading import Enterprise
from qingtian_platform.registry import api as registry

CLAUSE: Final = "D7-4.11-02"
"""Clause of the gazette that names the five elements."""
ELEMENTS: Final[Mapping[str, Promise]] = {
    "point": gettext_lazy("point of monitoring"),
    "property": gettext_lazy("property monitored"),
    "method": gettext_lazy("method of monitoring"),
    "frequency": gettext_lazy("frequency of monitoring"),
    "quality": gettext_lazy("requirements of quality assurance and control"),
}
"""监测点位、监测项目、监测方法、监测频次、质量保证和质量控制要求."""


@dataclass(frozen=True)
class Lack:
    """An element that a plan lacks.

    Attributes
    ----------
    element
        One of `ELEMENTS`.
    row
        Number of the row from 1; None where the whole plan lacks it.
    item
        The row.
    clause
        Where the element is asked for.
    """

    element: str
    row: int | None = None
    item: Item | None = None
    clause: str = CLAUSE

    @property
    def word(self) -> str:
        """Name the element."""
        return str(ELEMENTS[self.element])


def missing_elements(plan: PlanInfo) -> list[Lack]:
    """List what a plan lacks of the five elements, row by row; empty of a complete one."""
    return [*_of_rows(plan), *([] if plan.quality.strip() else [Lack("quality")])]


def _of_rows(plan: PlanInfo) -> Iterator[Lack]:
    for number, item in enumerate(plan.items, 1):
        has = {
            "point": bool(item.thing and item.point),
            "property": bool(item.code),
            "method": bool(item.method),
            "frequency": bool(item.frequency),
        }
        for element, there in has.items():
            if not there:
                yield Lack(element, number, item)


def unplanned(plan: PlanInfo | None, owner: Enterprise, day: date) -> list[tuple[str, str]]:
    """List outlets and properties that have a registered limit on a day and stand in no row.

    Parameters
    ----------
    plan
        None = there is none.
    owner, day
        Whose, and the Beijing day.

    Returns
    -------
    list of (key, code)
        By outlet and code.
    """
    planned = {(each.thing, each.code) for each in plan.items} if plan else set()
    limited = {(t.key, each.code) for t in owner.things for each in registry.limits(t.id, day)}
    return sorted(limited - planned)
