"""The gateway: HJ 212 over TCP, every frame durable before it is answered.

`main` binds its address first and then wakes the rest, so that a logger that calls while the
gateway starts is queued and not turned away.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from qingtian_platform.kit.places import Places

if TYPE_CHECKING:
    from qingtian_platform.collect.gateway.devices import Directory
    from qingtian_platform.collect.gateway.engine import Engine
    from qingtian_platform.collect.gateway.settings import Settings

BACKLOG = 4096


def main(
    places: Places,
    host: str,
    port: int,
    *,
    settings: Settings | None = None,
    directory: Directory | None = None,
    engine: Callable[[Places], Engine] | None = None,
    certificate: Path | None = None,
    key: Path | None = None,
    metrics_port: int | None = None,
    ready: Callable[[str, int], None] | None = None,
) -> None:
    """Run a gateway until it is told to stop (SIGTERM or SIGINT).

    Then it stops reading, commits what it has, answers, closes and returns.

    Parameters
    ----------
    places
        Where the data lives.
    host, port
        Address to listen on; port 0 takes a free one.
    settings
        Limits; by default from the environment.
    directory
        Who may speak; by default the registry.
    engine
        Makes the platform's side of conversations; by default none are held.
    certificate, key
        Files for TLS; without them plain TCP.
    metrics_port
        Port on 127.0.0.1 for Prometheus; None for none.
    ready
        Called with address and port when frames are taken.

    Raises
    ------
    OSError
        The address cannot be listened on.
    InboxBusyError
        Another gateway writes this inbox.
    """
    listening = listen(host, port)
    from qingtian_platform.collect.gateway.run import run

    run(
        places,
        listening,
        settings=settings,
        directory=directory,
        engine=engine,
        certificate=certificate,
        key=key,
        metrics_port=metrics_port,
        ready=ready,
    )


def listen(host: str, port: int) -> socket.socket:
    """Bind an address and let callers queue."""
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listening = socket.socket(family, kind, protocol)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(address)
    listening.listen(BACKLOG)
    listening.setblocking(False)  # noqa: FBT003
    return listening
