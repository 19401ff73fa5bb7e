"""Set a report as PDF by Typst, with the fonts that are packed with the platform."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import qingtian_platform.kit as kit

FONTS = Path(kit.__file__).parent / "static" / "vendor" / "fonts"
TEMPLATES = Path(__file__).parent.parent / "templates" / "desk"


def compiled(template: str, content: dict[str, Any], made: datetime) -> bytes:
    """Set a document.

    Parameters
    ----------
    template
        File among the desk's templates.
    content
        What it says, as JSON holds it.
    made
        Time written into the file.

    Returns
    -------
    bytes
        A PDF; equal content and time give equal bytes.
    """
    import typst

    result = typst.compile(
        str(TEMPLATES / template),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
        timestamp=int(made.timestamp()),
    )
    if not isinstance(result, bytes):
        raise TypeError("typst gave no single document")
    return result
