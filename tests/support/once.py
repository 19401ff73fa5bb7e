"""Planting done once for many tests: in a data directory of its own, the database rolled back after."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import transaction


@contextmanager
def planting(folder: Path, blocker: Any) -> Iterator[None]:
    """Work in a data directory until the block ends; then the database is as it was."""
    before = os.environ["QINGTIAN_DATA"]
    os.environ["QINGTIAN_DATA"] = str(folder)
    with blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
        try:
            yield
        finally:
            os.environ["QINGTIAN_DATA"] = before
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)
