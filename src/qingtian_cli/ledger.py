"""`qingtian ledger`: check a whole log, run test vectors, print the log's key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qingtian.ledger.__main__ import main
from qingtian.ledger.errors import LedgerError
from qingtian.ledger.note import Key

app = typer.Typer(
    add_completion=False, help="The evidence log, from outside.", no_args_is_help=True
)

Vkey = Annotated[str, typer.Option(help="verifier key of the log, from a source that you trust")]
Witness = Annotated[list[str], typer.Option(help="verifier key of a witness; may be repeated")]
Quorum = Annotated[int, typer.Option(help="how many of the witnesses must have cosigned")]
AuthorityFile = Annotated[
    str, typer.Option("--authority", help="root of a time-stamping authority (PEM), from you")
]
Data = Annotated[Path, typer.Option(envvar="QINGTIAN_DATA", help="data directory of the log")]
PolicyFile = Annotated[str, typer.Option("--policy", help="file with log, witnesses, quorum")]


def trust(
    vkey: str, witness: list[str], quorum: int, policy: str, authority: str = ""
) -> list[str]:
    """Write the reader's trust as arguments of `python -m qingtian.ledger`."""
    given = ["--authority", authority] if authority else []
    given += ["--quorum", str(quorum)] if quorum else []
    given += ["--vkey", vkey] if vkey else []
    given += ["--policy", policy] if policy else []
    return given + [word for key in witness for word in ("--witness", key)]


@app.callback()
def ledger() -> None:
    """Look at the evidence log from outside."""


@app.command()
def fsck(
    place: Annotated[str, typer.Argument(metavar="DIR|URL", help="where the log's files are")],
    vkey: Vkey = "",
    witness: Witness = [],  # noqa: B006 - Typer copies it
    quorum: Quorum = 0,
    policy: PolicyFile = "",
    authority: AuthorityFile = "",
    kept: Annotated[str, typer.Option(help="an earlier checkpoint of yours to begin with")] = "",
) -> None:
    """Check every entry and tile of a log against its signed checkpoint.

    With --authority also every time stamp that the log lists: signature, chain, and that what was
    stamped is a beginning of this log.
    """
    earlier = ["--kept", kept] if kept else []
    raise typer.Exit(
        main(["fsck", place, *earlier, *trust(vkey, witness, quorum, policy, authority)])
    )


@app.command()
def vectors(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, metavar="FILE.json")],
) -> None:
    """Run test vectors of the form of spec/vectors/merkle.json."""
    raise typer.Exit(main(["vectors", str(file)]))


@app.command()
def vkey(
    data: Data = Path("qingtian-data"),
) -> None:
    """Print the key that checks what the log of a data directory signs; make it where missing."""
    from qingtian_platform.kit.places import Places
    from qingtian_platform.record.log.identity import vkey as key_of

    typer.echo(str(key_of(Places(data.resolve()).make())))


@app.command()
def rotate(
    data: Data = Path("qingtian-data"),
    *,
    give_up: Annotated[
        bool, typer.Option("--give-up", help="let the older keys sign no more; make none")
    ] = False,
    lost: Annotated[str, typer.Option(help="verifier key of a key that is lost or stolen")] = "",
) -> None:
    """Make a new signing key of the log, beside the old one; prints the verifier key to publish.

    The platform must be stopped. Both keys sign until --give-up; whatever the old one signed stays
    verifiable with it. With --lost the new key stands alone.
    """
    from qingtian_platform.kit.places import Places
    from qingtian_platform.record.errors import RecordError
    from qingtian_platform.record.log import rotation

    places = Places(data.resolve()).make()
    try:
        if give_up:
            keys = rotation.give_up(places)
        else:
            keys = (
                rotation.replace_lost(places, Key.parse(lost)) if lost else rotation.renew(places),
            )
    except (RecordError, LedgerError) as error:
        typer.echo(f"nothing was changed: {error}", err=True)
        raise typer.Exit(1) from error
    for key in keys:
        typer.echo(str(key))


@app.command("self-check")
def self_check(
    data: Data = Path("qingtian-data"),
    *,
    whole: Annotated[
        bool, typer.Option("--whole", help="check all that is stored, not a night's part of it")
    ] = False,
) -> None:
    """Hold what is stored against the log's entries, and name every row that differs.

    The same that the served platform does every night. Exit code 0 only where nothing differs.
    """
    from qingtian_platform.project.commands._setup import use

    places = use(data)
    from qingtian_platform.project import selfcheck

    try:
        run = selfcheck.complete(places, whole=whole)
    except TimeoutError as error:
        typer.echo(f"not checked to the end: {error}", err=True)
        raise typer.Exit(1) from error
    for each in selfcheck.found_by(run.number, selfcheck.SHOWN, places):
        typer.echo(str(each))
    checked = ", ".join(f"{count} {kind}" for kind, count in sorted(run.checked.items()))
    typer.echo(f"checked: {checked}; {run.differing} differ", err=True)
    raise typer.Exit(1 if run.differing else 0)
