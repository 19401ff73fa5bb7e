"""What the importers offer: mappings, the import, its report."""

from __future__ import annotations

from .errors import ImportRefusedError, MappingError
from .mapping import Mapping, load, profile
from .report import Refused, Report
from .run import run
from .sources import rows_in

__all__ = [
    "ImportRefusedError",
    "Mapping",
    "MappingError",
    "Refused",
    "Report",
    "load",
    "profile",
    "rows_in",
    "run",
]
