"""`qingtian verify`: check proof files offline, with a key that you have from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qingtian.ledger.__main__ import main
from qingtian_cli.ledger import AuthorityFile, PolicyFile, Quorum, Vkey, Witness, trust

app = typer.Typer(add_completion=False)


@app.command()
def verify(
    proof: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, metavar="PROOF…")],
    vkey: Vkey = "",
    witness: Witness = [],  # noqa: B006 - Typer copies it
    quorum: Quorum = 0,
    policy: PolicyFile = "",
    stamp: Annotated[
        str, typer.Option(help="time stamp over the checkpoint that the proof ends in")
    ] = "",
    authority: AuthorityFile = "",
) -> None:
    """Check proof files from the frame up to the log's signature.

    Nothing is asked of any server. What a proof shows is that these bytes were received by then
    and are unchanged since; it does not say that the instrument was right.
    """
    names = [str(file) for file in proof]
    stamped = ["--stamp", stamp] if stamp else []
    trusted = trust(vkey, witness, quorum, policy, authority)
    raise typer.Exit(main(["verify", *names, *stamped, *trusted]))
