"""Acts about readings: that the reading is there, and what its value is after corrections."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from qingtian.ledger import kinds
from qingtian.ledger.acts import Act
from qingtian.ledger.frame import SealedFrame
from qingtian.ledger.merkle import leaf_hash
from qingtian_platform.kit.places import Places
from qingtian_platform.record.acts import held, table
from qingtian_platform.record.errors import ActRefusedError
from qingtian_platform.record.query import observations

OUTCOMES: Final = ("kept", "rejected")
"""What a decision on a mark may come to: the value counts, or it does not."""
GOOD: Final = ("", "N")
"""Marks under which a value counts (HJ 212-2017, table 8)."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Corrected:
    """A reading that persons corrected.

    Attributes
    ----------
    value
        What holds now, as text. [unit of the datastream]
    before
        What was received, as text; it stays and can be proven.
    acts
        Hashes of the corrections that stand, in order.
    reason
        Why, a word, of the last one.
    at
        When the last one was signed.
    by
        Name of the key that signed it.
    """

    value: str
    before: str
    acts: tuple[str, ...]
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True)
class Decided:
    """A reading on whose mark a person decided.

    Attributes
    ----------
    outcome
        kept or rejected: whether the value counts.
    mark
        The data mark that holds now.
    before
        The mark as it was received; it stays and can be proven.
    acts
        Hashes of the decisions that stand, in order.
    at
        When the last one was signed.
    by
        Name of the key that signed it.
    """

    outcome: str
    mark: str
    before: str
    acts: tuple[str, ...]
    at: datetime
    by: str


def micro(moment: datetime) -> int:
    """Count microseconds since 1970."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def target_of(places: Places, row: Mapping[str, Any]) -> dict[str, Any]:
    """Write what points to an observation, as an act carries it.

    Parameters
    ----------
    places
        Where the data lives.
    row
        An observation with the columns of `docs/map.md`.
    """
    from qingtian_platform.record.api import sealed_frame

    keys = ("batch", "code", "field", "frame", "interval", "mn", "place")
    leaf = sealed_frame(row["batch"], row["frame"], places).leaf.hex()
    return {**{key: row[key] for key in keys}, "leaf": leaf, "start": micro(row["start"])}


def value_text(row: Mapping[str, Any]) -> str:
    """Write a value with the digits that were sent."""
    if row["value"] is None:
        return str(row["text"] or "")
    return f"{row['value']:.{row['decimals'] or 0}f}"


def check_there(places: Places, act: Act) -> None:
    """Refuse an act about a reading that is not where the act says, or has another value.

    Raises
    ------
    ActRefusedError
        The frame is not there, is another one, or does not hold the value; or a number is corrected to none.
    """
    target = act.body["target"]
    if "entry" in target:
        return
    row = _row(places, target)
    if act.schema == kinds.DECISION:
        _check_decision(places, act, row)
    if act.schema == kinds.CORRECTION:
        _check_number(act, row)
    if act.schema == kinds.CORRECTION and not table.roll(places).corrections(target):
        received = value_text(row)
        if act.body["old"] != received:
            raise ActRefusedError(f"the reading is {received!r}, not {act.body['old']!r}")


def _check_number(act: Act, row: Mapping[str, Any]) -> None:
    """Refuse to correct a number to what is none and bounds none, as <0.5 does: it would count nowhere."""
    new = act.body["new"]
    bare = new.removeprefix("<").removeprefix(">")
    if row["value"] is not None and held.number(bare)["value"] is None:
        raise ActRefusedError(f"expected a number, got {new!r}")


def _check_decision(places: Places, act: Act, row: Mapping[str, Any]) -> None:
    """Refuse a decision that does not begin with the mark received, or whose words do not agree."""
    body = act.body
    if body["outcome"] not in OUTCOMES:
        raise ActRefusedError(f"expected one of {', '.join(OUTCOMES)}")
    if (body["outcome"] == "kept") != (body["after"] in GOOD):
        raise ActRefusedError("a value that is kept is marked as good, one that is rejected is not")
    if not table.roll(places).decisions(body["target"]) and body["before"] != row["flag"]:
        raise ActRefusedError(f"the mark received is {row['flag']!r}, not {body['before']!r}")


def _row(places: Places, target: Mapping[str, Any]) -> dict[str, Any]:
    from qingtian_platform.record.api import NotSealedError, sealed_frame

    try:
        sealed = sealed_frame(target["batch"], target["frame"], places)
    except NotSealedError as error:
        raise ActRefusedError(str(error)) from error
    SealedFrame.from_bytes(sealed.sealed)
    if leaf_hash(sealed.sealed).hex() != target["leaf"]:
        raise ActRefusedError("the act is about another frame than stands at that place")
    start = _EPOCH + timedelta(microseconds=target["start"])
    keys = ("mn", "code", "interval", "field")
    table_ = observations(
        **{key: target[key] for key in keys},
        start=start,
        end=start + timedelta(microseconds=1),
        superseded=True,
        places=places,
    )
    wanted = ("batch", "frame", "place")
    for row in table_.to_pylist():
        if all(row[key] == target[key] for key in wanted):
            return dict(row)
    raise ActRefusedError("that frame holds no such reading")


def corrected(places: Places, rows: Sequence[Mapping[str, Any]]) -> dict[int, Corrected]:
    """Give what holds now for the readings among these that were corrected.

    Parameters
    ----------
    places
        Where the data lives.
    rows
        Observations with the columns mn, code, field, interval, start, place.

    Returns
    -------
    dict
        By place in `rows`; whoever is not in it was not corrected.
    """
    standing = _standing(table.roll(places).corrections, rows)
    return {at: _shown(acts) for at, acts in standing.items()}


def decided(places: Places, rows: Sequence[Mapping[str, Any]]) -> dict[int, Decided]:
    """Give what holds now for the readings among these on whose marks persons decided.

    Parameters
    ----------
    places
        Where the data lives.
    rows
        Observations with the columns mn, code, field, interval, start, place.

    Returns
    -------
    dict
        By place in `rows`; whoever is not in it was not decided on.
    """
    standing = _standing(table.roll(places).decisions, rows)
    return {at: _held(acts) for at, acts in standing.items()}


def _standing(
    of: Callable[[Mapping[str, Any]], list[Act]], rows: Sequence[Mapping[str, Any]]
) -> dict[int, list[Act]]:
    found = {at: of({**row, "start": micro(row["start"])}) for at, row in enumerate(rows)}
    return {at: acts for at, acts in found.items() if acts}


def _held(standing: Sequence[Act]) -> Decided:
    last = standing[-1]
    return Decided(
        outcome=last.body["outcome"],
        mark=last.body["after"],
        before=standing[0].body["before"],
        acts=tuple(act.hash() for act in standing),
        at=_EPOCH + timedelta(microseconds=last.at),
        by=last.by,
    )


def _shown(standing: Sequence[Act]) -> Corrected:
    last = standing[-1]
    return Corrected(
        value=last.body["new"],
        before=standing[0].body["old"],
        acts=tuple(act.hash() for act in standing),
        reason=last.body["reason"],
        at=_EPOCH + timedelta(microseconds=last.at),
        by=last.by,
    )
