"""`qingtian detect`: findings of falsified data in a table of observations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import pyarrow as pa

app = typer.Typer(add_completion=False)


def table(path: Path, option: str) -> pa.Table:
    """Read a Parquet file, or say what is wrong with it and leave."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_table(path)
    except (OSError, pa.ArrowException) as error:
        typer.echo(f"detect: expected a Parquet file for {option}; {path}: {error}", err=True)
        raise typer.Exit(1) from error


@app.command()
def detect(
    observations: Annotated[
        Path, typer.Option("--observations", help="Parquet: datastream_id, time, value, flag.")
    ],
    datastreams: Annotated[
        Path, typer.Option("--datastreams", help="Parquet: one row a stream, with its property.")
    ],
    out: Annotated[Path, typer.Option("--out", help="Where the findings go, as Parquet.")],
    workers: Annotated[
        int, typer.Option("--workers", min=1, help="Processes that share the sites.")
    ] = 2,
    data: Annotated[  # noqa: ARG001
        Path | None, typer.Option("--data", help="Taken like everywhere; detecting keeps nothing.")
    ] = None,
) -> None:
    """Write the findings in OBSERVATIONS to OUT."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from qingtian.quality.detectors.detection import detect as detected
    from qingtian.quality.detectors.tables import TableError

    rows = table(observations, "--observations")
    try:
        found = detected(rows, table(datastreams, "--datastreams"), workers=workers)
    except TableError as error:
        typer.echo(f"detect: {error}; see docs/quality/detection.md", err=True)
        raise typer.Exit(1) from error
    try:
        pq.write_table(found, out)
    except (OSError, pa.ArrowException) as error:
        typer.echo(f"detect: cannot write {out}: {error}; give --out a writable file", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"detect: {found.num_rows} findings in {out}", err=True)
