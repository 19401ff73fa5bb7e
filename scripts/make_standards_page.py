"""Write the pages of `docs/standards` from the files of the law: a page a standard, a page an area.

python scripts/make_standards_page.py [--check]

`index.md` lists areas and standards; `<area>.md` has the area's rules and its hand-written part,
`parts/<area>.md`; `<standard>.md` has every edition of a standard, what differs between them, all
values with their clauses, and the questions that are open.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from qingtian import law
from qingtian.law import Provision
from qingtian.law.reading import read
from qingtian.standards import words

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "standards"
PARTS = FOLDER / "parts"
LAW = ROOT / "src" / "qingtian" / "law"
UNRECORDED = ("clause not recorded", "not recorded", "practice, not text")

AREAS: Mapping[str, tuple[str, str]] = {
    "air": ("Ambient air", "环境空气"),
    "water": ("Surface water", "地表水"),
    "emissions": ("Emissions", "污染源排放"),
    "consequences": ("Consequences", "法律后果与损害"),
    "quality": ("Quality control", "质量控制"),
}

MADE = (
    "Made by `scripts/make_standards_page.py` from the files of the law; a test compares the two. "
    "A value holds from the day beside it; the day of the **data** decides, not that of the question."
)
MARKS = (
    "Marks: `V` read in the official text or its faithful copy, `V2` in an independent "
    "implementation, `K:h` `K:m` `K:l` own knowledge of high, medium, low certainty. What says "
    "*review* must be confirmed against the text before anything rests on it alone, and accuses "
    'nobody; "clause not recorded" means that the value is known and the number of its clause is not.'
)

Stages = Sequence[Provision]


def documents() -> dict[str, dict[str, Any]]:
    """Read what is known of each document, of the library and of the packs beside it."""
    files = [LAW / "documents.yaml", *sorted(ROOT.glob("packs/*/law/documents.yaml"))]
    found: dict[str, dict[str, Any]] = {}
    for file in files:
        found |= read(file.read_text(encoding="utf-8"), file.name)
    return found


def provisions() -> dict[str, Stages]:
    """Read every provision, of the library and of the packs beside it."""
    packs = sorted(each.parent for each in ROOT.glob("packs/*/pack.yaml"))
    return dict(law.provisions(packs) if packs else law.provisions())


def family(name: str, known: Mapping[str, Mapping[str, Any]]) -> str:
    """Name the standard that a document is an edition of: GB 3095 of GB 3095-2012."""
    base = name.split("/XG", maxsplit=1)[0]
    while (after := known.get(base, {}).get("superseded_by")) in known:
        base = str(after)
    return re.sub(r"-(?:19|20)\d\d$", "", base)


def titled(document: Mapping[str, Any]) -> str:
    """Give the title without what only names the edition: its number, 试行, 修订."""
    said = r"（[^（）]*(?:〔|公告|令|修改单|修订|修正|试行|代替)[^（）]*(?:（[^（）]*）)?[^（）]*）"
    return re.sub(said, "", str(document["title"])).strip()


def slug(name: str) -> str:
    """Turn the name of a standard into the name of its page."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return plain if plain[:1].isalpha() else f"document-{plain}"


def cell(value: Any) -> str:  # noqa: ANN401 - whatever the law holds
    """Write a value of the law in a cell of a table."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {cell(item)}" for key, item in value.items())
    if isinstance(value, tuple | list):
        return ", ".join(cell(item) or '""' for item in value)
    return "–" if value is None else str(value).replace("|", "\\|").replace("\n", " ")


def row(cells: Iterable[str]) -> str:
    """Write a row of a table."""
    return f"| {' | '.join(cells)} |"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Write a table."""
    yield row(head)
    yield f"|{'---|' * len(head)}"
    yield from map(row, rows)
    yield ""


def cite(stage: Provision) -> str:
    """Write the standard, the clause, and how well the value is known."""
    review = ", review" if stage.review else ""
    return f"{stage.standard}, {stage.clause} [{stage.evidence.value}{review}]"


