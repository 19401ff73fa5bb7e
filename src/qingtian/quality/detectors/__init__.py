"""Detectors of falsified data: what the numbers of an honest instrument cannot be.

`detect` takes tables and gives findings; `qingtian detect` does the same with files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qingtian.quality.detectors.detection import detect

__all__ = ["detect"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever is asked for
    """Import `detect` when it is asked for: its compiled kernels are slow to import."""
    if name != "detect":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from qingtian.quality.detectors.detection import detect

    return detect
