"""A result that explains itself: the value, the clause, what went in, what did not and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from qingtian.law import Provision
from qingtian.standards.words import RULES, WORDS

Language = Literal["zh", "en"]
Value = Decimal | int | str | bool | None


def plain(value: object) -> Any:  # noqa: ANN401 - what JSON can hold
    """Turn a value into what JSON holds; a Decimal keeps its digits as text."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value if value is None or isinstance(value, int | str | bool) else str(value)


@dataclass(frozen=True)
class Cite:
    """Where a rule stands, and how well we know it."""

    standard: str
    clause: str
    path: str
    evidence: str
    review: bool

    @classmethod
    def of(cls, provision: Provision) -> Cite:
        """Cite a provision of the law."""
        return cls(
            provision.standard,
            provision.clause,
            provision.path,
            provision.evidence.value,
            provision.review,
        )

    def __str__(self) -> str:
        """Write standard, clause and evidence."""
        review = ", review" if self.review else ""
        return f"{self.standard}, {self.clause} [{self.evidence}{review}]"


@dataclass(frozen=True)
class Step:
    """One step of the computation, by the key of its sentence and what stands in it."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    def say(self, language: Language) -> str:
        """Write the step as a sentence; what it has in `zh` and `en` is put in as `text`."""
        shown = {key: plain(value) for key, value in self.values.items()}
        return WORDS[self.key][language].format_map({"text": shown.get(language), **shown})


@dataclass(frozen=True)
class Given:
    """A number that was given, and where it comes from.

    Attributes
    ----------
    name
        What it is: a pollutant, or the hour that it stands for.
    value, unit
        The number as given; None = missing. [unit]
    origin
        Whatever the caller knows of it: logger, start, flag, batch and frame.
    """

    name: str
    value: Value
    unit: str = ""
    origin: Mapping[str, object] = field(default_factory=dict)

    def say(self, _language: Language) -> str:
        """Write name, number and unit, and the batch and frame if known."""
        where = "".join(f" {key} {plain(item)}" for key, item in self.origin.items())
        number = "-" if self.value is None else f"{plain(self.value)} {self.unit}".rstrip()
        return f"{self.name}: {number}{' (' + where.strip() + ')' if where else ''}"

    def to_json(self) -> dict[str, Any]:
        """Give it as JSON holds it."""
        return {
            "name": self.name,
            "value": plain(self.value),
            "unit": self.unit,
            "origin": plain(self.origin),
        }


@dataclass(frozen=True)
class LeftOut:
    """Something that did not take part, the key of the reason, and its own result if it has one."""

    given: Given
    reason: str
    values: Mapping[str, object] = field(default_factory=dict)
    result: Result | None = None

    def say(self, language: Language) -> str:
        """Write what was left out and why."""
        return f"{self.given.say(language)} — {Step(self.reason, self.values).say(language)}"

    def to_json(self) -> dict[str, Any]:
        """Give it as JSON holds it."""
        reason = Step(self.reason, self.values)
        return {
            **self.given.to_json(),
            "reason": self.reason,
            "zh": reason.say("zh"),
            "en": reason.say("en"),
            "result": None if self.result is None else self.result.to_json(),
        }


@dataclass(frozen=True)
class Result:
    """What a rule gives for its inputs on a day.

    Attributes
    ----------
    rule
        Number of the rule, the same in code, messages, tests and docs.
    subject
        What it is about, as `PM2.5`.
    value, unit
        The value as reported, rounded by the rule; None = must not be computed. [unit]
    valid
        Whether the rule's demand on the data is met.
    edition
        The standard that was applied.
    cites
        Every provision that was used.
    steps
        How the value came about.
    inputs
        What took part: numbers given, or results of other rules.
    left_out
        What did not, and why.
    more
        What else the rule gives: category, primary pollutants, counts.
    """

    rule: str
    subject: str
    value: Value
    unit: str
    valid: bool
    edition: str
    cites: tuple[Cite, ...] = ()
    steps: tuple[Step, ...] = ()
    inputs: tuple[Result | Given, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def review(self) -> bool:
        """Whether anything below rests on weak evidence."""
        below = (item for item in self.inputs if isinstance(item, Result))
        return any(cite.review for cite in self.cites) or any(item.review for item in below)

    def say(self, language: Language) -> str:
        """Write the result in one line."""
        words = {"zh": ("无", "无效"), "en": ("none", "not valid")}[language]
        number = words[0] if self.value is None else f"{plain(self.value)} {self.unit}".rstrip()
        mark = "" if self.valid else f" ({words[1]})"
        return f"{RULES[self.rule][language]} {self.subject}: {number}{mark}"

    def tree(self, language: Language = "en") -> str:
        """Draw the whole computation as an indented tree.

        Parameters
        ----------
        language
            `zh` or `en`.
        """
        return "\n".join(self.lines(language))

    def lines(self, language: Language, indent: str = "") -> Iterator[str]:
        """Give the tree line by line."""
        yield f"{indent}{self.say(language)}  [{self.rule}, {self.edition}]"
        deeper = indent + "  "
        for cite in self.cites:
            yield f"{deeper}§ {cite}"
        for step in self.steps:
            yield f"{deeper}= {step.say(language)}"
        for item in self.inputs:
            if isinstance(item, Result):
                yield from item.lines(language, deeper)
            else:
                yield f"{deeper}+ {item.say(language)}"
        for out in self.left_out:
            yield f"{deeper}- {out.say(language)}"
            if out.result is not None:
                yield from out.result.lines(language, deeper + "  ")

    def __str__(self) -> str:
        """Draw the tree in English."""
        return self.tree("en")

    def to_json(self) -> dict[str, Any]:
        """Give all of it as JSON holds it, with the sentences in both languages."""
        return {
            "rule": self.rule,
            "name": dict(RULES[self.rule]),
            "subject": self.subject,
            "value": plain(self.value),
            "unit": self.unit,
            "valid": self.valid,
            "edition": self.edition,
            "review": self.review,
            "cites": [vars(cite) for cite in self.cites],
            "steps": [{"zh": step.say("zh"), "en": step.say("en")} for step in self.steps],
            "inputs": [item.to_json() for item in self.inputs],
            "left_out": [out.to_json() for out in self.left_out],
            "more": plain(self.more),
        }
