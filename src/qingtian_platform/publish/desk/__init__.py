"""The duty officer's desk: dense, fast, by keyboard."""

from pathlib import Path
from typing import Final

SHEETS: Final = Path(__file__).parent.parent / "templates" / "desk"
"""Where the desk's templates of printed reports stand."""
