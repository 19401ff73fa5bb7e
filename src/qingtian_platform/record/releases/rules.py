"""Rules by which the platform publishes without a person at each value (`rules.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from qingtian.ledger.acts import SALT_SIZE, canonical, words_hash

_FILE = Path(__file__).with_name("rules.yaml")


@dataclass(frozen=True)
class Rule:
    """What is published by itself.

    Attributes
    ----------
    key
        Its name.
    kinds
        Of which things: kinds of the registry, or `city`.
    intervals
        Which periods: realtime, minute, hour, day.
    title, says, source
        What it is called, what it says, what it rests on; by language, zh and en.
    """

    key: str
    kinds: tuple[str, ...]
    intervals: tuple[str, ...]
    title: Mapping[str, str]
    says: Mapping[str, str]
    source: Mapping[str, str]

    @property
    def text(self) -> str:
        """What an approval is over: all of it, so that another wording takes another approval."""
        return canonical(
            {
                "intervals": list(self.intervals),
                "key": self.key,
                "kinds": list(self.kinds),
                "says": dict(self.says),
                "source": dict(self.source),
                "title": dict(self.title),
            }
        ).decode()

    @property
    def dataset(self) -> str:
        """Hash that an act names it by. The wording is public, so its salt is 32 zero bytes."""
        return words_hash(bytes(SALT_SIZE), self.text)


@cache
def rules() -> tuple[Rule, ...]:
    """Read the rules."""
    found = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Rule(**{**each, "kinds": tuple(each["kinds"]), "intervals": tuple(each["intervals"])})
        for each in found
    )


def rule_for(kind: str, interval: str) -> Rule | None:
    """Find the rule by which values of a kind of thing and a period are published; None = none."""
    return next((r for r in rules() if kind in r.kinds and interval in r.intervals), None)
