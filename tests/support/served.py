"""A served city of its own for a test: start it, talk to it, stop it, kill it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import urlopen

from support.patience import LONG
from support.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

QINGTIAN = Path(sys.executable).with_name("qingtian")


def qingtian(*words: str, data: Path) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [QINGTIAN, *words, "--data", data],
        check=False,
        capture_output=True,
        text=True,
        timeout=LONG,
    )


def prepare(commands: list[list[str]], data: Path) -> list[str]:
    """Run commands that a test needs done before it begins; give what each printed.

    They run in one process, for each would spend most of its time on starting.
    """
    words = [[*command, "--data", str(data)] for command in commands]
    paths = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run(
        [sys.executable, "-m", "support.several"],
        input=json.dumps(words), env=os.environ | {"PYTHONPATH": paths, "QINGTIAN_DATA": str(data)},
        check=True, stdout=subprocess.PIPE, text=True, timeout=LONG,
    )  # fmt: skip
    ended = json.loads(done.stdout)
    assert not any(code for code, _, _ in ended), ended
    return [out for _, out, _ in ended]


@dataclass
class Served:
    process: subprocess.Popen[str]
    http: int
    gateway: int
    log: Path

    @property
    def group(self) -> int:
        return os.getpgid(self.process.pid)

    def children(self) -> dict[str, int]:
        """Name and number of each child that lives."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                words = (folder / "cmdline").read_bytes().split(b"\0")
                if b"qingtian_platform.project.child" in words:
                    at = words.index(b"qingtian_platform.project.child")
                    if words[at + 2] == str(self.process.pid).encode():
                        found[words[at + 1].decode()] = int(folder.name)
        return found

    def wait_until_ready(self, seconds: float = LONG) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if "ready" in self.log.with_suffix(".out").read_text().split():
                return
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.05)
        raise AssertionError(f"not ready in {seconds} s: {self.log.read_text()}")

    def sealed(self) -> bool:
        """Tell whether the first batch is in the archive."""
        try:
            with urlopen(f"http://127.0.0.1:{self.http}/frames/0/0/", timeout=LONG):
                return True
        except HTTPError:
            return False

    def stop(self) -> int:
        """Tell the whole group to stop, as a terminal or a service manager does."""
        os.killpg(self.process.pid, signal.SIGTERM)
        return self.process.wait(LONG)


@contextmanager
def serve(
    data: Path, gateway: int | None = None, more: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """Serve a data directory until the block ends, with `more` in its environment; what is left then is killed."""
    http, port = free_port(), gateway or free_port()
    log = data.with_suffix(".err")
    data.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a") as err, log.with_suffix(".out").open("w") as out:
        words = f"--http 127.0.0.1:{http} --gateway 127.0.0.1:{port} --workers 1".split()
        process = subprocess.Popen(
            [QINGTIAN, "serve", "--data", data, *words],
            stdout=out,
            stderr=err,
            text=True,
            start_new_session=True,
            env=os.environ | dict(more or {}),
        )
    try:
        yield Served(process, http, port, log)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(LONG)
