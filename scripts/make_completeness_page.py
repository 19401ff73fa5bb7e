"""Write the tables of docs/completeness.md from the dated settings; a test compares the two."""

from __future__ import annotations

from pathlib import Path

from qingtian.quality.rates import Formula
from qingtian_platform.check import rules

PAGE = Path(__file__).resolve().parent.parent / "docs" / "completeness.md"
BEGIN, END = (
    "<!-- written by scripts/make_completeness_page.py -->",
    "<!-- end of what is written -->",
)


def tables() -> str:
    """Set all tables."""
    parts = ["### Formulas and pass marks", formulas(), "### Grace and slots", graces()]
    parts += ["### Data marks", marks(), "### The chain", chain()]
    return "\n\n".join(parts)


def formulas() -> str:
    """Set the formulas, oldest first."""
    head = "| from | transmission | validity | counted | mark | source | evidence |"
    return "\n".join([head, "|---|---|---|---|---|---|---|", *map(_formula, rules.formulas())])


def _formula(one: Formula) -> str:
    mark = "none" if one.pass_mark is None else f"{one.pass_mark}"
    sent = f"{one.transmission.above} ÷ {one.transmission.below}"
    valid = f"{one.validity.above} ÷ {one.validity.below}"
    cells = (one.valid_from, sent, valid, one.interval, mark, one.source["en"], one.evidence)
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def graces() -> str:
    """Set length of slots, grace and silence."""
    lines = ["| setting | from | values | evidence |", "|---|---|---|---|"]
    for name, key in (("steps", "minutes"), ("grace", "minutes"), ("silence", "hours")):
        for first, row in rules.setting(name).items():
            unit = "min" if key == "minutes" else "h"
            values = ", ".join(f"{kind} {number} {unit}" for kind, number in row[key].items())
            lines.append(f"| {name} | {first} | {values} | {row['evidence']} |")
    return "\n".join(lines)


def marks() -> str:
    """Set the data marks by edition."""
    lines = ["| edition | from | valid | not valid | source |", "|---|---|---|---|---|"]
    for edition in rules.editions():
        table = rules.marks(edition)
        words = {True: [], False: []}  # type: dict[bool, list[str]]
        for name, mark in table.marks.items():
            words[mark.valid].append(f"{name} {mark.words['en']}")
        good, bad = ", ".join(words[True]), ", ".join(words[False])
        lines.append(f"| {edition} | {table.valid_from} | {good} | {bad} | {table.source['en']} |")
    return "\n".join(lines)


def chain() -> str:
    """Set the decision table of the chain."""
    lines = [
        "| no. | when | broken | cause | next | who | within |",
        "|---|---|---|---|---|---|---|",
    ]
    for rule in rules.chain():
        when = "; ".join(
            f"{name} {'/'.join(v or '–' for v in values)}" for name, values in rule.when.items()
        )
        within = "–" if rule.within_hours is None else f"{rule.within_hours} h"
        cells = (
            rule.number,
            when or "anything",
            rule.link,
            rule.cause["en"],
            rule.next["en"],
            rule.who,
            within,
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def page(text: str) -> str:
    """Put the tables into the page's text."""
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n\n{tables()}\n\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
