"""Run a fuzz target under atheris, a coverage-guided fuzzer that is installed apart.

`scripts/fuzz.py hj212_reader --runs 1000000` installs atheris into `build/fuzz` (it belongs to no
environment of the project: it has wheels for few Pythons), and keeps what it finds in
`build/fuzz-corpus`. A failure leaves the bytes in a file and exits with libFuzzer's code.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
TOOL = ROOT / "build/fuzz"
ATHERIS = "atheris==3.0.0"


def installed() -> Path:
    """Install atheris where it is missing and return its folder."""
    if not (TOOL / "atheris").is_dir():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
        subprocess.run([*pip, "--target", str(TOOL), ATHERIS], check=True)
    return TOOL


def run(target: str, runs: int, seconds: int) -> int:
    """Run one target and return its exit code."""
    seeds = ROOT / "tests/fuzz/corpus" / target
    grown = ROOT / "build/fuzz-corpus" / target
    grown.mkdir(parents=True, exist_ok=True)
    paths = [str(ROOT / "src"), str(ROOT / "tests"), str(installed())]
    command = [sys.executable, str(ROOT / f"tests/fuzz/{target}.py"), str(grown), str(seeds)]
    command += [f"-runs={runs}", f"-max_total_time={seconds}", "-max_len=600", "-timeout=10"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    return subprocess.run(command, cwd=grown, env=environment, check=False).returncode


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", help="a module of tests/fuzz, such as hj212_reader")
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=0, help="stop after; 0 for no limit")
    options = parser.parse_args()
    sys.exit(run(options.target, options.runs, options.seconds))


if __name__ == "__main__":
    main()
