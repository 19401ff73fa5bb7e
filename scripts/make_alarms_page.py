"""Write the tables of docs/alarms.md from the dated settings; a test compares the two."""

from __future__ import annotations

from pathlib import Path

from qingtian_platform.act.alarms import rules

PAGE = Path(__file__).resolve().parent.parent / "docs" / "alarms.md"
BEGIN, END = (
    "<!-- written by scripts/make_alarms_page.py -->",
    "<!-- end of what is written -->",
)


def tables() -> str:
    """Set all tables."""
    parts = [weights(), "### Causes of findings", kinds(), "### Causes that may be given", causes()]
    return "\n\n".join(parts)


def weights() -> str:
    """Set the decision table."""
    lines = [
        "| row | when | severity | owes the cause | raised | why | next |",
        "|---|---|--:|---|---|---|---|",
    ]
    for row in rules.rows():
        when = "; ".join(f"{name} {'/'.join(values)}" for name, values in row.when.items())
        cells = (row.number, when or "anything", str(row.severity), row.answers, raised(row))
        lines.append("| " + " | ".join((*cells, row.why["en"], row.next["en"])) + " |")
    return "\n".join(lines)


def raised(row: rules.Row) -> str:
    """Say when an item of a row is raised."""
    if not row.stands:
        return "at once"
    least = f", from a score of {row.least:g} on" if row.least else ""
    return f"when it still stands after {int(row.stands.total_seconds() // 3600)} h{least}"


def kinds() -> str:
    """Set what kinds become, and what may lie between two signs."""
    known = rules.grouping()
    lines = ["| cause | kinds | may lie between |", "|---|---|---|"]
    for cause in rules.CAUSES:
        own = ", ".join(kind for kind, to in known.causes.items() if to == cause)
        other = {"falsification": "all of category falsification", "exceedance": "verdicts over"}
        other |= {"outage": "silences of many units", "instrument": "every other kind"}
        join = known.join.get(cause)
        between = "–" if join is None else f"{int(join.total_seconds() // 3600)} h"
        lines.append(f"| {cause} | {own or other[cause]} | {between} |")
    return "\n".join(lines)


def causes() -> str:
    """Set the list of causes."""
    lines = ["| code | English | 中文 |", "|---|---|---|"]
    lines += [f"| {c.code} | {c.words['en']} | {c.words['zh']} |" for c in rules.causes().values()]
    return "\n".join(lines)


def page(text: str) -> str:
    """Put the tables into the page's text."""
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n\n{tables()}\n\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
