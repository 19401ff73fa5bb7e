"""How many are drawn, out of what, and what bars a person from an object: all of it announced before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from qingtian.draw.errors import DrawError
from qingtian.draw.forms import between, key, keyed, of, sorted_keys
from qingtian.ledger.errors import FormError
from qingtian.ledger.kinds import Shape, one_of, shaped, yes_or_no

ROUNDINGS: Final = ("down", "half-up", "up")
LEAST_INSPECTORS: Final = 2
"""On each object, by the format (`spec/draw.md`), which a pack may not go below. [1]"""

QUOTA: Final[Shape] = {
    "least": between(0, 10_000),
    "of": between(1, 10_000),
    "take": between(0, 10_000),
}
SHAPE: Final[Shape] = {
    "categories": keyed(of(QUOTA), 1, 40),
    "district": yes_or_no,
    "inspectors": sorted_keys,
    "rounding": one_of(ROUNDINGS),
    "service_years": between(0, 100),
    "teams": keyed(between(0, 20), 1, 20),
}


@dataclass(frozen=True, slots=True)
class Quota:
    """How many objects of a category are drawn: `take` of each `of`, rounded, and at least `least`.

    Attributes
    ----------
    take, of
        The ratio. [1]
    least
        As long as there are so many. [1]
    """

    take: int
    of: int
    least: int = 0

    def count(self, size: int, rounding: str) -> int:
        """Count what is drawn out of so many objects; never more than there are.

        Parameters
        ----------
        size
            Objects of the category. [1]
        rounding
            One of `ROUNDINGS`.
        """
        whole, rest = divmod(self.take * size, self.of)
        more = {"down": False, "half-up": 2 * rest >= self.of, "up": rest > 0}[rounding]
        return min(size, max(self.least, whole + more))


@dataclass(frozen=True, slots=True)
class Settings:
    """What the announcement fixes.

    Attributes
    ----------
    categories
        Quota by category of objects.
    teams
        Persons on each object by group, as `{"environment": 1, "expert": 1, "quality": 1}`. [1]
    inspectors
        Groups whose persons are inspectors; others are experts.
    rounding
        One of `ROUNDINGS`.
    service_years
        Earlier service bars for so long after its end. [years]
    district
        Whether a person of a district is barred from its objects.
    """

    categories: Mapping[str, Quota]
    teams: Mapping[str, int]
    inspectors: tuple[str, ...]
    rounding: str = "up"
    service_years: int = 0
    district: bool = False

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Settings:
        """Read settings.

        Raises
        ------
        DrawError
            A key is missing or one too many, or fewer than two inspectors go to an object.
        """
        try:
            shaped(said, SHAPE)
            for group in (*said["teams"], *said["inspectors"]):
                key(group)
        except FormError as error:
            raise DrawError(f"settings: {error}") from error
        quotas = {name: Quota(**each) for name, each in said["categories"].items()}
        made = cls(**{**said, "categories": quotas, "inspectors": tuple(said["inspectors"])})
        count = sum(made.teams.get(group, 0) for group in made.inspectors)
        if count < LEAST_INSPECTORS:
            raise DrawError(
                f"settings: expected at least {LEAST_INSPECTORS} inspectors on an object, got {count}"
            )
        return made

    def said(self) -> dict[str, Any]:
        """Write them as the announcement carries them."""
        quotas = {
            name: {"least": each.least, "of": each.of, "take": each.take}
            for name, each in self.categories.items()
        }
        return {
            "categories": quotas,
            "district": self.district,
            "inspectors": list(self.inspectors),
            "rounding": self.rounding,
            "service_years": self.service_years,
            "teams": dict(self.teams),
        }
