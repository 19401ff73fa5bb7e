"""Start a fleet: processes of its own, each with a share of the devices."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from qingtian_platform.collect.simulator.fleet import Unit, plain
from qingtian_platform.collect.simulator.tally import Tally, total

_LEAVE = 30  # time that a worker has to wait for its last answers and go [s]


@dataclass(frozen=True)
class Plan:
    """How a fleet runs.

    Attributes
    ----------
    host, port
        The gateway.
    seed
        Decides every value and fault.
    duration
        How long; 0: until told to stop. [s]
    backfill
        How far back each device sends what it has when it starts. [h]
    truth
        Where the truth is told; None: nowhere.
    processes
        How many; 0: one a device, at most two a core.
    timeout, retries
        OverTime [s] and ReCount of the devices.
    """

    host: str
    port: int
    seed: int = 1
    duration: float = 0
    backfill: float = 0
    truth: Path | None = None
    processes: int = 0
    timeout: float = 10
    retries: int = 3


class Fleet:
    """The running processes of a fleet.

    Parameters
    ----------
    members
        The devices.
    plan
        How they run.
    """

    def __init__(self, members: Sequence[Unit], plan: Plan) -> None:
        wanted = plan.processes or min(len(members), 2 * (os.cpu_count() or 1))
        shares = [list(members[n::wanted]) for n in range(min(wanted, len(members)))]
        self._workers = [_start(_order(share, plan)) for share in shares]

    def stop(self) -> None:
        """Tell every process to stop; each waits for its last answers."""
        for worker in self._workers:
            with suppress(OSError):
                worker.send_signal(signal.SIGTERM)

    def wait(self) -> Tally:
        """Wait until every process has ended.

        Returns
        -------
        Tally
            The sum of what they did.

        Raises
        ------
        RuntimeError
            A process ended without its tally.
        """
        tallies = []
        for worker in self._workers:
            assert worker.stdout is not None
            text = worker.stdout.read()
            if worker.wait() == -signal.SIGTERM and not text:
                continue  # told to stop before it had begun
            if worker.returncode or not text:
                raise RuntimeError(f"a process of the fleet failed with {worker.returncode}")
            tallies.append(json.loads(text))
        return total(tallies)

    def end(self) -> None:
        """End what is still there."""
        self.stop()
        for worker in self._workers:
            try:
                worker.wait(_LEAVE)
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()
            for pipe in (worker.stdin, worker.stdout):
                if pipe is not None:
                    pipe.close()


@contextmanager
def started(members: Sequence[Unit], plan: Plan) -> Iterator[Fleet]:
    """Run a fleet while the block runs; none of its processes outlives it."""
    fleet = Fleet(members, plan)
    try:
        yield fleet
    finally:
        fleet.end()


def simulate(members: Sequence[Unit], plan: Plan) -> Tally:
    """Run a fleet to its end, or until this process is told to stop.

    Parameters
    ----------
    members
        The devices.
    plan
        How they run.
    """
    with started(members, plan) as fleet:

        def stop(_number: int, _frame: FrameType | None) -> None:
            fleet.stop()

        before = {n: signal.signal(n, stop) for n in (signal.SIGTERM, signal.SIGINT)}
        try:
            return fleet.wait()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _order(members: list[Unit], plan: Plan) -> dict[str, Any]:
    return {
        "host": plan.host,
        "port": plan.port,
        "seed": plan.seed,
        "duration": plan.duration,
        "backfill": plan.backfill,
        "truth": str(plan.truth.resolve()) if plan.truth else None,
        "timeout": plan.timeout,
        "retries": plan.retries,
        "units": plain(members),
    }


def _start(order: dict[str, Any]) -> subprocess.Popen[str]:
    """Start one process; the order, with its passwords, goes by the pipe and not by arguments."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "qingtian_platform.collect.simulator.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdin is not None
    worker.stdin.write(json.dumps(order) + "\n")
    worker.stdin.flush()
    return worker
