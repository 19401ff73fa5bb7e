"""The server of the pages: how it starts its workers, and how it stops."""

from __future__ import annotations

import os
import signal
from types import FrameType

from granian.constants import Interfaces
from granian.server import MPServer

from qingtian_platform.kit import stopping
from qingtian_platform.project.address import Address

_THREADS = 4  # that answer requests in one worker [1]
_PATIENCE = 30  # for answers that are being given, when told to stop [s]


class Server(MPServer):
    """Granian, where a stop may come twice and at any moment."""

    def signal_handler_interrupt(self, *args: int | FrameType | None) -> None:
        """Take the first signal alone: the second may come while the first is being taken."""
        if not self.interrupt_signal:
            super().signal_handler_interrupt(*args)  # type: ignore[no-untyped-call]


def serve(address: Address, workers: int) -> None:
    """Answer requests for pages until told to stop.

    Parameters
    ----------
    address
        Where to listen.
    workers
        Processes that answer. [1]
    """
    os.register_at_fork(after_in_child=_forget)
    server = Server(
        "qingtian_platform.project.wsgi:application",
        address=address.host,
        port=address.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=_THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=_PATIENCE,
        log_enabled=False,
        websockets=False,
    )
    try:
        server.serve()
    except SystemExit:
        # SIGTERM to the whole group: a worker may end before its parent has heard of it.
        if not server.interrupt_signal:
            raise


def _forget() -> None:
    """Let a stop end a new worker until it has handlers of its own: it begins with its parent's, which swallow it."""
    for number in stopping.SIGNALS:
        signal.signal(number, signal.SIG_DFL)
