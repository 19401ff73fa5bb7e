"""Check one file of the law and turn it into provisions, one a date of force.

Every key is known or refused; a limit has a unit, averaging, a way of comparing and digits; each
value has a standard, clause, source and evidence mark, and weak evidence is marked for review.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from qingtian.law.errors import LawFileError
from qingtian.law.provision import Evidence, Provision
from qingtian.law.reading import day
from qingtian.quantities import UnitError
from qingtian.quantities.units import unit

HEAD = {
    "name",
    "kind",
    "unit",
    "averaging",
    "minimum",
    "compare",
    "decimals",
    "levels",
    "bound",
    "columns",
    "fields",
    "values",
    "checked",
    "stricter_than",
}
ENTRY = {
    "standard",
    "clause",
    "source",
    "evidence",
    "value",
    "review",
    "note",
    "until",
    "nationwide",
}
KINDS = ("limit", "number", "table", "setting", "text")
AVERAGING = (
    "sample",
    "determination",
    "minute",
    "5 minutes",
    "hour",
    "window 8h",
    "mda8",
    "day",
    "7 days",
    "10 days",
    "month",
    "season",
    "quarter",
    "year",
)
COMPARE = ("rounded", "full")
BOUNDS = ("at most", "at least", "within")
AREAS_OF_AIR = ("level 1", "level 2")
"""The levels of a limit whose file names none: class-1 and class-2 areas."""
LANGUAGES = {"zh", "en"}


def _refuse(unknown: set[Any], where: str, known: set[str]) -> None:
    if unknown:
        raise LawFileError(
            f"{where}: unknown key {', '.join(sorted(map(str, unknown)))}; known: {', '.join(sorted(known))}"
        )


def _need(mapping: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
    for key in keys:
        if mapping.get(key) in (None, ""):
            raise LawFileError(f"{where}: expected {key}; it is missing")


def check_keys(mapping: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
    """Demand exactly the keys.

    Raises
    ------
    LawFileError
        If one is unknown, missing or empty.
    """
    _refuse(set(mapping) - set(keys), where, set(keys))
    _need(mapping, keys, where)


def check_words(value: object, where: str) -> Mapping[str, str]:
    """Demand text in both languages.

    Raises
    ------
    LawFileError
        If there is another form or language, or one is missing.
    """
    if not isinstance(value, dict) or set(value) != LANGUAGES or not all(map(str, value.values())):
        raise LawFileError(f"{where}: expected text in zh and en; got {value!r}")
    return {key: str(text) for key, text in value.items()}


def _choice(value: object, allowed: tuple[str, ...], where: str) -> None:
    if value is not None and value not in allowed:
        raise LawFileError(f"{where}: expected one of {', '.join(allowed)}; got {value!r}")


def _levels(head: Mapping[str, Any], where: str) -> tuple[str, ...]:
    levels = head.get("levels", list(AREAS_OF_AIR))
    if not isinstance(levels, list) or not levels or len(set(levels)) != len(levels):
        raise LawFileError(f"{where}: expected levels, a list of different names; got {levels!r}")
    return tuple(map(str, levels))


def _bound(value: object, bound: str, where: str) -> Decimal | tuple[Decimal, Decimal]:
    if bound != "within":
        if not isinstance(value, Decimal) or value <= 0:
            raise LawFileError(f"{where}: expected positive numbers; got {value!r}")
        return value
    pair = tuple(value) if isinstance(value, list) else ()
    if len(pair) != 2 or not all(isinstance(end, Decimal) for end in pair) or pair[0] >= pair[1]:
        raise LawFileError(f"{where}: expected the lower and the upper end; got {value!r}")
    return pair


def _limit(
    value: object, head: Mapping[str, Any], where: str
) -> dict[str, Decimal | tuple[Decimal, Decimal]]:
    if not isinstance(value, dict) or not value:
        raise LawFileError(f"{where}: expected a number for each level; got {value!r}")
    levels = _levels(head, where)
    _refuse(set(map(str, value)) - set(levels), where, set(levels))
    bound = str(head.get("bound", "at most"))
    return {
        str(key).removeprefix("level "): _bound(number, bound, where)
        for key, number in value.items()
    }


def _number(value: object, _head: Mapping[str, Any], where: str) -> Decimal:
    if not isinstance(value, Decimal):
        raise LawFileError(f"{where}: expected one number; got {value!r}")
    return value


def _table(value: object, head: Mapping[str, Any], where: str) -> tuple[Mapping[str, Any], ...]:
    columns = head.get("columns")
    if not isinstance(columns, list) or not isinstance(value, list) or not value:
        raise LawFileError(f"{where}: expected columns and rows")
    for row in value:
        if not isinstance(row, list) or len(row) != len(columns):
            raise LawFileError(
                f"{where}: expected {len(columns)} cells ({', '.join(columns)}); got {row!r}"
            )
    return tuple(dict(zip(columns, row, strict=True)) for row in value)


def _setting(value: object, head: Mapping[str, Any], where: str) -> dict[str, Any]:
    fields = head.get("fields")
    if not isinstance(fields, list) or not isinstance(value, dict):
        raise LawFileError(f"{where}: expected the fields that the head names")
    _refuse(set(value) - set(fields), where, set(fields))
    _need({key: "there" if key in value else None for key in fields}, tuple(fields), where)
    return value


def _text(value: object, _head: Mapping[str, Any], where: str) -> Mapping[str, str]:
    return check_words(value, where)


_CHECKS: dict[str, Callable[[object, Mapping[str, Any], str], object]] = {
    "limit": _limit,
    "number": _number,
    "table": _table,
    "setting": _setting,
    "text": _text,
}


def _check_head(path: str, head: Mapping[str, Any]) -> None:
    _refuse(set(head) - HEAD, path, HEAD)
    _need(head, ("name", "kind", "values", "checked"), path)
    check_words(head["name"], f"{path}: name")
    _choice(head["kind"], KINDS, f"{path}: kind")
    _choice(head.get("averaging"), AVERAGING, f"{path}: averaging")
    _choice(head.get("compare"), COMPARE, f"{path}: compare")
    _choice(head.get("bound"), BOUNDS, f"{path}: bound")
    if "stricter_than" in head and head["kind"] != "limit":
        raise LawFileError(f"{path}: stricter_than: only a limit can be stricter than another")
    day(head["checked"], f"{path}: checked")
    if head["kind"] == "limit":
        _need(head, ("unit", "averaging", "compare", "minimum"), path)
        if not isinstance(head.get("decimals"), Decimal):
            raise LawFileError(f"{path}: expected decimals, the digits that are compared")
    if head["kind"] == "number":
        _need(head, ("unit",), path)
    try:
        unit(str(head.get("unit", "1")))
    except UnitError as error:
        raise LawFileError(f"{path}: unit: {error}") from None
    if not isinstance(head["values"], dict):
        raise LawFileError(f"{path}: expected values by date of force")


def _check_entry(entry: object, where: str) -> Evidence:
    if not isinstance(entry, dict):
        raise LawFileError(f"{where}: expected a mapping; got {entry!r}")
    _refuse(set(entry) - ENTRY, where, ENTRY)
    _need(entry, ("standard", "clause", "source", "evidence", "value"), where)
    try:
        evidence = Evidence(entry["evidence"])
    except ValueError:
        marks = ", ".join(mark.value for mark in Evidence)
        raise LawFileError(
            f"{where}: expected evidence of {marks}; got {entry['evidence']!r}"
        ) from None
    if evidence.weak and entry.get("review") is not True:
        raise LawFileError(f"{where}: evidence {evidence.value} is weak; expected review: true")
    return evidence


def _end(entry: Mapping[str, Any], following: date | None, where: str) -> date | None:
    if "until" in entry:
        return day(entry["until"], f"{where}: until")
    return following - timedelta(days=1) if following else None


def _provision(
    path: str,
    head: Mapping[str, Any],
    start: date,
    following: date | None,
    pack: str | None,
) -> Provision:
    where = f"{path}: {start}"
    entry: dict[str, Any] = head["values"][start]
    evidence = _check_entry(entry, where)
    decimals = head.get("decimals")
    return Provision(
        path=path,
        name=head["name"],
        kind=head["kind"],
        value=_CHECKS[head["kind"]](entry["value"], head, where),
        unit=unit(str(head.get("unit", "1"))).symbol,
        averaging=head.get("averaging"),
        minimum=head.get("minimum"),
        compare=head.get("compare"),
        decimals=None if decimals is None else int(decimals),
        bound=str(head.get("bound", "at most")) if head["kind"] == "limit" else None,
        standard=str(entry["standard"]),
        clause=str(entry["clause"]),
        source=str(entry["source"]),
        evidence=evidence,
        review=bool(entry.get("review", False)),
        note=check_words(entry["note"], f"{where}: note") if "note" in entry else {},
        since=start,
        until=_end(entry, following, where),
        nationwide=day(entry["nationwide"], where) if "nationwide" in entry else None,
        stricter_than=head.get("stricter_than"),
        pack=pack,
    )


def provisions_of(
    path: str, head: Mapping[str, Any], pack: str | None = None
) -> tuple[Provision, ...]:
    """Check a file's content and give its provisions in the order of their dates.

    Parameters
    ----------
    path
        Name of the provision, from the place of the file.
    head
        The mapping that was read.
    pack
        Key of the pack that the file stands in; none for the library's own.

    Returns
    -------
    tuple of Provision
        At least one; their stretches of time do not overlap.

    Raises
    ------
    LawFileError
        If anything in it breaks the form; the message says where, what was expected, what came.
    """
    _check_head(path, head)
    starts = sorted(day(key, f"{path}: values") for key in head["values"])
    if not starts:
        raise LawFileError(f"{path}: expected at least one date of force")
    following = [*starts[1:], None]
    return tuple(
        _provision(path, head, start, after, pack)
        for start, after in zip(starts, following, strict=True)
    )