def ends(value: Any) -> str:  # noqa: ANN401 - a number, or two ends
    """Write a limit: one number, or both ends."""
    return f"{cell(value[0])}–{cell(value[1])}" if isinstance(value, tuple) else cell(value)


# --- one provision


def span(stage: Provision) -> str:
    """Write from when to when a value holds."""
    return f"{stage.since} to {stage.until}" if stage.until else f"from {stage.since}"


def whole(stage: Provision) -> str:
    """Write the value of a stage that is no table."""
    unit = "" if stage.unit == "1" else f" {stage.unit}"
    if stage.kind == "limit":
        return " / ".join(f"{key}: {ends(value)}" for key, value in stage.value.items()) + unit
    return f"{cell(stage.value)}{unit}"


def _comparable(stages: Stages) -> bool:
    first = stages[0].rows()
    columns = tuple(first[0])
    return all(
        tuple(stage.rows()[0]) == columns
        and [next(iter(each.values())) for each in stage.rows()]
        == [next(iter(each.values())) for each in first]
        for stage in stages
    )


def _side_by_side(stages: Stages) -> Iterator[str]:
    columns = list(stages[0].rows()[0])
    rows = []
    for parts in zip(*(stage.rows() for stage in stages), strict=True):
        cells = []
        for column in columns:
            shown = [cell(part[column]) for part in parts]
            kept = [shown[0], *(b for a, b in pairwise(shown) if a != b)]
            cells.append(" → ".join([kept[0], *(f"**{each}**" for each in kept[1:])]))
        rows.append(cells)
    yield from table(columns, rows)


def _tables(stages: Stages) -> Iterator[str]:
    unit = stages[0].unit
    if unit != "1":
        yield f"In {unit}.\n"
    if _comparable(stages):
        yield from _side_by_side(stages)
        return
    for stage in stages:
        yield f"{span(stage)}:\n"
        columns = list(stage.rows()[0])
        yield from table(columns, ([cell(each[c]) for c in columns] for each in stage.rows()))


def provision(path: str, stages: Stages) -> Iterator[str]:
    """Write one provision: its stages side by side, then where each stands."""
    name = stages[0].name
    yield f"### `{path}`\n\n{name['zh']}; {name['en'][:1].lower()}{name['en'][1:]}.\n"
    if stages[0].kind == "table":
        yield from _tables(stages)
    for stage in stages:
        value = "" if stage.kind == "table" else f"{whole(stage)} — "
        note = f" {stage.note['en']}." if stage.note else ""
        yield f"- {span(stage)}: {value}{cite(stage)}.{note}"
    yield ""


# --- limits


def _item(stage: Provision) -> str:
    return stage.path.split(".limits.")[-1] if ".limits." in stage.path else stage.path


def _how(stage: Provision) -> str:
    return f"{stage.averaging}, {stage.bound}, {stage.compare} to {stage.decimals} decimals"


def limits(found: Mapping[str, Stages]) -> Iterator[str]:
    """Write limits: those of one or two levels with their editions side by side."""
    groups: dict[tuple[str, ...], list[Stages]] = defaultdict(list)
    for stages in found.values():
        levels = tuple(dict.fromkeys(level for stage in stages for level in stage.value))
        groups[levels].append(stages)
    for levels, each in groups.items():
        yield from (_by_day if len(levels) <= 2 else _by_level)(each, levels)


def _by_day(found: Sequence[Stages], levels: Sequence[str]) -> Iterator[str]:
    days = sorted({stage.since for stages in found for stage in stages})
    yield f"Level {' / '.join(levels)}.\n"
    rows = []
    for stages in found:
        cells: list[str] = []
        for day in days:
            held = [s for s in stages if s.since <= day and (s.until is None or day <= s.until)]
            shown = " / ".join(ends(held[0].value.get(n)) for n in levels) if held else "–"
            new = bool(cells) and cells[-1].strip("*") not in ("–", shown)
            cells.append(f"**{shown}**" if new else shown)
        cites = "; ".join(dict.fromkeys(map(cite, stages)))
        rows.append([_item(stages[0]), stages[0].unit, _how(stages[0]), *cells, cites])
    yield from table(("item", "unit", "compared", *(f"from {day}" for day in days), "clause"), rows)


