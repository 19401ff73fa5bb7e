"""What the papers offer: write, finish, sign, serve and replace them; exhibits; prints; the checklist."""

from __future__ import annotations

from typing import Any

from qingtian_platform.act.papers import reading, standing
from qingtian_platform.act.papers.casefile import file_pdf
from qingtian_platform.act.papers.checklist import Cell, Row, checklist
from qingtian_platform.act.papers.drafting import (
    drop,
    lay,
    replace_paper,
    save,
    start,
    start_loose,
)
from qingtian_platform.act.papers.errors import (
    ForbiddenError,
    Lack,
    NoSuchError,
    PaperRefusedError,
    StalePaperError,
)
from qingtian_platform.act.papers.exhibits import (
    add_exhibit,
    add_reading,
    camera,
    exhibit,
    exhibits,
    original,
)
from qingtian_platform.act.papers.finishing import finish, serve
from qingtian_platform.act.papers.infos import Content, ExhibitInfo, PaperInfo, ServedInfo
from qingtian_platform.act.papers.pack import form, wanted
from qingtian_platform.act.papers.packing import file_zip
from qingtian_platform.act.papers.previews import preview
from qingtian_platform.act.papers.printing import pdf
from qingtian_platform.act.papers.sealing import seal_waiting

__all__ = [
    "Cell",
    "Content",
    "ExhibitInfo",
    "ForbiddenError",
    "Lack",
    "NoSuchError",
    "PaperInfo",
    "PaperRefusedError",
    "Row",
    "ServedInfo",
    "StalePaperError",
    "add_exhibit",
    "add_reading",
    "camera",
    "checklist",
    "drop",
    "exhibit",
    "exhibits",
    "file_pdf",
    "file_zip",
    "finish",
    "form",
    "lay",
    "may_write",
    "original",
    "paper",
    "papers",
    "pdf",
    "preview",
    "replace_paper",
    "save",
    "seal_waiting",
    "serve",
    "start",
    "start_loose",
    "wanted",
]


def papers(matter: int) -> list[PaperInfo]:
    """List the papers of a matter, drafts among them, in the order in which they were begun."""
    return reading.of_matter(matter)


def paper(number: int, person: Any = None) -> PaperInfo:  # noqa: ANN401 - private to its app
    """Give one paper.

    Raises
    ------
    NoSuchError
        There is none.
    ForbiddenError
        The person may not see its matter; without a person nobody is asked.
    """
    row = reading.row(number)
    standing.demand_reading(row, person)
    return reading.infos([row])[0]


def may_write(number: int, person: Any) -> bool:  # noqa: ANN401
    """Tell whether a person may write in a paper, finish, serve and replace it."""
    return standing.may_write(reading.row(number), person)
