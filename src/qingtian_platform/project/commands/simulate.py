"""`qingtian simulate`: a fleet of data loggers that are not there, over real TCP."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from qingtian_platform.project.address import Address, AddressError

app = typer.Typer(add_completion=False)


@app.command()
def simulate(
    gateway: Annotated[str, typer.Option("--gateway", help="HOST:PORT of the gateway.")],
    fleet: Annotated[
        str, typer.Option("--fleet", help="A YAML file, or a fleet by name: small, troubled.")
    ] = "small",
    seed: Annotated[int, typer.Option("--seed", help="Decides every value and fault.")] = 1,
    duration: Annotated[
        float, typer.Option("--duration", help="Seconds; 0: until told to stop.")
    ] = 0,
    backfill: Annotated[
        float, typer.Option("--backfill", help="Hours that each device has to send at its start.")
    ] = 0,
    truth: Annotated[
        Path | None, typer.Option("--truth", help="JSON lines: what really happened.")
    ] = None,
    processes: Annotated[
        int, typer.Option("--processes", help="0: one a device, at most two a core.")
    ] = 0,
    timeout: Annotated[
        float, typer.Option("--timeout", help="Seconds a device waits for an answer.")
    ] = 10,
    replay: Annotated[
        Path | None,
        typer.Option("--replay", help="Send this table of hours (mn, start, code, value, flag)."),
    ] = None,
    password: Annotated[
        str, typer.Option("--password", help="PW of replayed and loading devices.")
    ] = "123456",  # noqa: S107 - what nearly every logger in the field has
    load: Annotated[
        int, typer.Option("--load", help="Send so many frames as fast as they are answered.")
    ] = 0,
    connections: Annotated[int, typer.Option("--connections", help="Of --load.")] = 100,
    window: Annotated[
        int, typer.Option("--window", help="Frames in flight of --load and --replay.")
    ] = 8,
    data: Annotated[  # noqa: ARG001
        Path | None, typer.Option("--data", help="Taken like everywhere; senders keep nothing.")
    ] = None,
) -> None:
    """Send as a fleet of data loggers; the last line is one JSON object with the counts."""
    try:
        where = Address.parse(gateway)
    except AddressError as error:
        raise typer.BadParameter(str(error), param_hint="--gateway") from error
    host, port = where.host, where.port
    if replay is not None:
        result = _replay(replay, host, port, password, window, truth)
    elif load:
        from qingtian_platform.collect.simulator.load import run

        done = run(host, port, connections, window, load, password=password)
        result = {
            "frames_sent": done.sent,
            "frames_acknowledged": done.acknowledged,
            "frames_per_second": round(done.rate),
            **asdict(done),
        }
    else:
        from qingtian_platform.collect.simulator.fleet import FleetError
        from qingtian_platform.collect.simulator.fleet import fleet as read
        from qingtian_platform.collect.simulator.run import Plan
        from qingtian_platform.collect.simulator.run import simulate as play

        try:
            members = read(fleet)
        except FleetError as error:
            typer.echo(f"simulate: {error}", err=True)
            raise typer.Exit(2) from error
        plan = Plan(host, port, seed, duration, backfill, truth, processes, timeout)
        typer.echo(f"simulate: {len(members)} devices to {host}:{port}", err=True)
        result = play(members, plan).plain()
    typer.echo(json.dumps(result))


def _replay(
    path: Path, host: str, port: int, password: str, window: int, truth: Path | None
) -> dict[str, int]:
    from qingtian_platform.collect.simulator.replay import Replay, ReplayError, replay

    try:
        how = Replay(host, port, {}, password, window=window, truth=truth)
        return replay(path, how).plain()
    except (OSError, ReplayError) as error:
        typer.echo(f"simulate: cannot replay {path}: {error}", err=True)
        raise typer.Exit(1) from error
