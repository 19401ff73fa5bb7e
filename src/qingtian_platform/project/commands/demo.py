"""`qingtian demo`: the story of a city, played on this machine."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from qingtian_platform.project.address import Address
from qingtian_platform.project.commands._setup import Data, use

if TYPE_CHECKING:
    from qingtian_platform.project.demo.keys import Keys
    from qingtian_platform.project.demo.play import Demo

app = typer.Typer(add_completion=False)
console = Console(stderr=True, highlight=False)


@app.command()
def demo(
    data: Data = Path("demo-data"),
    http: Annotated[str, typer.Option(help="Pages: HOST:PORT.")] = "127.0.0.1:8080",
    gateway: Annotated[str, typer.Option(help="Data loggers: HOST:PORT.")] = "127.0.0.1:9212",
    exit_after: Annotated[
        float | None, typer.Option("--exit-after", help="End by itself after so many seconds.")
    ] = None,
    keep: Annotated[  # noqa: FBT002 - an option
        bool, typer.Option("--keep", help="Go on with the demo that is there.")
    ] = False,
) -> None:
    """Play the demo city; the last line on standard output is one JSON object with the counts."""
    deadline = None if exit_after is None else time.monotonic() + exit_after
    told = _listen_for_stop()
    running = _prepare(data.resolve(), http, gateway, keep=keep)
    try:
        running.start()
        _tour(running)
        _watch(running, told, deadline)
    finally:
        console.print("\nthe senders stop; what was acknowledged is sealed …")
        account = running.end()
    from qingtian_platform.project.demo import play

    console.print(play.explained(account))
    print(json.dumps(account))  # noqa: T201
    if not account["stopped_cleanly"]:
        raise typer.Exit(1)


def _listen_for_stop() -> list[int]:
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: told.append(received))
    return told


def _prepare(data: Path, http: str, gateway: str, *, keep: bool) -> Demo:
    """Lay the city out: directory, cast, addresses."""
    from qingtian_platform.project.demo.ground import NotADemoError, clear
    from qingtian_platform.project.supervisor import AlreadyServedError

    if not keep:
        try:
            clear(data)
        except NotADemoError as error:
            console.print(str(error), style="red")
            raise typer.Exit(2) from error
    console.print(f"a demo city in {data}")
    os.environ.setdefault("QINGTIAN_MAIL", "console")  # alarms by mail are written out, not sent
    places = use(data)
    from qingtian_platform.project.demo import play

    now = datetime.now().astimezone()
    play.mark(places, now)
    company = play.assemble(places, now)
    running = play.Demo(
        places,
        Address.parse(gateway).or_free(),
        Address.parse(http).or_free(),
        company,
        lambda line: console.print(line, markup=False),
    )
    try:
        running.supervisor.hold()
    except AlreadyServedError as error:
        console.print(str(error), style="red")
        raise typer.Exit(2) from error
    return running


def _tour(running: Demo) -> None:
    """Print the numbered tour: step, address, log-in, what to look for."""
    from qingtian_platform.project.demo import evidence
    from qingtian_platform.project.demo.story import steps

    console.print("\n[bold]Qingtian 青天[/bold]  one city, on the air  一座城市，正在运行\n")
    for number, step in enumerate(steps(), 1):
        address = f"http://{running.portal}{step.path}"
        console.print(f"[bold]{number:>2}[/bold]  {address}", soft_wrap=True)
        password = running.company.accounts.get(step.who)
        if password:
            console.print(f"      {step.who} / {password}", markup=False)
        console.print(f"      {step.zh.do}\n      {step.en.do}", markup=False, soft_wrap=True)
    console.print("\nkeys for the verify page, which come from here and not from the server:")
    for whose, key in running.keys.items():
        console.print(f"      {whose:<8} {key}", markup=False, soft_wrap=True)
    console.print("\nhow two custodians open the protected store, each with a key of his own:")
    console.print(f"      {evidence.opening(running.places.data)}", markup=False, soft_wrap=True)
    console.print(f"\ndata loggers call {running.gateway}\n")


def _watch(running: Demo, told: list[int], deadline: float | None) -> None:
    """Show the counts until told to stop, the time is over, or q is pressed."""
    from qingtian_platform.project.demo.keys import pressed

    with pressed() as keys:
        if keys.live:
            console.print("k kills the gateway with -9, q ends the demo\n")
        while not told and (deadline is None or time.monotonic() < deadline):
            running.supervisor.watch()
            _show(running, keys)
            key = keys.take(1.0)
            if key == "k":
                running.kill_gateway()
            elif key == "q":
                return


def _show(running: Demo, keys: Keys) -> None:
    counts = running.counts()
    line = (
        f"answered {counts['answered']:,}  sealed {counts['receipts']:,} in "
        f"{counts['batches']:,} batches  observations {counts['observations']:,}"
        f"  superseded {counts['superseded']:,}"
    )
    if keys.live:
        sys.stderr.write(f"\r\x1b[2K{line}")
        sys.stderr.flush()
    elif int(time.monotonic()) % 5 == 0:
        console.print(line)