def _by_level(found: Sequence[Stages], levels: Sequence[str]) -> Iterator[str]:
    rows = [cells for stages in found for cells in _limit_rows(stages, levels)]
    yield from table(("item", "unit", "compared", "holds", *levels, "clause"), rows)


def _limit_rows(stages: Stages, levels: Sequence[str]) -> Iterator[list[str]]:
    before: Mapping[str, Any] = {}
    for stage in stages:
        cells = []
        for level in levels:
            shown = ends(stage.value.get(level))
            new = bool(before) and before.get(level) != stage.value.get(level)
            cells.append(f"**{shown}**" if new else shown)
        before = stage.value
        yield [_item(stage), stage.unit, _how(stage), span(stage), *cells, cite(stage)]


# --- a standard


def differences(found: Mapping[str, Stages]) -> Iterator[str]:
    """Write which provisions changed from edition to edition, and which did not."""
    pairs = [(path, old, new) for path, stages in found.items() for old, new in pairwise(stages)]
    if not pairs:
        return
    yield "## Differences between the editions\n"
    other = [(path, old, new) for path, old, new in pairs if old.value != new.value]
    rows = [(f"`{path}`", str(new.since), *_difference(old, new)) for path, old, new in other]
    if rows:
        yield from table(("provision", "from", "before", "after"), rows)
    same = sorted({path for path, _, _ in pairs} - {path for path, _, _ in other})
    if same:
        yield f"Unchanged from edition to edition: {', '.join(f'`{path}`' for path in same)}.\n"


def _difference(old: Provision, new: Provision) -> tuple[str, str]:
    if old.kind != "table":
        return whole(old), whole(new)
    gone = [each for each in old.rows() if each not in new.rows()]
    come = [each for each in new.rows() if each not in old.rows()]
    if len(gone) + len(come) > 12:
        return f"{len(gone)} rows", f"{len(come)} rows, below"
    return tuple(  # type: ignore[return-value]
        "; ".join(" ".join(cell(value) for value in each.values()) for each in rows) or "–"
        for rows in (gone, come)
    )


def questions(found: Mapping[str, Stages]) -> Iterator[str]:
    """Write what is open: weak evidence, clauses that are not recorded, notes."""
    stages = [stage for each in found.values() for stage in each]
    weak = [stage for stage in stages if stage.review]
    unrecorded = sorted({stage.path for stage in stages if stage.clause in UNRECORDED})
    if not weak and not unrecorded:
        return
    yield "## Open questions\n"
    for stage in weak:
        note = f": {stage.note['en']}" if stage.note else ""
        yield f"- **To be reviewed** `{stage.path}`, {span(stage)} [{stage.evidence.value}]{note}."
    if unrecorded:
        yield f"- Clause not recorded: {', '.join(f'`{path}`' for path in unrecorded)}."
    yield ""


EDITION = ("document", "title", "issuer", "issued", "in force", "nationwide", "until", "knowledge")


