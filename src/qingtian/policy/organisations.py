"""Organisations that the documents name, by the words that they use for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.resources.abc import Traversable

from qingtian.policy.errors import NotThereError
from qingtian.policy.rows import Row, mapped

KINDS = ("body", "group", "role", "monitoring")


@dataclass(frozen=True)
class Organisation:
    """One organisation, group of them, or office.

    Attributes
    ----------
    key, name
        Its name in files; its name by language.
    aliases
        Other words of the documents for the same.
    kind
        `body`, `group`, `role`, or `monitoring`: a body that monitors and may be given no target of
        environmental quality.
    level
        `city`, `district`, `township` …
    since, until
        Days on which it exists; no end = still.
    """

    key: str
    name: Mapping[str, str]
    aliases: tuple[str, ...]
    kind: str
    level: str
    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        """Tell whether it exists on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Directory:
    """All organisations, and who is meant by a word on a day."""

    by_key: Mapping[str, Organisation]

    @cached_property
    def _by_word(self) -> Mapping[str, list[Organisation]]:
        found: dict[str, list[Organisation]] = {}
        for each in self.by_key.values():
            for word in (each.name["zh"], *each.aliases):
                found.setdefault(word, []).append(each)
        return found

    def named(self, word: str, day: date | None = None) -> Organisation:
        """Find who is meant by a word of the documents.

        Parameters
        ----------
        word
            A name or an alias, in Chinese.
        day
            The day of the text; None = any.

        Raises
        ------
        NotThereError
            If nobody is called that, or not on that day.
        """
        for each in self._by_word.get(word, ()):
            if day is None or each.holds(day):
                return each
        when = f" on {day}" if day else ""
        raise NotThereError(f"no organisation is called {word}{when}; add it or an alias")


def organisations(folder: Traversable) -> Directory:
    """Read `organisations.yaml`.

    Raises
    ------
    PackFileError
        If a row breaks the form, or a word means two organisations on one day.
    """
    found: dict[str, Organisation] = {}
    for row in mapped(folder, "organisations.yaml", "organisations"):
        each = _organisation(row)
        _check_words(row, each, found.values())
        found[row.name] = each
    return Directory(found)


def _organisation(row: Row) -> Organisation:
    row.only(["name", "kind", "level", "since", "source"], ["aliases", "until"])
    return Organisation(
        row.name,
        row.words("name"),
        row.texts("aliases"),
        row.choice("kind", KINDS),
        row.text("level"),
        row.day("since"),
        row.day_or_none("until"),
    )


def _check_words(row: Row, each: Organisation, others: Iterable[Organisation]) -> None:
    mine = {each.name["zh"], *each.aliases}
    for other in others:
        both = mine & {other.name["zh"], *other.aliases}
        apart = (other.until is not None and other.until < each.since) or (
            each.until is not None and each.until < other.since
        )
        if both and not apart:
            raise row.error("aliases", f"{min(both)} already means {other.key}; one word, one unit")
