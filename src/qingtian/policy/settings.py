"""Settings: what the documents leave open, decided by somebody on a day for a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from typing import Any

from qingtian.policy.errors import NotThereError
from qingtian.policy.rows import Row, a_day, mapped


@dataclass(frozen=True)
class Decision:
    """One answer to an open question.

    Attributes
    ----------
    since
        First day of the data that it holds for.
    value
        The answer.
    author, reason
        Who decided, and why, by language.
    """

    since: date
    value: Any
    author: str
    reason: Mapping[str, str]


@dataclass(frozen=True)
class Setting:
    """One open question with its answers in the order of their days.

    Attributes
    ----------
    key, question
        Its name; what the text leaves open, by language.
    clauses
        Whose words leave it open; none where the question is the platform's own.
    choices
        Answers that are possible; empty where any is.
    """

    key: str
    question: Mapping[str, str]
    clauses: tuple[str, ...]
    choices: tuple[str, ...]
    decisions: tuple[Decision, ...]

    def on(self, day: date) -> Decision:
        """Give the answer that holds on a day.

        Raises
        ------
        NotThereError
            If there was none yet.
        """
        earlier = [each for each in self.decisions if each.since <= day]
        if not earlier:
            raise NotThereError(
                f"{self.key} is not decided for {day}; first for {self.decisions[0].since}"
            )
        return earlier[-1]


def settings(folder: Traversable) -> dict[str, Setting]:
    """Read `settings.yaml`.

    Raises
    ------
    PackFileError
        If a row breaks the form, or an answer is not among the choices.
    """
    return {row.name: _setting(row) for row in mapped(folder, "settings.yaml", "settings")}


def _setting(row: Row) -> Setting:
    row.only(["question", "clauses", "values"], ["choices"])
    choices = row.texts("choices")
    found = tuple(_decision(each, choices) for each in row.rows("values"))
    if not found:
        raise row.error("values", "expected at least one answer")
    ordered = tuple(sorted(found, key=lambda each: each.since))
    return Setting(row.name, row.words("question"), row.texts("clauses"), choices, ordered)


def _decision(row: Row, choices: tuple[str, ...]) -> Decision:
    row.only(["value", "author", "reason"])
    try:
        since = a_day(row.name)
    except ValueError as problem:
        raise row.error("value", str(problem)) from None
    value = row.choice("value", choices) if choices else row.values["value"]
    return Decision(since, value, row.text("author"), row.words("reason"))
