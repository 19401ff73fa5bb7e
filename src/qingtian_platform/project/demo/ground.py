"""The ground that a demo stands on: a directory of its own, never somebody's data."""

from __future__ import annotations

import shutil
from pathlib import Path

MARK = "demo.json"  # a directory that holds it is a demo's, and says so on each page


class NotADemoError(RuntimeError):
    """The directory holds something else than a demo."""


def clear(data: Path) -> None:
    """Begin anew: remove an earlier demo.

    Raises
    ------
    NotADemoError
        The directory holds something that no demo made.
    """
    if not data.exists() or not any(data.iterdir()):
        return
    if not (data / MARK).exists():
        raise NotADemoError(
            f"{data} holds data that no demo made; give an empty directory with --data"
        )
    shutil.rmtree(data)
