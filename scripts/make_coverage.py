"""Write into both READMEs what runs of the gazette, from the pack's own coverage.

python scripts/make_coverage.py [--check]
"""

from __future__ import annotations

import sys
from pathlib import Path

from qingtian.policy import Policy, Report, open_policy, report
from qingtian.policy.coverage import STATES

ROOT = Path(__file__).parents[1]
OPEN, CLOSE = "<!-- coverage -->\n", "<!-- /coverage -->"
HEADS = {
    "README.md": (
        "en",
        "| Document | Clauses | runs | runs in part | on record only | not for software |",
    ),
    "README.zh-CN.md": ("zh", "| 文件 | 条款 | 运行 | 部分 | 仅登记 | 不由软件承担 |"),
}
WHOLE = {"en": "All", "zh": "合计"}


def block(policy: Policy, found: Report, language: str, head: str) -> str:
    """Write the table of one language."""
    lines = [head, "|---|--:|--:|--:|--:|--:|"]
    for key, counts in found.by_document.items():
        numbers = [counts.get(state, 0) for state in STATES]
        title = policy.documents[key].title[language]
        lines.append("| " + " | ".join(map(str, (f"{key} {title}", sum(numbers), *numbers))) + " |")
    whole = [found.states.get(state, 0) for state in STATES]
    lines.append("| " + " | ".join(map(str, (WHOLE[language], sum(whole), *whole))) + " |")
    return "\n".join(lines) + "\n"


def texts() -> dict[Path, str]:
    """Give both READMEs as they should be."""
    policy = open_policy("beijing2018")
    found = report(policy)
    made = {}
    for name, (language, head) in HEADS.items():
        before, mark, rest = (ROOT / name).read_text(encoding="utf-8").partition(OPEN)
        _old, end, after = rest.partition(CLOSE)
        inner = block(policy, found, language, head)
        made[ROOT / name] = f"{before}{mark}{inner}{end}{after}"
    return made


def main() -> int:
    """Write them, or with `--check` only compare."""
    stale = [path for path, text in texts().items() if path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.name}: run python scripts/make_coverage.py", file=sys.stderr)
        return 1 if stale else 0
    for path, text in texts().items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
