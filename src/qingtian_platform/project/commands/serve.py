"""`qingtian serve`: everything on one machine."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from qingtian_platform.kit.limits import raise_file_limit
from qingtian_platform.kit.places import Places
from qingtian_platform.project.address import Address, AddressError
from qingtian_platform.project.commands._setup import DEFAULT_DATA, Data, use
from qingtian_platform.project.supervisor import AlreadyServedError, Supervisor
from qingtian_platform.record.log import authorities, policies

app = typer.Typer(add_completion=False)
_TICK = 0.1  # between two looks after the children [s]


@app.command()
def serve(
    http: Annotated[str, typer.Option(help="Pages: HOST:PORT.")] = "127.0.0.1:8080",
    gateway: Annotated[str, typer.Option(help="Data loggers: HOST:PORT.")] = "0.0.0.0:9212",
    data: Data = DEFAULT_DATA,
    workers: Annotated[int, typer.Option(min=1, help="Processes that answer for pages.")] = 2,
    certificate: Annotated[
        Path | None, typer.Option(exists=True, help="Certificate (PEM): loggers call over TLS.")
    ] = None,
    key: Annotated[Path | None, typer.Option(exists=True, help="Its private key.")] = None,
    behind_tls: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--behind-tls", help="A proxy speaks TLS to readers: secure cookies.")
    ] = False,
    witnesses: Annotated[
        Path | None,
        typer.Option(exists=True, help="Policy: the log's witnesses and how many must cosign."),
    ] = None,
    authority: Annotated[
        Path | None,
        typer.Option(exists=True, help="Time-stamping authority (RFC 3161): its line and root."),
    ] = None,
    metrics: Annotated[
        int | None, typer.Option(help="Port on 127.0.0.1 for the gateway's Prometheus metrics.")
    ] = None,
) -> None:
    """Run gateway, sealer, log, stages and pages; prints `ready` when both addresses answer."""
    where = [_address(text) for text in (gateway, http)]
    transport = (str(certificate or ""), str(key or ""), "" if metrics is None else str(metrics))
    if behind_tls:
        os.environ["QINGTIAN_BEHIND_TLS"] = "1"
    places = Places(data.resolve()).make()
    supervisor = Supervisor(places, str(where[0]), str(where[1]), workers, transport)
    try:
        supervisor.hold()
    except AlreadyServedError as error:
        _say(str(error))
        raise typer.Exit(2) from error
    for address in where:
        _must_be_free(address)
    if witnesses is not None:
        policies.keep(places, witnesses.read_text(encoding="utf-8"))
    if authority is not None:
        authorities.keep(places, authority.read_text(encoding="utf-8"))
    _say(f"up to {raise_file_limit()} open files and sockets a process")
    told = _listen_for_stop()
    supervisor.start("gateway")
    use(data)
    supervisor.start("sealer", "log", "stages", "detection", "web")
    _run(supervisor, where, told)
    raise typer.Exit(1 if supervisor.stop() else 0)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201


def _address(text: str) -> Address:
    try:
        return Address.parse(text)
    except AddressError as error:
        raise typer.BadParameter(str(error)) from error


def _must_be_free(address: Address) -> None:
    if not address.free():
        _say(f"{address} is taken by another program; stop it, or give another address")
        raise typer.Exit(2)


def _listen_for_stop() -> list[int]:
    """Collect the signals that ask us to stop."""
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: told.append(received))
    return told


def _run(supervisor: Supervisor, addresses: list[Address], told: list[int]) -> None:
    """Watch the children until told to stop; say once when all is ready."""
    ready = False
    while not told:
        supervisor.watch()
        if not ready and all(address.answers() for address in addresses):
            ready = True
            print("ready", flush=True)  # noqa: T201
        time.sleep(_TICK)
