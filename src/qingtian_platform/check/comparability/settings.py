"""What the policy of the city says of its network."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

from qingtian.law.packs import open_pack
from qingtian.policy import Policy, open_policy
from qingtian.policy.policy import FOLDER
from qingtian_platform.check.findings.settings import packs

KINDS = ("station", "section")
"""Kinds of things that make the network of environmental quality; what enterprises run is none."""


def policy() -> Policy | None:
    """Open the policy of the city: of the first pack in use that carries one; None where none does."""
    return _first(packs())


@cache
def _first(names: tuple[str, ...]) -> Policy | None:
    for name in names:
        pack = open_pack(name)
        if (pack.root / FOLDER).joinpath("documents.yaml").is_file():
            return open_policy(pack)
    return None


def setting(known: Policy, name: str, day: date) -> dict[str, Any]:
    """Give the answer of a setting of the network on a day.

    Parameters
    ----------
    known
        The policy.
    name
        As `place` of `network.place`.
    day
        In Beijing; before the first answer, the first holds.

    Raises
    ------
    NotThereError
        If the pack has no such setting.
    """
    asked = known.settings.get(f"network.{name}")
    first = day if asked is None else max(day, asked.decisions[0].since)
    found: dict[str, Any] = known.decided_setting(f"network.{name}", first)
    return found


def window(known: Policy, day: date) -> timedelta:
    """Say how far back from the end of a month a check or comparison may serve as its reference."""
    return timedelta(days=int(setting(known, "references", day)["days"]))


def department(known: Policy, owner: str, day: date) -> str:
    """Tell which department an owner belongs to, by the words of its name; empty where none fits.

    Parameters
    ----------
    known
        The policy.
    owner
        Its name in Chinese, as registered.
    day
        In Beijing.

    Returns
    -------
    str
        Key of the organisation in the pack.
    """
    rows: dict[str, list[str]] = setting(known, "departments", day)
    return next((key for key, words in rows.items() if any(w in owner for w in words)), "")
