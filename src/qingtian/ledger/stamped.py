"""Check the time stamps that stand beside a log: each over a beginning of this very log."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qingtian.ledger.checkpoint import Checkpoint, opened
from qingtian.ledger.errors import FormError, ProofError
from qingtian.ledger.merkle import root_of
from qingtian.ledger.note import Key
from qingtian.ledger.tiles import Fetch, Tiles
from qingtian.ledger.tokens import Stamp, check, roots_of

LIST_LIMIT = 1 << 20
"""The list of days is at most so long. [bytes]."""
LIST = "stamp/list"
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PATH = re.compile(rf"{LIST}|stamp/{_DAY.pattern}\.(?:checkpoint|tsr)")


def is_path(name: str) -> bool:
    """Tell whether a name is that of a file beside the tiles, and so leads nowhere else."""
    return _PATH.fullmatch(name) is not None


def audit(fetch: Fetch, log: Key, shown: Checkpoint, roots: bytes) -> list[tuple[str, int, Stamp]]:
    """Check all time stamps that a log lists.

    Parameters
    ----------
    fetch
        Reads a file of the log by its path.
    log
        Key of the log, from the reader.
    shown
        The checkpoint that the whole log was checked against.
    roots
        What the reader trusts of the authority, PEM.

    Returns
    -------
    list of (str, int, Stamp)
        Day, number of entries that were stamped, and what the token says; the oldest first.

    Raises
    ------
    FileNotFoundError
        A listed token or its checkpoint is not there.
    FormError, ProofError
        A token does not hold, or is over another history.
    """
    trusted = roots_of(roots)
    found, least = [], 0
    for day in _days(fetch):
        note = fetch(f"stamp/{day}.checkpoint")
        try:
            point = opened(note, log).checkpoint
            stamp = check(fetch(f"stamp/{day}.tsr"), note, trusted)
        except (FormError, ProofError) as error:
            raise type(error)(f"stamp/{day}: {error}") from error
        if not least <= point.size <= shown.size:
            raise ProofError(f"stamp/{day}: a checkpoint of {point.size} entries out of its order")
        if root_of(Tiles(fetch, shown.size).node, point.size) != point.root:
            raise ProofError(f"stamp/{day}: what was stamped is not the beginning of this log")
        least = point.size
        found.append((day, point.size, stamp))
    return found


def _days(fetch: Fetch) -> Iterator[str]:
    try:
        data = fetch(LIST)
    except FileNotFoundError:
        return
    lines = data.decode("ascii", "replace").splitlines()
    if len(data) > LIST_LIMIT or lines != sorted(set(lines)):
        raise FormError(f"{LIST}: expected days, each once, the oldest first")
    for day in lines:
        if _DAY.fullmatch(day) is None:
            raise FormError(f"{LIST}: expected a day, got {day[:20]!r}")
        yield day
