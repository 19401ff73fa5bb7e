"""Loops that numba compiles where it is installed, and that run as plain Python where it is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Kernel = TypeVar("Kernel", bound=Callable[..., Any])

try:
    from numba import njit
except ImportError:  # the extra `fast` is not installed

    def compiled(function: Kernel) -> Kernel:
        """Leave a function as it is."""
        return function

    COMPILED = False
else:

    def compiled(function: Kernel) -> Kernel:
        """Compile a function at its first call, and keep it for the next process."""
        return njit(cache=True, nogil=True, boundscheck=False)(function)  # type: ignore[return-value]

    COMPILED = True
"""Whether functions are compiled."""
