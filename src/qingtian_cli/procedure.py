"""`qingtian procedure check DIR`: whether the procedures of a pack can be followed to their ends."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from qingtian.cases import Procedures

app = typer.Typer(add_completion=False)


@app.callback()
def procedure() -> None:
    """Procedures: how a matter is followed to its end, as tables of a pack."""


@app.command()
def check(
    folder: Annotated[
        str, typer.Argument(metavar="DIR", help="folder or name of a pack, or folder of procedures")
    ],
) -> None:
    """Prove of each procedure that every case can be closed, and none too early; exit 1 where not.

    Prints what each has; then each mistake with file, line and mend.
    """
    from qingtian.cases import mistakes

    found = opened(folder)
    for key, one in found.by_key.items():
        typer.echo(
            f"{key:<24} {len(one.states):>3} states {len(one.acts):>3} acts"
            f" {len(one.duties):>3} duties {len(one.papers):>3} papers {len(one.tables):>2} tables"
        )
    wrong = list(mistakes(found))
    for each in wrong:
        typer.echo(each, err=True)
    typer.echo(f"mistakes   {len(wrong)}")
    if wrong:
        raise typer.Exit(1)


@app.command()
def draw(
    key: Annotated[
        str, typer.Argument(metavar="PROCEDURE", help="key of a procedure, with /version")
    ],
    pack: Annotated[str, typer.Option(help="name or folder of the pack")] = "beijing2018",
    language: Annotated[Literal["zh", "en"], typer.Option(help="of the names")] = "zh",
) -> None:
    """Draw a procedure as SVG: each state, what can be done there, and where that leads."""
    from qingtian.cases import drawn

    found = opened(pack).by_key
    if key not in found:
        raise typer.BadParameter(f"expected one of {', '.join(found)}; got {key}")
    typer.echo(drawn(found[key], language))


def opened(where: str) -> Procedures:
    """Open the procedures of a pack, or of a folder that holds nothing else.

    Raises
    ------
    typer.Exit
        If a file breaks the form; the message is printed.
    typer.BadParameter
        If there is neither a pack nor a procedure.
    """
    from qingtian.cases import Procedures, open_procedures, procedures
    from qingtian.law import LawError
    from qingtian.policy import PackFileError

    path = Path(where)
    try:
        if path.is_dir() and not (path / "pack.yaml").is_file():
            found = Procedures(procedures(path), None)
        else:
            found = open_procedures(where)
    except PackFileError as problem:
        typer.echo(problem, err=True)
        raise typer.Exit(1) from None
    except LawError as problem:
        raise typer.BadParameter(str(problem)) from None
    if not found.by_key:
        raise typer.BadParameter(f"expected procedures, files *.yaml; {where} holds none")
    return found
