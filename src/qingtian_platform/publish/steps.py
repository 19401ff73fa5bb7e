"""The way of a number in six steps: received, decoded, checked, corrected, evaluated, released."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from qingtian.ledger import kinds
from qingtian.protocols.hj212.deviations import DEVIATIONS
from qingtian.protocols.hj212.messages import Message
from qingtian_platform.kit.categories import english
from qingtian_platform.kit.times import beijing
from qingtian_platform.publish import proofs
from qingtian_platform.publish.deeds.shown import Line, line
from qingtian_platform.publish.desk.kept import clause, deviation
from qingtian_platform.publish.provenance import Input, sources
from qingtian_platform.publish.sealed import FRAME, form_word
from qingtian_platform.record.acts import api as acts
from qingtian_platform.record.releases import api as releases
from qingtian_platform.registry import api as registry

READ = 24
"""Frames of a number that are read again for its page; a day of one station has so many. [1]"""

EDITIONS = {"2005": "HJ/T 212-2005", "2017": "HJ 212-2017", "2025": "HJ 212-2025", "sw": "SW"}


@dataclass(frozen=True)
class Received:
    """What came, when, from where.

    Attributes
    ----------
    first, last
        Earliest and latest receipt.
    mns
        Data loggers.
    frames, batches
        How many. [1]
    """

    first: datetime | None
    last: datetime | None
    mns: tuple[str, ...]
    frames: int
    batches: int


@dataclass(frozen=True)
class Departure:
    """How frames depart from the standard: what was expected, where that stands, how often."""

    what: str
    clause: str
    count: int


@dataclass(frozen=True)
class Decoded:
    """How the bytes were read.

    Attributes
    ----------
    forms
        How the frames came, in words.
    editions
        Protocols that the data loggers speak, as registered for the day.
    departures
        From the protocol.
    read, frames
        How many frames were read again for this page, and how many there are. [1]
    files
        Of imported rows: the file's hash and the line.
    """

    forms: tuple[str, ...]
    editions: tuple[str, ...]
    departures: tuple[Departure, ...]
    read: int
    frames: int
    files: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Checked:
    """How many values took part; of those that did not, how many for which reason. [1]."""

    used: int
    left: int
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Released:
    """By which rule it is public.

    Attributes
    ----------
    key, title, says
        Of the rule; empty where none is registered.
    approval
        The signed act by which it was approved; None = nobody has signed it yet.
    """

    key: str
    title: str
    says: str
    approval: Line | None


@dataclass(frozen=True)
class Way:
    """The steps that are not shown elsewhere on the page of a number.

    Attributes
    ----------
    meaning, rules
        The acts that last said what the values mean, and by which rules they are evaluated.
    """

    received: Received
    decoded: Decoded
    checked: Checked
    meaning: Line | None
    rules: Line | None
    released: Released


def way(inputs: Sequence[Input], kind: str, key: str, period: str, day: datetime) -> Way:
    """Gather the steps of a number.

    Parameters
    ----------
    inputs
        What it was computed from, and what did not take part.
    kind, key
        Kind and key of the place; `city` for the city.
    period
        `hour` or `day`.
    day
        Start of the period.
    """
    return Way(
        received=_received(inputs),
        decoded=_decoded(inputs, day),
        checked=_checked(inputs),
        meaning=_meaning(key, inputs),
        rules=next((line(each) for each in reversed(acts.about_thing(""))), None),
        released=_released(kind, period),
    )


def _received(inputs: Sequence[Input]) -> Received:
    used = [one for one in inputs if one.used] or inputs
    times = [one.received_at for one in used if one.received_at is not None]
    frames = sources(inputs)
    return Received(
        first=min(times, default=None),
        last=max(times, default=None),
        mns=tuple(sorted({one.mn for one in used if one.mn})),
        frames=len(frames),
        batches=len({batch for batch, _frame in frames}),
    )


def _decoded(inputs: Sequence[Input], day: datetime) -> Decoded:
    frames = sources(inputs)
    read = frames[:READ] if len(frames) <= READ else []
    forms: dict[str, None] = {}
    departures: Counter[str] = Counter()
    files: dict[tuple[str, int], None] = {}
    for batch, frame in read:
        sealed = proofs.sealed(batch, frame)
        forms[form_word(sealed.form, decrypted=sealed.decrypted)] = None
        if sealed.form == "row":
            files |= dict.fromkeys(_file(sealed.masked))
        else:
            departures.update(_departures(sealed.masked))
    return Decoded(
        forms=tuple(forms),
        editions=_editions({one.mn for one in inputs}, day, files=bool(files)),
        departures=tuple(_departure(*each) for each in departures.most_common()),
        read=len(read),
        frames=len(frames),
        files=tuple(files),
    )


def _file(masked: bytes) -> list[tuple[str, int]]:
    try:
        row = json.loads(masked)
        return [(str(row["file"]), int(row["line"]))]
    except (ValueError, KeyError, TypeError):
        return []


def _departures(masked: bytes) -> tuple[str, ...]:
    found = FRAME.search(masked)
    return () if found is None else Message.parse(found[1]).deviations


def _departure(key: str, count: int) -> Departure:
    known = DEVIATIONS.get(key)
    if known is None:
        return Departure(key, "", count)
    return Departure(deviation(known.message), clause(known.clause), count)


def _editions(mns: Iterable[str], day: datetime, *, files: bool) -> tuple[str, ...]:
    """Name the protocols of data loggers on a day; an imported file has none."""
    if files:
        return ()
    known = registry.all_loggers(beijing(day).date())
    spoken = {known[mn].edition for mn in mns if mn in known}
    return tuple(EDITIONS.get(each, each) for each in sorted(spoken))


def _checked(inputs: Sequence[Input]) -> Checked:
    left = [one for one in inputs if not one.used]
    reasons = Counter(one.reason for one in left)
    return Checked(len(inputs) - len(left), len(left), tuple(reasons.most_common()))


def _meaning(key: str, inputs: Sequence[Input]) -> Line | None:
    """Find the last entry that says what the values of these data loggers mean."""
    names = {one.mn for one in inputs if one.mn}
    for info in reversed(acts.about_thing(key)):
        body = info.act.body
        said = body["changes"] if info.act.schema == kinds.REGISTRY else [body]
        if any(not each["name"] or each["name"].split(" ")[0] in names for each in said):
            return line(info)
    return None


def _released(kind: str, period: str) -> Released:
    found = releases.released(kind, period)
    if found is None or not isinstance(found.what, releases.Rule):
        return Released("", _("none is registered"), "", None)
    side = "en" if english() else "zh"
    last = found.last if found.public else None
    approval = None if last is None else line(last)
    return Released(found.what.key, found.what.title[side], found.what.says[side], approval)
