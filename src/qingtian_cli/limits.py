"""`qingtian limits --for ITEM --day DAY`: the limits of a day, each with clause, evidence and end."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from qingtian.law import Provision

app = typer.Typer(add_completion=False)

Row = dict[str, Any]
COLUMNS = (
    *("name", "level", "value", "unit", "bound", "averaging", "compare", "decimals", "standard"),
    *("clause", "evidence", "review", "since", "until", "pack", "source", "note", "path"),
)
HELP = """List the limits that hold on a day.

ITEM is a pollutant of air or water (PM2.5, CODMn, "NH3-N", 总磷), a kind of plant ("new gas boiler",
新建燃气锅炉, incinerator), a level (III), a standard ("GB 3095-2026"), or the start of a path (air.limits.pm25). A value of weak source says
`review`. Without --for: everything.
"""


@app.command(help=HELP)
def limits(
    day: Annotated[str, typer.Option(help="day of the data, as 2026-03-01")],
    item: Annotated[list[str] | None, typer.Option("--for", metavar="ITEM")] = None,
    pack: Annotated[
        list[str] | None, typer.Option(help="name or folder of a pack whose law stands beside")
    ] = None,
    output: Annotated[Literal["text", "csv", "json"], typer.Option("--format")] = "text",
    language: Annotated[Literal["zh", "en"], typer.Option(help="of names and notes")] = "zh",
) -> None:
    """Find, check that there is something, write."""
    from qingtian.law import UnknownPackError, packs_of

    # Who names a place means its law: `--for "gas boiler, new, Beijing"`.
    places = [each.key for text in item or () for each in packs_of(text)]
    pack = [*dict.fromkeys([*(pack or ()), *places])]
    try:
        when = date.fromisoformat(day)
    except ValueError:
        raise typer.BadParameter(f"--day: expected a day as 2026-03-01; got {day!r}") from None
    try:
        found = list(rows(when, item or (), pack, language))
    except UnknownPackError as error:
        raise typer.BadParameter(f"--pack: {error}") from None
    if not found:
        raise typer.BadParameter(nothing(when, item or (), pack))
    WRITERS[output](found)


def plain(text: str) -> str:
    """Reduce a name to what is compared: letters and digits, small."""
    return re.sub(r"[\W_]", "", text).lower()


def rows(when: date, items: Iterable[str], packs: Iterable[str], language: str) -> Iterator[Row]:
    """Give a row for each level of each limit that holds on a day and is asked for.

    Parameters
    ----------
    when
        Day of the data.
    items
        All of them must fit; none: every limit.
    packs
        Names or folders of packs.
    language
        `zh` or `en`, of names and notes.
    """
    known = list(in_force(when, packs))
    chosen = [(item, plant(item, known, when, packs)) for item in items]
    for provision in known:
        levels = fitting(provision, chosen)
        for level, value in provision.value.items():
            if str(level) in levels:
                yield row(provision, str(level), value, language)


def in_force(when: date, packs: Iterable[str]) -> Iterator[Provision]:
    """Give the limits that hold on a day, by path."""
    from qingtian import law

    for stages in law.provisions(tuple(packs)).values():
        for one in stages:
            holds = one.since <= when and (one.until is None or when <= one.until)
            if one.kind == "limit" and holds:
                yield one


Plant = set[tuple[str, str]] | None
"""Path and level of the limits of a kind of plant; None where an item is no kind of plant."""


def fitting(provision: Provision, items: Iterable[tuple[str, Plant]]) -> set[str]:
    """Name the levels of a limit that fit every item: all of them where the limit itself fits."""
    levels = {str(level) for level in provision.value}
    for item, of_plant in items:
        if of_plant is not None:
            levels = {level for level in levels if (provision.path, level) in of_plant}
        elif not of_provision(provision, item):
            levels = {level for level in levels if plain(item) in words(level)}
    return levels


def plant(item: str, known: Sequence[Provision], when: date, packs: Iterable[str]) -> Plant:
    """Find what a kind of plant is held to, where an item names none of the law's own words."""
    if any(fitting(provision, [(item, None)]) for provision in known):
        return None
    from qingtian.standards.emissions import ITEMS, UnclearKindError, limits

    try:
        found = [one for name in ITEMS for one in limits(item, name, when, tuple(packs))]
    except UnclearKindError:
        return None
    return {(one.cite.path, one.level) for one in found}


def words(text: str) -> set[str]:
    """Split a name into what may be asked for: the whole and its parts."""
    return {plain(text), *(plain(part) for part in re.split(r"[._\s/]", text))}


def of_provision(provision: Provision, item: str) -> bool:
    """Say whether an item names a limit: by a step of its path, its standard, or its Chinese name."""
    asked = plain(item)
    if item.startswith(("air.", "water.", "emissions.")) or item in ("air", "water", "emissions"):
        return provision.path == item or provision.path.startswith(f"{item}.")
    if asked in {plain(step) for step in provision.path.split(".")[1:]}:
        return True
    if asked == plain(provision.standard):
        return True
    chinese = any("\u4e00" <= letter <= "\u9fff" for letter in item)
    return chinese and item in provision.name["zh"]


def row(provision: Provision, level: str, value: object, language: str) -> Row:
    """Set one limit as a row of `COLUMNS`; numbers as text with their digits."""
    shown = f"{value[0]}–{value[1]}" if isinstance(value, tuple) else f"{value}"
    return {
        "name": provision.name[language],
        "level": level,
        "value": shown,
        "unit": provision.unit,
        "bound": provision.bound,
        "averaging": provision.averaging,
        "compare": provision.compare,
        "decimals": provision.decimals,
        "standard": provision.standard,
        "clause": provision.clause,
        "evidence": provision.evidence.value,
        "review": provision.review,
        "since": provision.since.isoformat(),
        "until": provision.until.isoformat() if provision.until else None,
        "pack": getattr(provision, "pack", None),
        "source": provision.source,
        "note": provision.note.get(language),
        "path": provision.path,
    }


def nothing(when: date, items: Iterable[str], packs: Iterable[str]) -> str:
    """Say what was expected where nothing fits: what can be asked for on that day."""
    known: dict[str, None] = {}
    for provision in in_force(when, packs):
        known |= dict.fromkeys(provision.path.split(".")[1:])
    steps = sorted(set(known) - {"limits", "hour", "day", "year"})
    asked = " and ".join(items) or "anything"
    if not steps:
        return f"expected a day on which the library knows a limit; got {when}"
    return f"no limit of {asked} on {when}; expected one of {', '.join(steps)}, or a standard"


def _text(found: list[Row]) -> None:
    for one in found:
        until = f" to {one['until']}" if one["until"] else ""
        review = ", review" if one["review"] else ""
        pack = f" (pack {one['pack']})" if one["pack"] else ""
        typer.echo(
            f"{one['name']}  {one['level']}: {one['bound']} {one['value']} {one['unit']}\n"
            f"    {one['standard']}, {one['clause']}{pack}  [{one['evidence']}{review}]"
            f"  from {one['since']}{until}\n    {one['path']}; compared {one['compare']} with "
            f"{one['decimals']} decimals; mean: {one['averaging']}"
        )
        if one["note"]:
            typer.echo(f"    {one['note']}")


def _csv(found: list[Row]) -> None:
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(found)


def _json(found: list[Row]) -> None:
    typer.echo(json.dumps(found, ensure_ascii=False, indent=1))


WRITERS = {"text": _text, "csv": _csv, "json": _json}