def editions(names: Iterable[str], known: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Write the documents of a standard."""
    keys = ("title", "issuer", "issued", "since", "nationwide", "until", "knowledge")
    yield from table(
        EDITION, ([name, *(cell(known[name].get(key)) for key in keys)] for name in names)
    )


def standard_page(
    name: str, members: Sequence[str], found: Mapping[str, Stages], known: Mapping[str, Any]
) -> str:
    """Write the page of one standard."""
    title = titled(known[members[-1]])
    areas = sorted({path.split(".")[0] for path in found})
    links = ", ".join(f"[{AREAS[area][0].lower()}]({area}.md)" for area in areas)
    bounds = {path: each for path, each in found.items() if each[0].kind == "limit"}
    others = {path: each for path, each in found.items() if each[0].kind != "limit"}
    parts = [f"# {name} {title}\n", f"{MADE} {MARKS}\n", f"How it is computed: {links}.\n"]
    parts += ["## Editions\n", *editions(members, known), *differences(found)]
    if bounds:
        parts += ["## Limits\n", "What a stage changed is bold.\n", *limits(bounds)]
    if others:
        parts += ["## Values and tables\n"]
        parts += [line for path, each in others.items() for line in provision(path, each)]
    return "\n".join([*parts, *questions(found)]).rstrip() + "\n"


# --- areas and all


def _rules(area: str) -> Iterator[str]:
    modules = [each for each in words.AREAS if each.__name__.rsplit(".", 1)[-1] == area]
    rules = [
        (number, text["zh"], text["en"].rstrip(":"))
        for module in modules
        for number, text in module.RULES.items()
    ]
    if rules:
        yield "## Rules\n\nEach rule has a number, the same in code, messages, tests and here.\n"
        yield from table(("rule", "名称", "name"), rules)


def area_page(area: str, standards: Sequence[tuple[str, str]]) -> str:
    """Write the page of an area: its rules, how they are computed, its standards."""
    english, chinese = AREAS[area]
    part = PARTS / f"{area}.md"
    text = part.read_text(encoding="utf-8").rstrip() if part.exists() else ""
    lines = [f"# {english} {chinese}\n", f"{MADE}\n", *_rules(area)]
    lines += ["## How the numbers are computed\n", text, ""] if text else []
    lines += [
        "## Standards\n",
        *(f"- [{name}]({slug(name)}.md) {title}" for name, title in standards),
    ]
    return "\n".join(lines).rstrip() + "\n"


def index_page(by_area: Mapping[str, Sequence[tuple[str, str]]]) -> str:
    """Write the list of areas and standards."""
    lines = ["# Standards, edition by edition\n", f"{MADE} {MARKS}\n"]
    for area, standards in by_area.items():
        english, chinese = AREAS[area]
        lines += [f"## [{english}]({area}.md) {chinese}\n"]
        lines += [*(f"- [{name}]({slug(name)}.md) {title}" for name, title in standards), ""]
    pages = [*by_area, *dict.fromkeys(slug(name) for each in by_area.values() for name, _ in each)]
    return "\n".join([*lines, "```{toctree}\n:hidden:\n", *pages, "```\n"])


def pages() -> dict[Path, str]:
    """Write every page."""
    known, every = documents(), provisions()
    found: dict[str, dict[str, Stages]] = defaultdict(dict)
    for path, stages in every.items():
        for name in {family(stage.standard, known) for stage in stages}:
            found[name][path] = stages
    members = {
        name: [each for each in known if family(each, known) == name] for name in sorted(found)
    }
    titles = {name: titled(known[each[-1]]) for name, each in members.items()}
    by_area = {
        area: [(n, titles[n]) for n in members if any(p.startswith(f"{area}.") for p in found[n])]
        for area in dict.fromkeys(path.split(".")[0] for path in every)
    }
    by_area = {area: by_area[area] for area in AREAS if area in by_area}
    result = {FOLDER / "index.md": index_page(by_area)}
    result |= {FOLDER / f"{area}.md": area_page(area, each) for area, each in by_area.items()}
    for name, each in members.items():
        result[FOLDER / f"{slug(name)}.md"] = standard_page(name, each, found[name], known)
    return result


def stale() -> list[str]:
    """List the pages that are not what the law says, those that are too many among them."""
    wanted = pages()
    there = {file: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.md")}
    return sorted(
        file.name for file in wanted.keys() | there.keys() if wanted.get(file) != there.get(file)
    )


def main() -> int:
    """Write the pages, or compare them."""
    if "--check" in sys.argv:
        return int(bool(stale()))
    wanted = pages()
    for file in set(FOLDER.glob("*.md")) - wanted.keys():
        file.unlink()
    for file, text in wanted.items():
        file.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
