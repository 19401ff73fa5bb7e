"""One machine's processes, started, watched, started again when they die, and stopped in order.

The supervisor itself does nothing else: it imports no Django and holds no data, so that it is the
last to fall. It holds the lock of the data directory for as long as it lives.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from qingtian_platform.kit import modes
from qingtian_platform.kit.places import VARIABLE, Places

_BACKOFF = (0.1, 0.5, 1.0, 2.0, 5.0)  # before a child that died is started again [s]
_HEALTHY = 30.0  # a child that lived so long starts from the first pause again [s]
_PATIENCE = 120.0  # for the last seal, when told to stop [s]


class AlreadyServedError(RuntimeError):
    """Another `serve` holds this data directory."""


@dataclass
class Child:
    """One process: its name, its arguments, and how it fared."""

    name: str
    arguments: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    due: float = 0.0

    def start(self, environment: dict[str, str]) -> None:
        """Start the process in the supervisor's own process group."""
        command = [sys.executable, "-m", "qingtian_platform.project.child", self.name]
        self.process = subprocess.Popen(
            [*command, str(os.getpid()), *self.arguments], env=environment, stdout=sys.stderr
        )
        self.started = time.monotonic()

    @property
    def alive(self) -> bool:
        """Say whether it runs."""
        return self.process is not None and self.process.poll() is None


@dataclass
class Supervisor:
    """Holds the data directory, and the processes that work on it.

    Parameters
    ----------
    places
        The data directory.
    gateway, http
        Addresses to listen on, HOST:PORT.
    workers
        Processes that answer requests for pages. [-]
    transport
        Certificate and key of the gateway (TLS), and the local port of its metrics; each may be
        empty.
    say
        Takes one line for the operator.
    """

    places: Places
    gateway: str
    http: str
    workers: int = 2
    transport: tuple[str, str, str] = ("", "", "")
    say: Callable[[str], None] = lambda line: print(line, file=sys.stderr)  # noqa: T201
    children: dict[str, Child] = field(default_factory=dict)
    stopping: bool = False
    _lock: int = -1

    def hold(self) -> None:
        """Take the lock of the data directory; it dies with this process.

        Raises
        ------
        AlreadyServedError
            If another process holds it.
        """
        self._lock = os.open(self.places.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = Path(self.places.lock).read_text(encoding="ascii").strip() or "unknown"
            raise AlreadyServedError(
                f"{self.places.data} is served already by process {holder}; "
                "stop that one, or give another directory with --data"
            ) from error
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, str(os.getpid()).encode(), 0)
        os.umask(modes.OTHERS)
        threading.Thread(
            target=self._tighten, daemon=True
        ).start()  # a year of batches takes a while

    def _tighten(self) -> None:
        changed = modes.tighten(self.places)
        if changed:
            self.say(f"{changed} files and directories were open to others; they are closed now")

    def start(self, *names: str) -> None:
        """Start the named processes, or all."""
        arguments = {
            "gateway": (self.gateway, *self.transport),
            "web": (self.http, str(self.workers)),
        }
        for name in names or ("gateway", "sealer", "log", "stages", "detection", "web"):
            self.children[name] = Child(name, arguments.get(name, ()))
            self.children[name].start(self._environment())

    def _environment(self) -> dict[str, str]:
        return {**os.environ, VARIABLE: str(self.places.data), "QINGTIAN_SERVED": "1"}

    def watch(self) -> None:
        """Look once after every child; start again the ones that died and whose pause is over."""
        now = time.monotonic()
        for child in self.children.values():
            if child.alive or self.stopping:
                continue
            if child.process is not None:
                self._mourn(child, now)
            elif now >= child.due:
                child.start(self._environment())

    def _mourn(self, child: Child, now: float) -> None:
        """Note a death and set the time of the next start."""
        assert child.process is not None
        child.deaths = 0 if now - child.started > _HEALTHY else child.deaths
        pause = _BACKOFF[min(child.deaths, len(_BACKOFF) - 1)]
        self.say(f"{child.name} ended with {child.process.returncode}; starting it again")
        child.deaths, child.process, child.due = child.deaths + 1, None, now + pause

    def stop(self) -> int:
        """Tell every child to stop, wait for the last seal, and kill who does not listen.

        Returns
        -------
        int
            How many children had to be killed or ended with an error. [-]
        """
        self.stopping = True
        living = [child.process for child in self.children.values() if child.alive]
        for process in living:
            if process is not None:
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + _PATIENCE
        return sum(self._await(child, deadline) for child in self.children.values())

    def _await(self, child: Child, deadline: float) -> bool:
        if child.process is None:
            return False
        try:
            code = child.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.say(f"{child.name} did not stop in {_PATIENCE:.0f} s and was killed")
            child.process.kill()
            child.process.wait()
            return True
        if code not in (0, -signal.SIGTERM):
            self.say(f"{child.name} ended with {code}")
        return code not in (0, -signal.SIGTERM)
