"""Write docs/commands.md from the commands' own help; a test compares the two.

`--stdout` shows the page and leaves the file alone.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import redirect_stdout, suppress
from pathlib import Path

os.environ |= {"COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1", "TYPER_USE_RICH": "0"}
os.environ.pop("QINGTIAN_DATA", None)

# typer decides how it writes when it is imported, hence after the lines above.
from qingtian_cli.main import commands, run

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "commands.md"
HEAD = """# Commands

Each takes `--data DIR`, where everything lives (created where missing). JSON or CSV goes to standard output,
messages to standard error; the exit code is 0 only when the command did what was asked.
Written by `scripts/make_commands_page.py` from the commands' own help.
"""


def help_of(*words: str) -> str:
    """Ask a command for its help, as plain text."""
    said = io.StringIO()
    with redirect_stdout(said), suppress(SystemExit):
        run([*words, "--help"])
    return "\n".join(line.rstrip() for line in said.getvalue().strip().splitlines())


def parts(name: str, text: str) -> list[str]:
    """Set a command and, where it is a group, each of its own commands."""
    found = [f"\n## qingtian {name}\n\n```text\n{text}\n```\n"]
    if "\nCommands:\n" in text:
        for line in text.split("\nCommands:\n", 1)[1].splitlines():
            if line.startswith("  ") and not line.startswith("   "):
                word = line.split()[0]
                found.append(
                    f"\n### qingtian {name} {word}\n\n```text\n{help_of(name, word)}\n```\n"
                )
    return found


def page() -> str:
    """Set the whole page."""
    return HEAD + "".join("".join(parts(name, help_of(name))) for name in commands())


if __name__ == "__main__":
    if "--stdout" in sys.argv:
        sys.stdout.write(page())
    else:
        PAGE.write_text(page(), encoding="utf-8")
