"""Which function makes which series."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from qingtian_platform.assess.tasks.figures import Asked, Series, made_by
from qingtian_platform.assess.tasks.infos import Figure

MODULES = {
    "annual-mean": "annual",
    "heavy-days": "heavy",
    "water-share": "sections",
    "connected": "connected",
}


def register() -> None:
    """Tell the ledger; each module is imported when its series is first asked for."""
    for series, module in MODULES.items():
        made_by(series, _later(module))


def _later(module: str) -> Series:
    def make(asked: Asked) -> Iterable[Figure]:
        found = import_module(f"qingtian_platform.assess.computing.{module}").figures(asked)
        return list(found)

    return make
