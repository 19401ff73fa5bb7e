"""Run the benchmarks and write docs/benchmarks.md: `python -m benchmarks [NAME ...]`."""

from __future__ import annotations

import importlib
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.row import Row

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
NAMES = ("decoding", "gateway", "sealing", "proving", "pages", "standards", "detection", "yearly")
HEAD = "| what | measured | × baseline | baseline | to reach | reached |\n|---|--:|--:|---|---|---|"


def machine() -> str:
    """Describe the machine in one line."""
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores of {model}, {memory:.0f} GiB, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    )


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(ROOT), *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def commit() -> str:
    """Name the commit, and whether the tree differs from it."""
    changed = _git("status", "--porcelain", "--untracked-files=no")
    return _git("rev-parse", "--short=12", "HEAD") + (" with changes" if changed else "")


def line(row: Row) -> str:
    """Set a row as a line of the table."""
    ratio = "" if row.ratio is None else f"{row.ratio:,.1f}"
    reached = {True: "yes", False: "**no**", None: ""}[row.met]
    note = f"{reached} {row.note}".strip()
    value = f"{row.value:,.0f}" if row.value >= 100 else f"{row.value:,.3g}"
    return f"| {row.name} | {value} {row.unit} | {ratio} | {row.baseline} | {row.target} | {note} |"


def section(name: str) -> str:
    """Run one benchmark and set its results."""
    module = importlib.import_module(f"benchmarks.{name}")
    started = time.strftime("%Y-%m-%d %H:%M %Z")
    rows: list[Row] = module.run()
    text = (module.__doc__ or "").strip()
    for row in rows:
        print(line(row), flush=True)
    return (
        f"\n## {name}\n\n{text}\n\n{started}, commit {commit()}.\n\n{HEAD}\n"
        + "\n".join(map(line, rows))
        + "\n"
    )


def kept() -> dict[str, str]:
    """Read the sections of the last run, so that running one keeps the others."""
    if not PAGE.exists():
        return {}
    parts = PAGE.read_text(encoding="utf-8").split("\n## ")[1:]
    return {part.split("\n", 1)[0].strip(): f"\n## {part.rstrip()}\n" for part in parts}


def main() -> None:
    """Run the named benchmarks, or all, and write the page."""
    sections = kept()
    for name in sys.argv[1:] or NAMES:
        print(f"{name} …", file=sys.stderr, flush=True)
        sections[name] = section(name)
        PAGE.write_text(
            "# Benchmarks\n\nRatios are taken in one run on one machine; absolute figures are an "
            f"order of size.\nWritten by `make bench`; machine of the last run: {machine()}.\n"
            + "".join(sections[name] for name in NAMES if name in sections),
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
