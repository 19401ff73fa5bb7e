"""A gateway as a process."""

from __future__ import annotations

import asyncio
import signal
import socket
import ssl
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import uvloop

from qingtian_platform.collect.gateway import journal
from qingtian_platform.collect.gateway.devices import Directory
from qingtian_platform.collect.gateway.engine import Engine
from qingtian_platform.collect.gateway.metrics import serve_metrics
from qingtian_platform.collect.gateway.server import Gateway
from qingtian_platform.collect.gateway.settings import Settings
from qingtian_platform.collect.gateway.state import State
from qingtian_platform.collect.inbox import Inbox
from qingtian_platform.kit.limits import raise_file_limit
from qingtian_platform.kit.places import Places

SWITCH = 0.0005
"""How soon a thread that waits for Python's lock gets it; a commit must not wait for a look. [s]"""
SPARE = 200
"""Open files that are not connections."""


def run(
    places: Places,
    listening: socket.socket,
    *,
    settings: Settings | None,
    directory: Directory | None,
    engine: Callable[[Places], Engine] | None,
    certificate: Path | None,
    key: Path | None,
    metrics_port: int | None,
    ready: Callable[[str, int], None] | None,
) -> None:
    """Run a gateway on a socket that listens; the parameters are those of `main`."""
    settings = settings or Settings.from_environment()
    sys.setswitchinterval(SWITCH)
    settings = within_file_limit(settings)
    inbox = Inbox(places, max_bytes=settings.file_bytes, max_age=settings.file_seconds)
    gateway = Gateway(
        inbox,
        State(places.gateway, settings),
        directory or registry(),
        settings,
        engine(places) if engine else None,
    )
    context = tls(certificate, key) if certificate else None
    uvloop.run(_serve(gateway, listening, context, metrics_port, ready))


def within_file_limit(settings: Settings) -> Settings:
    """Raise the limit of open files, and allow no more connections than it leaves room for.

    So strangers give way to known devices before the system refuses anybody a connection, and
    the files of the inbox can always be opened.
    """
    limit = raise_file_limit(settings.connections + SPARE)
    room = max(limit - min(SPARE, limit // 2), 1)
    if room < settings.connections:
        journal.warning("fewer connections than set: open files", limit=limit, connections=room)
        settings = replace(settings, connections=room)
    return settings


async def _serve(
    gateway: Gateway,
    listening: socket.socket,
    context: ssl.SSLContext | None,
    metrics_port: int | None,
    ready: Callable[[str, int], None] | None,
) -> None:
    stop = gateway.wanted_to_stop
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    address = listening.getsockname()
    await gateway.start(listening, context)
    closing = serve_metrics(gateway, metrics_port) if metrics_port is not None else None
    journal.info("listening", host=address[0], port=address[1], devices=len(gateway.devices))
    if ready is not None:
        ready(address[0], address[1])
    await stop.wait()
    await gateway.stop()
    if closing is not None:
        closing()
    journal.info("left", frames=gateway.counts.frames)
    if gateway.error is not None:
        raise gateway.error


def registry() -> Directory:
    """Give the registry as a directory; wakes Django where nobody did."""
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    from qingtian_platform.registry import api

    return api


def tls(certificate: Path, key: Path | None) -> ssl.SSLContext:
    """Make the context of a server that shows a certificate."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context
