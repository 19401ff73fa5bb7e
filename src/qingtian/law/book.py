"""The law on one day: the question that everything else asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from qingtian.law.errors import NotInForceError, UnknownProvisionError
from qingtian.law.library import provisions
from qingtian.law.packs import AnyPack, Pack, open_packs
from qingtian.law.provision import Provision


@dataclass(frozen=True)
class Branch:
    """A part of the law on a day; attributes lead down to provisions."""

    _path: str
    _law: Law

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a Branch or a Provision
        """Go one step down by name."""
        if name.startswith("_"):
            raise AttributeError(name)
        return _step(f"{self._path}.{name}", self._law)


@dataclass(frozen=True)
class Law:
    """The law on one day.

    Attributes
    ----------
    day
        The day that is asked about, in Beijing time: that of the data, not of the question.
    packs
        Whose law stands beside the national one.
    """

    day: date
    packs: tuple[Pack, ...] = ()

    def __getitem__(self, path: str) -> Provision:
        """Give a provision by its full name.

        Raises
        ------
        UnknownProvisionError
            If there is none of that name.
        NotInForceError
            If it did not hold on the day.
        """
        stages = provisions(self.packs).get(path)
        if stages is None:
            raise UnknownProvisionError(
                f"no provision is called {path!r}; see qingtian.law.provisions()"
            )
        for stage in reversed(stages):
            if stage.since <= self.day and (stage.until is None or self.day <= stage.until):
                return stage
        raise NotInForceError(
            f"{path}: nothing known in force on {self.day}; first is {stages[0].since}"
        )

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a Branch or a Provision
        """Go one step down by name, as in `at(day).air`."""
        if name.startswith("_"):
            raise AttributeError(name)
        return _step(name, self)


def _step(path: str, law: Law) -> Branch | Provision:
    known = provisions(law.packs)
    if path in known:
        return law[path]
    if any(name.startswith(f"{path}.") for name in known):
        return Branch(path, law)
    raise UnknownProvisionError(f"no provision is called {path!r}; see qingtian.law.provisions()")


def at(day: date, packs: Iterable[AnyPack] = ()) -> Law:
    """Ask for the law of a day.

    Parameters
    ----------
    day
        The day of the data, in Beijing time.
    packs
        Packs whose law stands beside the national one: names, folders, or packs that are open.

    Returns
    -------
    Law
        Provisions by attribute, `at(day).air.limits.pm25.day`, or by name.

    Raises
    ------
    TypeError
        If it is no plain date: a moment has no day until its zone is named.
    UnknownPackError
        If a pack is not found.

    Examples
    --------
    >>> at(date(2026, 3, 1))["air.limits.pm25.day"].level(2)
    Quantity(value=Decimal('60'), unit='µg/m³')
    """
    if type(day) is not date:
        raise TypeError(f"expected a date, the day of the data in Beijing; got {day!r}")
    return Law(day, open_packs(packs))
