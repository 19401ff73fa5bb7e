"""A numbered rule: what it says, why it may say it, and where it is explained."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Language = Literal["zh", "en"]
Words = Mapping[str, str]

NUMBER = re.compile(r"(QC|FD)-[1-9]\d\d")


@dataclass(frozen=True)
class Rule:
    """One rule; its number is the same in code, message, test and docs, and is never used again.

    Attributes
    ----------
    number
        `QC-…` for checks of quality, `FD-…` for detectors of falsification.
    version
        Goes up when the same data may be flagged otherwise; thresholds are not part of it.
    family
        Name of its page, `docs/quality/<family>.md`; the number is the anchor.
    kind
        One word for what it finds.
    category
        `quality`, a remark; or `falsification`, an alarm.
    name, message, reason
        By language: what it is called; what it says of a finding, with the evidence in braces;
        why it may say so, where no clause does.
    clause
        Standard and clause; empty where the reason alone carries it.
    settings
        Names of the law's provisions with its thresholds.
    needs
        Companions that it compares with; without them it says nothing.
    """

    number: str
    family: str
    kind: str
    name: Words
    message: Words
    reason: Words
    clause: str = ""
    settings: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    category: Literal["quality", "falsification"] = "quality"
    version: int = 1

    def __post_init__(self) -> None:
        if not NUMBER.fullmatch(self.number):
            raise ValueError(f"expected a number like QC-101 or FD-101; got {self.number!r}")
        for what in (self.name, self.message, self.reason):
            if set(what) != {"zh", "en"} or not all(what.values()):
                raise ValueError(f"{self.number}: expected text in zh and en; got {what!r}")

    @property
    def page(self) -> str:
        """Where it is explained, below `docs`."""
        return f"quality/{self.family}.md#{self.number.lower()}"

    def say(self, language: Language, evidence: Mapping[str, Any]) -> str:
        """Write the message about a finding; what is not known is a dash.

        Raises
        ------
        KeyError
            If the evidence lacks what the message names: the check is at fault.
        """
        shown = {key: _shown(value) for key, value in evidence.items()}
        return self.message[language].format_map(shown)


def _shown(value: Any) -> Any:  # noqa: ANN401 - as the evidence has it
    """Write a list as its words; what is not known is a dash."""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "–"
    return "–" if value is None else value
