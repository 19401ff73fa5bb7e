"""The whole law, read once from the package, and the question of a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from qingtian.law.errors import LawFileError, NotInForceError, UnknownProvisionError
from qingtian.law.provision import Force, Provision
from qingtian.law.reading import day as a_day
from qingtian.law.reading import read
from qingtian.law.schema import provisions_of

DOCUMENT = {
    "title",
    "issuer",
    "issued",
    "since",
    "until",
    "superseded_by",
    "nationwide",
    "knowledge",
}


def _walk(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.is_dir():
            yield from _walk(entry, f"{path}.{entry.name}")
        elif entry.name.endswith(".yaml"):
            yield f"{path}.{entry.name.removesuffix('.yaml')}", entry


def _text(entry: Traversable) -> str:
    return entry.read_text(encoding="utf-8")


def areas() -> tuple[str, ...]:
    """List the areas of the law, a folder each: air, water, emissions and so on."""
    folders = (each for each in files("qingtian.law").iterdir() if each.is_dir())
    return tuple(sorted(each.name for each in folders if not each.name.startswith("_")))


@cache
def provisions() -> Mapping[str, tuple[Provision, ...]]:
    """Read and check every file of the law; by name, each with all its dates.

    Raises
    ------
    LawFileError
        If any file breaks the form.
    """
    root = files("qingtian.law")
    found = {
        path: provisions_of(path, read(_text(entry), path))
        for area in areas()
        for path, entry in _walk(root / area, area)
    }
    _check_references(found)
    return found


def _check_references(found: Mapping[str, tuple[Provision, ...]]) -> None:
    for path, stages in found.items():
        for stage in stages:
            if stage.minimum is not None and stage.minimum not in found:
                raise LawFileError(f"{path}: minimum names {stage.minimum}, which is no provision")
            if stage.standard not in documents():
                raise LawFileError(f"{path}: {stage.standard} is not in documents.yaml")
            if unknown := set(stage.source.split()) - set(sources()):
                raise LawFileError(f"{path}: source {unknown} is not in sources.yaml")


@cache
def documents() -> Mapping[str, Force]:
    """List the documents that the law is taken from, by number."""
    table = read(_text(files("qingtian.law") / "documents.yaml"), "documents.yaml")
    return {name: _document(name, entry) for name, entry in table.items()}


def _document(name: str, entry: Mapping[str, object]) -> Force:
    if unknown := set(entry) - DOCUMENT:
        raise LawFileError(f"documents.yaml: {name}: unknown key {', '.join(sorted(unknown))}")
    until = entry.get("until")
    whole = entry.get("nationwide")
    return Force(
        name,
        str(entry["title"]),
        a_day(entry["since"], name),
        None if until is None else a_day(until, name),
        None if whole is None else a_day(whole, name),
    )


@cache
def sources() -> Mapping[str, str]:
    """List where the values were read, by the code that each file cites."""
    table = read(_text(files("qingtian.law") / "sources.yaml"), "sources.yaml")
    return {str(code): str(text) for code, text in table.items()}


def force(document: str) -> Force:
    """Say when a document is in force, as `force("HJ 633-2026").since`.

    Raises
    ------
    UnknownProvisionError
        If no such document is known; the message lists those that are.
    """
    found = documents().get(document)
    if found is None:
        raise UnknownProvisionError(f"expected one of {', '.join(documents())}; got {document!r}")
    return found


@dataclass(frozen=True)
class Branch:
    """A part of the law on a day; attributes lead down to provisions."""

    _path: str
    _day: date

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a Branch or a Provision
        """Go one step down by name."""
        if name.startswith("_"):
            raise AttributeError(name)
        return _step(f"{self._path}.{name}", self._day)


@dataclass(frozen=True)
class Law:
    """The law on one day.

    Attributes
    ----------
    day
        The day that is asked about, in Beijing time: that of the data, not of the question.
    """

    day: date

    def __getitem__(self, path: str) -> Provision:
        """Give a provision by its full name.

        Raises
        ------
        UnknownProvisionError
            If there is none of that name.
        NotInForceError
            If it did not hold on the day.
        """
        stages = provisions().get(path)
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
        return _step(name, self.day)


def _step(path: str, day: date) -> Branch | Provision:
    if path in provisions():
        return Law(day)[path]
    if any(name.startswith(f"{path}.") for name in provisions()):
        return Branch(path, day)
    raise UnknownProvisionError(f"no provision is called {path!r}; see qingtian.law.provisions()")


def at(day: date) -> Law:
    """Ask for the law of a day.

    Parameters
    ----------
    day
        The day of the data, in Beijing time.

    Returns
    -------
    Law
        Provisions by attribute, `at(day).air.limits.pm25.day`, or by name.

    Raises
    ------
    TypeError
        If it is no plain date: a moment has no day until its zone is named.

    Examples
    --------
    >>> at(date(2026, 3, 1))["air.limits.pm25.day"].level(2)
    Quantity(value=Decimal('60'), unit='µg/m³')
    """
    if type(day) is not date:
        raise TypeError(f"expected a date, the day of the data in Beijing; got {day!r}")
    return Law(day)
