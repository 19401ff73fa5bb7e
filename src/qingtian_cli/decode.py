"""`qingtian decode FILE`: one JSON object for each frame of a text file."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(add_completion=False)


def lines(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield number and frame of each line that holds one.

    A line ends with LF or CR LF; what follows a TAB is a remark; blank lines and those that start
    with `# ` are skipped.
    """
    for number, line in enumerate(raw.split(b"\n"), 1):
        frame = line.removesuffix(b"\r").partition(b"\t")[0]
        if frame.strip() and not line.startswith(b"# "):
            yield number, frame


def decoded(number: int, raw: bytes) -> dict[str, Any]:
    """Read one line as a frame.

    Parameters
    ----------
    number
        Number of the line, from 1.
    raw
        The frame, with or without CR LF.

    Returns
    -------
    dict
        What the command prints. `ok` says that a frame was read, whatever its checksum.
    """
    from qingtian.protocols.hj212.editions import edition_of
    from qingtian.protocols.hj212.observations import read
    from qingtian.protocols.hj212.salvage import single

    frame, error = single(raw)
    message = frame.message if frame else None
    reading = read(message) if message else None
    loose = (*frame.all_deviations, *reading.deviations) if frame and reading else ()
    return {
        "line": number,
        "ok": frame is not None,
        "error": error,
        "crc_ok": frame.crc_ok if frame else None,
        "version": edition_of(message) if message else None,
        "qn": message.qn if message else None,
        "st": message.st if message else None,
        "cn": message.cn if message else None,
        "mn": message.mn if message else None,
        "flag": message.flag if message else None,
        "deviations": list(dict.fromkeys(loose)),
        "observations": [
            {
                "time": o.time.isoformat(),
                "code": o.code,
                "field": o.field,
                "value": o.text if o.value is None else o.value,
                "flag": o.flag,
            }
            for o in (reading.observations if reading else ())
        ],
    }


def printed(raw: bytes) -> Iterable[str]:
    """Yield the line of JSON for each frame of a file."""
    for number, frame in lines(raw):
        yield json.dumps(decoded(number, frame), ensure_ascii=False)


@app.command()
def decode(
    file: Annotated[Path, typer.Argument(help="Frames, one a line; text after a TAB is ignored.")],
    data: Annotated[  # noqa: ARG001
        Path | None, typer.Option("--data", help="Taken like everywhere; decoding keeps nothing.")
    ] = None,
) -> None:
    """Print one JSON object for each HJ 212 frame of FILE."""
    try:
        raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        typer.echo(f"decode: cannot read {file}: {error.strerror}; give a readable file", err=True)
        raise typer.Exit(1) from error
    for line in printed(raw):
        typer.echo(line)
