"""Thresholds of a day, from the law: the library's, and a pack's where it has a row of its own.

A pack replaces no provision; it has one of its own place, `quality.<place>.checks.<name>`, in the
form of the library's `quality.checks.<name>`, whose rows go before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from qingtian import law
from qingtian.law import AnyPack, NotInForceError, Pack, Provision

ANY = "*"
Row = Mapping[str, Any]


def provisions_of(name: str, day: date, packs: Sequence[AnyPack] = ()) -> list[Provision]:
    """List the provisions of a name on a day, a pack's before the library's.

    Parameters
    ----------
    name
        Of a setting, as `quality.checks.spike`.
    day
        Day of the data.
    packs
        Whose settings go before; a later pack before an earlier one.

    Returns
    -------
    list of Provision
        Empty where none is in force.
    """
    the = law.at(day, packs)
    return [found for path in paths_of(name, packs) for found in _in_force(the, path)]


def paths_of(name: str, packs: Sequence[AnyPack] = ()) -> list[str]:
    """List the provisions that have a setting, a pack's before the library's.

    Parameters
    ----------
    name
        Of the setting, as `quality.checks.spike`.
    packs
        Whose settings go before; a later pack before an earlier one.

    Returns
    -------
    list of str
        The library's last, as `[quality.beijing.checks.spike, quality.checks.spike]`.
    """
    area, _, rest = name.partition(".")
    found = [
        (keys.index(stages[0].pack), path)
        for keys in ([pack.key for pack in map(law.open_pack, packs)],)
        for path, stages in (law.provisions(packs).items() if packs else ())
        if stages[0].pack and path.startswith(f"{area}.") and path.endswith(f".{rest}")
    ]
    return [*(path for _, path in sorted(found, reverse=True)), name]


def _in_force(the: law.Law, path: str) -> Iterator[Provision]:
    try:
        yield the[path]
    except NotInForceError:
        return


def row_of(
    name: str, domain: str, kind: str, day: date, packs: Sequence[AnyPack] = ()
) -> tuple[Row, Provision] | None:
    """Find the row of a property in a table: its own before one for any, a pack's before all.

    Parameters
    ----------
    name
        Of the table.
    domain, kind
        As `air`, `pm25`; the table may say `*` for either.
    day, packs
        As of `provisions_of`.

    Returns
    -------
    tuple of mapping and Provision, or None
        The row and where it stands; None where no row fits.
    """
    for provision in provisions_of(name, day, packs):
        fits = [
            (row["property"] == ANY, row["domain"] == ANY, row)
            for row in provision.rows()
            if row["domain"] in (domain, ANY) and row["property"] in (kind, ANY)
        ]
        if fits:
            return min(fits, key=lambda fit: fit[:2])[2], provision
    return None


def value_of(name: str, day: date, packs: Sequence[AnyPack] = ()) -> tuple[Any, Provision] | None:
    """Give a setting or a number, a pack's before the library's; None where none is in force."""
    found = provisions_of(name, day, packs)
    return (found[0].value, found[0]) if found else None


@lru_cache(maxsize=1024)
def borders(names: tuple[str, ...], packs: tuple[Pack, ...] = ()) -> tuple[date, ...]:
    """List the days on which one of the provisions begins, or has just ended; ascending."""
    every = law.provisions(packs)
    found = {
        border
        for name in names
        for path in paths_of(name, packs)
        for stage in every[path]
        for border in (stage.since, stage.until and stage.until + timedelta(days=1))
        if border
    }
    return tuple(sorted(found))


def stretches(
    names: Sequence[str], first: date, last: date, packs: tuple[Pack, ...] = ()
) -> list[tuple[date, date]]:
    """Cut days into stretches in which the provisions are the same.

    Parameters
    ----------
    names
        Of the settings.
    first, last
        Days, both included.
    packs
        Open ones; their settings go before.

    Returns
    -------
    list of (date, date)
        First and last day of each, in order; none where `last` lies before `first`.
    """
    starts = [first, *(day for day in borders(tuple(names), packs) if first < day <= last)]
    ends = [*(start - timedelta(days=1) for start in starts[1:]), last]
    return list(zip(starts, ends, strict=True)) if first <= last else []


def plain(row: Row) -> dict[str, Any]:
    """Make floats of the numbers of a row, for arrays to be compared with."""
    return {key: _plain(value) for key, value in row.items() if key not in ("domain", "property")}


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell of the law
    number = hasattr(value, "as_tuple")
    if not number:
        return value
    whole = value == value.to_integral_value() and abs(value) < 10**15
    return int(value) if whole else float(value)


def cite(provision: Provision) -> str:
    """Name a provision and its stage, as arguments of an entry hold it."""
    return f"{provision.path} of {provision.since}"
