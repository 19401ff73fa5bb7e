"""`qingtian witness`: cosign the checkpoints of logs that you follow, for anyone else to rely on."""

from __future__ import annotations

import base64
import os
import re
import sqlite3
import threading
import time
from contextlib import closing
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from qingtian.ledger.checkpoint import Checkpoint
from qingtian.ledger.errors import FormError
from qingtian.ledger.note import COSIGNATURE, Key, Note, Signer
from qingtian.ledger.witness import Answer, Request, answer

app = typer.Typer(add_completion=False)

BODY_LIMIT: Final = 1 << 16
_LENGTH: Final = re.compile("[0-9]{1,9}")
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS seen (
    origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL
) STRICT
"""


class Memory:
    """The largest tree of each log that was cosigned; on the disk before a cosignature goes out.

    Parameters
    ----------
    path
        A file of its own.
    """

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")
        self._db.execute(_SCHEMA)
        self._lock = threading.Lock()

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def answered(self, request: Request, logs: dict[str, Key], signer: Signer, now: int) -> Answer:
        """Decide a request, and remember, as one step."""
        with self._lock:
            found = answer(request, logs, self._seen(_origin(request)), signer, now)
            if found.seen is not None:
                point = found.seen
                self._db.execute(
                    "INSERT OR REPLACE INTO seen VALUES (?, ?, ?)",
                    (point.origin, point.size, point.root),
                )
            return found

    def _seen(self, origin: str) -> Checkpoint | None:
        query = "SELECT origin, size, root FROM seen WHERE origin = ?"
        row = self._db.execute(query, (origin,)).fetchone()
        return None if row is None else Checkpoint(*row)


def _origin(request: Request) -> str:
    try:
        return Checkpoint.parse(Note.parse(request.note).text).origin
    except FormError:
        return ""


def signers_of(data: Path, name: str, *, new: bool = False) -> tuple[Signer, ...]:
    """Read the witness's keys, the newest first; make the first at the first start.

    Parameters
    ----------
    data
        Directory of the witness.
    name
        Name of the witness, an address without scheme.
    new
        Whether to make another key, which signs beside those there are.
    """
    path = data / "witness.key"
    seeds = path.read_text(encoding="ascii").split() if path.exists() else []
    if new or not seeds:
        seeds.insert(0, base64.b64encode(os.urandom(32)).decode("ascii"))
        _keep(path, seeds)
    return tuple(Signer(name, base64.b64decode(seed), COSIGNATURE) for seed in seeds)


def _keep(path: Path, seeds: list[str]) -> None:
    """Put a file of keys in place, whole or not at all."""
    aside = path.with_suffix(".aside")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write("\n".join(seeds))
        file.flush()
        os.fsync(handle)
    aside.replace(path)


def signer_of(data: Path, name: str) -> Signer:
    """Read the witness's newest key; see `signers_of`."""
    return signers_of(data, name)[0]


class Server(ThreadingHTTPServer):
    """A witness that listens.

    Parameters
    ----------
    address
        Host and port.
    memory, logs, signer
        What it has seen, whom it follows, with which key it signs.
    older
        Keys of before, which sign beside it until the operator takes them out of the file.
    """

    daemon_threads = True

    def __init__(
        self,
        address: tuple[str, int],
        memory: Memory,
        logs: dict[str, Key],
        signer: Signer,
        older: tuple[Signer, ...] = (),
    ) -> None:
        super().__init__(address, Handler)
        self.memory, self.logs, self.signer, self.older = memory, logs, signer, older


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Server
    timeout = 10

    def do_POST(self) -> None:
        """Answer `add-checkpoint`."""
        if self.path.rpartition("/")[2] != "add-checkpoint":
            return self._say(HTTPStatus.NOT_FOUND, "expected POST add-checkpoint\n")
        length = self.headers.get("Content-Length", "")
        if _LENGTH.fullmatch(length) is None or int(length) > BODY_LIMIT:
            return self._say(HTTPStatus.BAD_REQUEST, f"expected at most {BODY_LIMIT} bytes\n")
        try:
            request = Request.from_bytes(self.rfile.read(int(length)))
        except FormError as error:
            return self._say(HTTPStatus.BAD_REQUEST, f"{error}\n")
        server, now = self.server, int(time.time())
        found = server.memory.answered(request, server.logs, server.signer, now)
        text = "" if found.seen is None else found.seen.text()
        older = [each.sign(text, now).line() for each in server.older if text]
        return self._say(found.status, found.body + "".join(older))

    def do_GET(self) -> None:
        """Show the verifier key."""
        self._say(HTTPStatus.OK, f"{self.server.signer.key}\n")

    def _say(self, status: HTTPStatus, body: str) -> None:
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_given: Any) -> None:  # noqa: ANN401 - as the library has it
        """Write nothing a request: whoever asks is not our business."""


@app.command()
def witness(
    vkey: Annotated[list[str], typer.Option("--vkey", help="verifier key of a log to follow")],
    data: Annotated[Path, typer.Option(help="directory of the witness; created where missing")],
    name: Annotated[str, typer.Option(help="name of the witness, an address without scheme")],
    http: Annotated[str, typer.Option(help="HOST:PORT to listen on")] = "127.0.0.1:8900",
    *,
    new_key: Annotated[
        bool, typer.Option("--new-key", help="make another key; the older ones sign beside it")
    ] = False,
) -> None:
    """Cosign the checkpoints of logs, each only if it extends what was cosigned before.

    Run it where the operator of the log has no access: that is its whole worth.
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    logs = {key.name: key for key in map(Key.parse, vkey)}
    host, _, port = http.rpartition(":")
    signer, *older = signers_of(data, name, new=new_key)
    with closing(Memory(data / "witness.sqlite3")) as memory:
        server = Server((host, int(port)), memory, logs, signer, tuple(older))
        typer.echo(f"{signer.key}")
        typer.echo(f"witness: listening on {http}, following {', '.join(logs)}", err=True)
        server.serve_forever()
