"""Start atheris on a target: instrument what guides it, then run until told to stop.

Only scripts that `scripts/fuzz.py` starts come here; the options are libFuzzer's.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Sequence
from importlib import import_module


def fuzz(check: Callable[[bytes], None], modules: Sequence[str]) -> None:
    """Fuzz a target, guided by the branches of some modules.

    Parameters
    ----------
    check
        The target.
    modules
        Imported already; each of their functions is instrumented where it stands, so that the
        rest of the program runs at its own speed.
    """
    import atheris

    for name in modules:
        for made in vars(import_module(name)).values():
            if getattr(made, "__module__", None) == name:
                _instrument(made, atheris.instrument_func)
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()


def _instrument(made: object, instrument: Callable[[types.FunctionType], object]) -> None:
    if isinstance(made, types.FunctionType):
        instrument(made)
    elif isinstance(made, type):
        for part in vars(made).values():
            bare = part.fget if isinstance(part, property) else getattr(part, "__func__", part)
            if isinstance(bare, types.FunctionType) and bare.__module__ == made.__module__:
                instrument(bare)
