"""The process that seals: on a timer, until it is told to stop and nothing is left."""

from __future__ import annotations

import signal
import threading
import time
from types import FrameType
from typing import Final

import duckdb
import structlog

from qingtian.protocols.hj212 import columns, scan
from qingtian_platform.kit import stopping
from qingtian_platform.kit.places import Places
from qingtian_platform.record import compaction
from qingtian_platform.record.lock import gateway_is_gone
from qingtian_platform.record.sealer import Registered, Sealer

TIMER: Final = 2.0
"""A receipt is sealed at the latest so long after it came, when nothing is in the way. [s]."""
_PAUSE: Final = 5.0
_TICK: Final = 0.1
_LONGEST: Final = 30.0
log = structlog.get_logger(__name__)


def main(places: Places) -> None:
    """Run the sealer until it is told to stop, and then until nothing is left to seal.

    It leaves when the gateway has let go of the inbox and all of it is sealed; SIGINT after the
    first signal makes it leave at once.

    Parameters
    ----------
    places
        Where the data lives.
    """
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    stop = _Stop()
    scan.warm()
    columns.warm()
    with Sealer(places, Registered()) as sealer:
        compactor = threading.Thread(
            target=_compact, args=(places, stop.told), name="compactor", daemon=True
        )
        compactor.start()
        _run(places, sealer, stop)
        compactor.join(_PAUSE)


class _Stop:
    """Told by SIGTERM or SIGINT to finish; by SIGINT after that to leave.

    SIGTERM comes twice where a whole process group is stopped: from outside and from the parent.
    """

    def __init__(self) -> None:
        self._heard = False
        in_charge = threading.current_thread() is threading.main_thread()
        self.told = stopping.told(self._signal) if in_charge else threading.Event()

    def _signal(self, number: int, _frame: FrameType | None) -> None:
        if self._heard and number == signal.SIGINT:
            raise SystemExit(1)
        self._heard = True


def _run(places: Places, sealer: Sealer, stop: _Stop) -> None:
    """Seal on a timer, and at once while more is waiting than a batch takes."""
    failures = 0
    while True:
        last = stop.told.is_set() and gateway_is_gone(places)
        try:
            sealed = sealer.step()
            failures = 0
        except Exception:  # whatever it was, nothing is lost: the inbox keeps what is not sealed
            failures += 1
            log.exception("sealing failed", failures=failures)
            sealed = False
        if last and not sealed and (not failures or failures > 3):
            return
        if not (sealed and (sealer.full or stop.told.is_set())):
            stop.told.wait(_wait(failures, stopping=stop.told.is_set()))
            if stop.told.is_set():
                time.sleep(_TICK)


def _wait(failures: int, *, stopping: bool) -> float:
    return 0.0 if stopping and not failures else min(TIMER * 2**failures, _LONGEST)


def _compact(places: Places, told: threading.Event) -> None:
    """Merge small files while the sealer works; it holds the lock for both."""
    while not told.wait(_PAUSE):
        try:
            while not told.is_set() and compaction.step(places):
                pass
        except Exception as error:
            if told.is_set() and isinstance(error, duckdb.InterruptException):
                return  # a stop ends what is being merged; the next start goes on
            log.exception("compaction failed; the files stay as they were")
