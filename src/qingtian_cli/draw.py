"""`qingtian draw`: redraw a double-random inspection offline, or take part in one from outside."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qingtian.draw.__main__ import main
from qingtian_cli.ledger import PolicyFile, Quorum, Vkey, Witness, trust

app = typer.Typer(add_completion=False)


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, metavar="FILE")],
    vkey: Vkey = "",
    witness: Witness = [],  # noqa: B006 - Typer copies it
    quorum: Quorum = 0,
    policy: PolicyFile = "",
    party: Annotated[
        list[str], typer.Option(help="NAME=KEY: key that you have from the party itself")
    ] = [],  # noqa: B006
) -> None:
    """Draw again from the record of a draw, and hold every step of it against the log.

    Ends with 0 where the draw holds, 3 where it is void (who did not do its part is named), 1 where
    something does not hold (what, and who has to answer for it).
    """
    known = [part for each in party for part in ("--party", each)]
    trusted = trust(vkey, witness, quorum, policy)
    raise typer.Exit(main(["verify", str(file), *trusted, *known]))


@app.command()
def commit(
    draw: Annotated[str, typer.Option(help="name of the draw, 64 hexadecimal digits")],
    key: Annotated[str, typer.Option(help="name of your key, as the announcement has it")],
    out: Annotated[Path, typer.Option(help="file for the secret; it must not be there yet")],
) -> None:
    """Make a secret on this machine, keep it in a file, and print the commitment to hand in."""
    raise typer.Exit(main(["commit", "--draw", draw, "--key", key, "--out", str(out)]))


@app.command()
def reveal(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, metavar="SECRET.json")],
    commitment: Annotated[str, typer.Option(help="what was handed in")] = "",
) -> None:
    """Print salt and secret of a file that `commit` kept; only after the checkpoint was fixed."""
    more = ["--commitment", commitment] if commitment else []
    raise typer.Exit(main(["reveal", str(file), *more]))
