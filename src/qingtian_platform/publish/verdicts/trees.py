"""The tree of a verdict for a page, from what the stage kept of the rule's result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qingtian_platform.kit.categories import english
from qingtian_platform.publish.verdicts.law import href

WEAK = {"K:m", "K:l"}


@dataclass(frozen=True)
class Cited:
    """A citation, with the address of its standard's page where there is one."""

    standard: str
    clause: str
    href: str
    weak: bool


@dataclass(frozen=True)
class Leaf:
    """A number that was given: a reading with its frame, or what somebody entered.

    Attributes
    ----------
    reason
        Empty for what took part; else why it did not.
    act
        Number of the act by which a person changed it; None where nobody did.
    """

    name: str
    value: str | None
    unit: str
    start: datetime | None
    mn: str
    code: str
    flag: str
    batch: int | None
    frame: int | None
    reason: str = ""
    act: int | None = None


@dataclass(frozen=True)
class Branch:
    """One rule that was applied, with what stands below it."""

    title: str
    subject: str
    value: str | None
    unit: str
    valid: bool
    edition: str
    cited: tuple[Cited, ...]
    steps: tuple[str, ...]
    branches: tuple[Branch, ...]
    leaves: tuple[Leaf, ...]


def branch(tree: Mapping[str, Any]) -> Branch:
    """Turn a result, as `Result.to_json` writes it, into what a page shows."""
    side = "en" if english() else "zh"
    below = [item for item in tree["inputs"] if "rule" in item]
    given = [item for item in tree["inputs"] if "rule" not in item]
    out = tree["left_out"]
    return Branch(
        title=tree["name"][side],
        subject=tree["subject"],
        value=None if tree["value"] is None else str(tree["value"]),
        unit=tree["unit"],
        valid=tree["valid"],
        edition=tree["edition"],
        cited=tuple(_cited(each) for each in tree["cites"]),
        steps=tuple(step[side] for step in tree["steps"]),
        branches=tuple(branch(each) for each in below),
        leaves=(
            *(_leaf(each) for each in given),
            *(_leaf(each, each[side]) for each in out),
        ),
    )


def _cited(cite: Mapping[str, Any]) -> Cited:
    weak = bool(cite["review"]) or cite["evidence"] in WEAK
    return Cited(cite["standard"], cite["clause"], href(cite["standard"], cite["path"]), weak)


def _leaf(given: Mapping[str, Any], reason: str = "") -> Leaf:
    origin = given.get("origin") or {}
    start = origin.get("start")
    value = given["value"]
    return Leaf(
        name=given["name"],
        value=None if value is None else str(value),
        unit=given["unit"],
        start=datetime.fromisoformat(start) if isinstance(start, str) else None,
        mn=str(origin.get("mn", "")),
        code=str(origin.get("code", "")),
        flag=str(origin.get("flag", "")),
        batch=origin.get("batch"),
        frame=origin.get("frame"),
        reason=reason,
        act=origin.get("act"),
    )
