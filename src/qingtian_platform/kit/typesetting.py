"""Set a document as PDF by Typst, with the fonts that are packed with the platform."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import typst

FONTS: Final = Path(__file__).parent / "static" / "vendor" / "fonts"
ARCHIVAL: Final = "a-2b"
"""The standard of PDF for what is kept for long: PDF/A-2b, ISO 19005-2."""


def compiled(
    template: Path, content: dict[str, Any], made: datetime, *, archival: bool = False
) -> bytes:
    """Set a document.

    Parameters
    ----------
    template
        Its file.
    content
        What it says, as JSON holds it.
    made
        Time written into the file.
    archival
        Whether it keeps to `ARCHIVAL`.

    Returns
    -------
    bytes
        A PDF; equal content and time give equal bytes.
    """
    import typst

    result = typst.compile(
        str(template),
        font_paths=_fonts(),
        format="pdf",
        sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
        timestamp=int(made.timestamp()),
        pdf_standards=[ARCHIVAL] if archival else [],
    )
    if not isinstance(result, bytes):
        raise TypeError("typst gave no single document")
    return result


@cache
def _fonts() -> typst.Fonts:
    """Read the fonts once a process."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
