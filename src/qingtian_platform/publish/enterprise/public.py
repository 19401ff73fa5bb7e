"""What the public reads of what a unit said: declared stops, marks with words, causes, values by hand.

Nothing of findings, scores or alarms stands here: a cause is read where one was given, and where none
was given nothing tells that one is owed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from qingtian_platform.act.alarms import api as alarms
from qingtian_platform.check.declared import api as declared
from qingtian_platform.check.declared.api import DeclarationInfo, ManualInfo, MarkInfo
from qingtian_platform.publish.desk import words
from qingtian_platform.publish.enterprise import terms
from qingtian_platform.publish.sentences import joined
from qingtian_platform.registry import api as registry

BACK = timedelta(days=31)


@dataclass(frozen=True)
class MarkRow:
    """A mark, its word, what it is about, and what the instrument itself sent most in the period."""

    mark: MarkInfo
    word: str
    about: str


@dataclass(frozen=True)
class CauseRow:
    """A cause that was given: its word, what it explains, and when it was given."""

    word: str
    about: str
    start: datetime
    end: datetime
    at: datetime


def said(thing: int, now: datetime) -> dict[str, Any]:
    """List what a unit said of the last month, for its public page.

    Parameters
    ----------
    thing
        Number of the outlet or site.
    now
        The present.
    """
    start = now - BACK
    names = {each.code: words.stream_name(each) for each in registry.datastreams(thing)}
    causes = [
        CauseRow(
            words.said(each.words),
            joined(tuple(names.get(code, code) for code in each.codes)),
            each.start,
            each.end,
            each.at,
        )
        for each in alarms.answers(thing, start, now)
    ]
    found = {
        "declared": _declared(thing, start),
        "marks": _marks(thing, start, now, names),
        "causes": sorted(causes, key=lambda each: each.at, reverse=True),
        "manual": _manual(thing, start, names),
    }
    return {**found, "anything": any(found.values())}


def version(thing: int) -> tuple[object, ...]:
    """Give what differs after everything that the public reads of a unit; nothing else moves it."""
    return *declared.said_version(), len(alarms.answers(thing))


def _declared(thing: int, start: datetime) -> list[tuple[DeclarationInfo, str]]:
    """List what was declared, with how long of it was told only afterwards; the newest first."""
    return [
        (each, words.lasting(start, start + each.late_by) if each.late else "")
        for each in reversed(declared.declarations(thing, start))
    ]


def _marks(thing: int, start: datetime, now: datetime, names: dict[str, str]) -> list[MarkRow]:
    return [
        MarkRow(each, terms.mark_word(each.kind), names.get(each.code, ""))
        for each in reversed(declared.marks(start=start, end=now, thing=thing))
    ]


def _manual(thing: int, start: datetime, names: dict[str, str]) -> list[tuple[ManualInfo, str]]:
    found = declared.manual_values(start=start, thing=thing)
    return [(each, names.get(each.code, each.code)) for each in reversed(found)]
