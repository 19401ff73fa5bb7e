"""What stands behind the figures of a list: for each, where it comes from and what it was counted from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from qingtian.policy import Policy
from qingtian.policy.clocks import Instance
from qingtian_platform.assess.closing import api as closing
from qingtian_platform.publish.desk.rankings import words
from qingtian_platform.publish.desk.words import said

COUNTED = re.compile(r"checks \S+: \w+(?: \((?P<way>[^)]*)\))?, uploads (?P<files>.*)")
NUMBER = re.compile(r"#(\d+)")


@dataclass(frozen=True)
class Behind:
    """One figure of a unit.

    Attributes
    ----------
    key, indicator
        What it is: key and name.
    value
        As it was handed in or computed, unrounded; empty where there is none.
    source
        Where it comes from.
    way
        How a rate was computed; empty where nothing is open.
    by
        Who handed it in; empty where it was computed.
    files
        Numbers of the files of checks that it was counted from.
    """

    key: str
    indicator: str
    value: str
    source: str
    way: str
    by: str
    files: tuple[int, ...]


def behind(
    known: Policy, ranking: str, turn: Instance, edition: closing.EditionInfo | None
) -> Mapping[str, list[Behind]]:
    """Give what stands behind each unit's figures, by unit.

    Parameters
    ----------
    known
        The policy.
    ranking, turn
        Which list.
    edition
        As it was frozen; None, or one that holds no figures: as they stand now.
    """
    frozen = edition.content.get("figures") if edition else None
    found: dict[str, list[Behind]] = {}
    for key, rows in (frozen or _standing(ranking, turn)).items():
        for who, value, reason, source, name in rows:
            found.setdefault(who, []).append(_one(known, key, value, reason, source, name))
    return found


def _standing(ranking: str, turn: Instance) -> dict[str, Iterable[tuple[str, ...]]]:
    return {
        key: [
            (who, e.stands.value, e.stands.reason, e.stands.source, e.name if e.handed else "")
            for who, e in rows.items()
        ]
        for key, rows in closing.held(ranking, turn).items()
    }


def _one(known: Policy, key: str, value: str, reason: str, source: str, name: str) -> Behind:
    counted = None if name else COUNTED.fullmatch(source)
    return Behind(
        key,
        said(known.indicators[key].name) if key in known.indicators else key,
        _plain(value) or words.reason(reason, known),
        _("counted from rows of checks") if counted else source,
        words.way(counted["way"]) if counted and counted["way"] else "",
        name,
        tuple(map(int, NUMBER.findall(counted["files"]))) if counted else (),
    )


def _plain(value: str) -> str:
    """Write a number without noughts at its end."""
    return value.rstrip("0").rstrip(".") if "." in value else value
