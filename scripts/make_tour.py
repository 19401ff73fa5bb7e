"""Write the walk through the demo into its page, in both languages, from the tour itself.

python scripts/make_tour.py [--check]
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
TOUR = ROOT / "src" / "qingtian_platform" / "project" / "demo" / "tour.yaml"
PAGE = ROOT / "docs" / "demo.md"
OPEN, CLOSE = "<!-- tour -->\n", "<!-- /tour -->"


def rows(steps: list[dict[str, Any]], chapter: int) -> list[str]:
    """Write the steps of a chapter, numbered as the terminal numbers them."""
    head = ["| | who | where | 做什么 | what to do |", "|--:|---|---|---|---|"]
    return head + [
        f"| {number} | {step['who']} | `{step['path']}` | {step['zh']['do']} | {step['en']['do']} |"
        for number, step in enumerate(steps, 1)
        if step["chapter"] == chapter
    ]


def text() -> str:
    """Give the page as it should be."""
    steps = yaml.safe_load(TOUR.read_text(encoding="utf-8"))
    parts = [
        f"## Chapter {chapter}\n\n" + "\n".join(rows(steps, chapter)) + "\n"
        for chapter in sorted({step["chapter"] for step in steps})
    ]
    before, mark, rest = PAGE.read_text(encoding="utf-8").partition(OPEN)
    _old, end, after = rest.partition(CLOSE)
    return f"{before}{mark}{chr(10).join(parts)}{end}{after}"


def main() -> int:
    """Write it, or with `--check` only compare."""
    if "--check" in sys.argv:
        if PAGE.read_text(encoding="utf-8") != text():
            print(f"{PAGE.name}: run python scripts/make_tour.py", file=sys.stderr)
            return 1
        return 0
    PAGE.write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
