"""Many commands in one process: `python -m support.several` reads their words and tells how each ended."""

from __future__ import annotations

import contextlib
import io
import json
import sys

from qingtian_cli.main import run
from support import passwords


def ended(words: list[str]) -> tuple[int, str, str]:
    """Run a command; give its exit code and what it said on both streams."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            run(words)
        except SystemExit as end:
            code = int(end.code or 0)
    return code, out.getvalue(), err.getvalue()


if __name__ == "__main__":
    passwords.quick()
    json.dump([ended(words) for words in json.load(sys.stdin)], sys.stdout)
