"""Write the pages of `docs/quality` from the registry of rules: a page a family, an anchor a rule.

python scripts/make_quality_page.py [--check]

`index.md` lists flags, schemes of marks and rules; `<family>.md` explains each rule of a family. What
is written by hand stands in `parts/index.md` and `parts/<family>.md`; other pages of the folder are
by hand altogether, and listed.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from qingtian import law
from qingtian.quality import CHECKS, RULES, Flag, Rule
from qingtian.quality.marks import SCHEMES

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "quality"
PARTS = FOLDER / "parts"
TWINS = ROOT / "tests" / "forgeries"

FAMILIES: Mapping[str, tuple[str, str]] = {
    "values": ("Single values", "单个值"),
    "series": ("The course of a series", "序列的走向"),
    "stamps": ("Times and completeness", "时间与完整性"),
    "relations": ("What is measured beside", "相关量与邻站"),
    "instruments": ("The instrument", "仪器"),
    "falsification": ("Falsification", "数据造假的识别"),
    "statements": ("What an enterprise says", "排污单位的标记与申报"),
}
MADE = "Made by `scripts/make_quality_page.py` from the registry of rules; a test compares the two."


def row(cells: Sequence[str]) -> str:
    """Write a row of a table."""
    return f"| {' | '.join(cells)} |"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Write a table."""
    yield row(head)
    yield f"|{'---|' * len(head)}"
    yield from map(row, rows)
    yield ""


def meaning(flag: Flag) -> str:
    """Read what a flag means from the line below it in the code."""
    source = (ROOT / "src/qingtian/quality/flags.py").read_text(encoding="utf-8")
    found = re.search(rf'^    {flag.name} = \d+\n    """(.+?)"""', source, re.MULTILINE | re.DOTALL)
    return " ".join(found.group(1).split()) if found else ""


def flags() -> Iterator[str]:
    """List the flags in their order."""
    yield "## Flags, from good to bad\n"
    rows = [
        (str(int(each)), f"`{each.name}`", meaning(each), "yes" if each.counts else "no")
        for each in sorted(Flag)
    ]
    yield from table(("order", "flag", "meaning", "counts in means"), rows)


def marks() -> Iterator[str]:
    """List what the marks of other schemes mean here."""
    yield "## Marks of other schemes\n"
    yield (
        "By edition, to and from. What a scheme cannot say is written as nothing. Long lists of "
        "codes are cut short; all stand on the page of the standard.\n"
    )
    for scheme in SCHEMES:
        for stage in law.provisions()[f"quality.marks.{scheme}"]:
            yield f"**{stage.standard}**, from {stage.since} [{stage.evidence.value}]: {stage.note['en']}.\n"
            rows = [
                (_marks(each["marks"]), f"`{each['flag']}`", _mark(each["back"]))
                for each in stage.rows()
            ]
            yield from table(("marks", "flag", "written as"), rows)


def _mark(mark: Any) -> str:  # noqa: ANN401 - text or nothing
    return "–" if mark is None else f"`{mark}`" if mark else "(empty)"


def _marks(each: Sequence[Any]) -> str:
    shown = [_mark(str(mark)) for mark in each[:16]]
    return " ".join([*shown, "…"] if len(each) > len(shown) else shown) or "–"


def families() -> dict[str, list[Rule]]:
    """Sort the rules by family, in the order of the pages."""
    found: dict[str, list[Rule]] = defaultdict(list)
    for rule in RULES.values():
        found[rule.family].append(rule)
    order = [*FAMILIES, *sorted(set(found) - set(FAMILIES))]
    return {family: found[family] for family in order if family in found}


def titled(family: str) -> str:
    """Give the title of a family's page."""
    return " ".join(FAMILIES.get(family, (family.capitalize(), "")))


def twins(number: str) -> Iterator[str]:
    """Say what the twins of a rule show, where they say so themselves."""
    for which, word in (("forged", "Wrong"), ("honest", "Honest")):
        file = TWINS / number / f"{which}.yaml"
        given = yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else None
        if isinstance(given, dict) and "what" in given:
            yield f"- {word}: {given['what']}."


def explained(rule: Rule) -> Iterator[str]:
    """Write the section of a rule."""
    yield f"({rule.number.lower()})=\n### {rule.number} {rule.name['en']} {rule.name['zh']}\n"
    if rule.number in CHECKS:
        first = (CHECKS[rule.number].function.__doc__ or "").partition("\n")[0]
        yield f"{first}\n"
    yield f"{rule.reason['en']}.\n\n{rule.reason['zh']}。\n"
    yield f"> {rule.message['en']}.\n>\n> {rule.message['zh']}。\n"
    settings = ", ".join(f"`{path}`" for path in rule.settings) or "none"
    needs = ", ".join(f"`{name}`" for name in rule.needs) or "nothing"
    clause = f" Clause: {rule.clause}." if rule.clause else ""
    yield (
        f"Kind `{rule.kind}`, {rule.category}, version {rule.version}. Thresholds: {settings}. "
        f"Beside the values it needs {needs}.{clause}\n"
    )
    yield from twins(rule.number)
    yield ""


def part(name: str) -> list[str]:
    """Read what was written by hand."""
    file = PARTS / f"{name}.md"
    return [file.read_text(encoding="utf-8").rstrip(), ""] if file.exists() else []


def family_page(family: str, rules: Sequence[Rule]) -> str:
    """Write the page of a family."""
    lines = [f"# {titled(family)}\n", f"{MADE}\n", *part(family), "## Rules\n"]
    lines += [line for rule in rules for line in explained(rule)]
    return "\n".join(lines).rstrip() + "\n"


def index_page() -> str:
    """Write the page that leads to the others."""
    lines = ["# Quality of data 数据质量\n", f"{MADE}\n", *part("index"), "## Rules\n"]
    lines.append("Each rule has a number, the same in code, message, tests and here.\n")
    for family, rules in families().items():
        lines.append(f"### [{titled(family)}]({family}.md)\n")
        lines += table(
            ("rule", "name", "名称", "kind"),
            [
                (
                    f"[{rule.number}]({family}.md#{rule.number.lower()})",
                    rule.name["en"],
                    rule.name["zh"],
                    f"`{rule.kind}`",
                )
                for rule in rules
            ],
        )
    lines += [*flags(), *marks()]
    others = {file.stem for file in FOLDER.glob("*.md")} - {"index", *families()}
    pages = "\n".join([*families(), *sorted(others)])
    return "\n".join([*lines, f"```{{toctree}}\n:hidden:\n\n{pages}\n```\n"])


def pages() -> dict[Path, str]:
    """Write every page."""
    found = {FOLDER / "index.md": index_page()}
    found |= {FOLDER / f"{name}.md": family_page(name, each) for name, each in families().items()}
    return found


def stale() -> list[str]:
    """List the pages that are not what the registry says."""
    return sorted(
        file.name
        for file, text in pages().items()
        if not file.exists() or file.read_text(encoding="utf-8") != text
    )


def main() -> int:
    """Write the pages, or compare them."""
    if "--check" in sys.argv:
        return int(bool(stale()))
    FOLDER.mkdir(exist_ok=True)
    for file, text in pages().items():
        file.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
