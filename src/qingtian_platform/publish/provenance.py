"""A computation as a tree for a page, and the inputs at its ends."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from qingtian.standards.result import Cite, Given, LeftOut, Result, Step
from qingtian.standards.words import RULES
from qingtian_platform.evaluate.api import CODES
from qingtian_platform.kit.categories import english
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry

WEAK = {"K:m", "K:l"}
#: What stands at the ends of a tree are hourly values.
HOUR = timedelta(hours=1)
#: Fields of an hour that can count.
FIELDS = ("Avg", "Rtd")


def language() -> Any:  # noqa: ANN401 - the library's literal type
    """Give the reader's language as the library names it."""
    return "en" if english() else "zh"


@dataclass(frozen=True)
class Clause:
    """A citation: standard, clause, and whether its source must still be checked."""

    standard: str
    clause: str
    weak: bool


@dataclass(frozen=True)
class Input:
    """A value at the end of the tree: what the instrument sent.

    Attributes
    ----------
    used
        False for what was left out; then `reason` says why.
    act, was
        Number of the act by which a person changed it, and what was received; None where nobody
        did.
    """

    name: str
    value: object
    unit: str
    start: datetime | None
    end: datetime | None
    mn: str
    code: str
    flag: str
    batch: int | None
    frame: int | None
    used: bool = True
    reason: str = ""
    field: str = "Avg"
    place: int = 0
    received_at: datetime | None = None
    act: int | None = None
    was: str = ""


@dataclass(frozen=True)
class Node:
    """One rule that was applied.

    Attributes
    ----------
    count
        Inputs below it that took part. [1]
    """

    title: str
    subject: str
    value: object
    unit: str
    valid: bool
    edition: str
    clauses: tuple[Clause, ...]
    steps: tuple[str, ...]
    nodes: tuple[Node, ...]
    inputs: tuple[Input, ...]


def _clause(cite: Cite) -> Clause:
    return Clause(cite.standard, cite.clause, cite.review or cite.evidence in WEAK)


def _moment(origin: Mapping[str, object], name: str) -> datetime | None:
    found = origin.get(name)
    return datetime.fromisoformat(found) if isinstance(found, str) else None


def _number(origin: Mapping[str, object], name: str) -> int | None:
    found = origin.get(name)
    return int(found) if isinstance(found, int) else None


def _input(given: Given, *, used: bool = True, reason: str = "") -> Input:
    origin = given.origin
    start = _moment(origin, "start")
    return Input(
        name=CODES.get(str(origin.get("code", "")), given.name),
        value=given.value,
        unit=given.unit,
        start=start,
        end=start + HOUR if start else None,
        mn=str(origin.get("mn", "")),
        code=str(origin.get("code", "")),
        flag=str(origin.get("flag", "")),
        batch=_number(origin, "batch"),
        frame=_number(origin, "frame"),
        used=used,
        reason=reason,
        field=str(origin.get("field", "Avg")),
        place=_number(origin, "place") or 0,
        received_at=_moment(origin, "received_at"),
        act=_number(origin, "act"),
        was=str(origin.get("received", "")),
    )


def _left_out(out: LeftOut) -> Input:
    reason = Step(out.reason, out.values).say(language())
    return _input(out.given, used=False, reason=reason)


def node(result: Result) -> Node:
    """Turn a result into what a page shows."""
    given = [_input(item) for item in result.inputs if isinstance(item, Given)]
    return Node(
        title=RULES[result.rule][language()],
        subject=result.subject,
        value=result.value,
        unit=result.unit,
        valid=result.valid,
        edition=result.edition,
        clauses=tuple(dict.fromkeys(_clause(cite) for cite in result.cites)),
        steps=tuple(step.say(language()) for step in result.steps),
        nodes=tuple(node(item) for item in result.inputs if isinstance(item, Result)),
        inputs=(*given, *map(_left_out, result.left_out)),
    )


def ends(top: Node) -> Iterator[Input]:
    """List what stands at the ends of the tree, in order."""
    yield from top.inputs
    for below in top.nodes:
        yield from ends(below)


def sources(inputs: Sequence[Input]) -> list[tuple[int, int]]:
    """List the frames that brought the inputs that took part, each once, in order.

    Where none took part, the frames of those that were left out.
    """
    counted = [one for one in inputs if one.used] or inputs
    found = {
        (one.batch, one.frame): None
        for one in counted
        if one.batch is not None and one.frame is not None
    }
    return list(found)


def below(result: Result, subject: str) -> Result | None:
    """Find the topmost rule about a subject."""
    if result.subject == subject:
        return result
    for item in result.inputs:
        if isinstance(item, Result):
            found = below(item, subject)
            if found is not None:
                return found
    return None


def came(
    thing_ids: Collection[int], names: Collection[str], start: datetime, end: datetime
) -> list[Input]:
    """List the hourly values that hold of what came; used are those that count.

    Parameters
    ----------
    thing_ids
        Numbers of the stations.
    names
        Pollutants that are looked for.
    start, end
        Hours that start in [start, end).
    """
    streams = [one for one in registry.datastreams() if one.thing_id in thing_ids]
    units = {(one.mn, one.code): one.unit for one in streams}
    table = record.observations(
        mn=sorted({mn for mn, _code in units}),
        code=[code for code, name in CODES.items() if name in names],
        interval="hour",
        field=FIELDS,
        start=start,
        end=end,
    )
    return [_came(row, units) for row in table.to_pylist()]


def _came(row: dict[str, Any], units: Mapping[tuple[str, str], str]) -> Input:
    value, decimals = row["value"], row["decimals"]
    reason = ""
    if value is None:
        reason = Step("no-number" if row["act"] is None else "retracted", {}).say(language())
    elif row["flag"] not in {"", "N"}:
        reason = _("its data mark keeps it from counting")
    return Input(
        name=CODES[row["code"]],
        value=value if value is None or decimals is None else f"{value:.{decimals}f}",
        unit=units.get((row["mn"], row["code"]), ""),
        start=row["start"],
        end=row["end"],
        mn=row["mn"],
        code=row["code"],
        flag=row["flag"],
        batch=row["batch"],
        frame=row["frame"],
        used=not reason,
        reason=reason,
        field=row["field"],
        place=row["place"],
        received_at=row["received_at"],
        act=row["act"],
    )


def marked(thing_id: int, names: Collection[str], start: datetime, end: datetime) -> list[Input]:
    """List hourly values that came and do not count: for their mark, or a person took them back.

    Parameters
    ----------
    thing_id
        Number of the station.
    names
        Pollutants that are looked for.
    start, end
        Hours that start in [start, end).
    """
    return [one for one in came([thing_id], names, start, end) if not one.used]
