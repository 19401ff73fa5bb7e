"""What the papers offer: write, finish, sign, serve and replace them; exhibits; prints; the checklist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from qingtian.cases import Paper
from qingtian.cases.forms import Form
from qingtian.cases.numbering import Way
from qingtian_platform.act.papers import pack, printing, reading, standing
from qingtian_platform.act.papers.casefile import file_pdf
from qingtian_platform.act.papers.checklist import Cell, Row, checklist
from qingtian_platform.act.papers.contents import moment
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
from qingtian_platform.act.papers.handed import Handed, handed
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
    "Handed",
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
    "form_of",
    "free_forms",
    "handed",
    "has_way",
    "lay",
    "may_write",
    "moment",
    "name_of",
    "original",
    "paper",
    "papers",
    "papers_of",
    "pdf",
    "preview",
    "replace_paper",
    "save",
    "seal_waiting",
    "serve",
    "shown",
    "start",
    "start_loose",
    "wanted",
    "wanted_of",
    "ways",
]


def papers(matter: int) -> list[PaperInfo]:
    """List the papers of a matter, drafts among them, in the order in which they were begun."""
    return reading.of_matter(matter)


def papers_of(matters: Sequence[int]) -> dict[int, list[PaperInfo]]:
    """List the papers of several matters, each as `papers` does."""
    return reading.of_matters(matters)


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


def form_of(info: PaperInfo) -> Form:
    """Give the form on which a paper is written, in its version."""
    return pack.named(info.form)


def wanted_of(info: PaperInfo) -> Paper:
    """Give what procedure and form demand of a paper."""
    return pack.wanted(pack.procedure(info.procedure), info.kind, pack.named(info.form))


def ways() -> Mapping[str, Way]:
    """Give the ways of service, by key."""
    return pack.forms().ways


def has_way(form: Form) -> bool:
    """Tell whether a form is one of service: then the way says how the party stands to it."""
    return any(each.kind == "way" for each in form.fields.values())


def free_forms(day: date) -> tuple[Form, ...]:
    """List the forms that can be written in every matter on a day."""
    return pack.forms().free(day)


def name_of(procedure: str, kind: str, day: date) -> Mapping[str, str]:
    """Name a paper that can be begun, by language.

    Raises
    ------
    NoSuchError
        There is none of that kind.
    """
    running = pack.procedure(procedure)
    form = pack.form(running, kind, day)
    asked = pack.demanded(running, kind)
    return form.name if asked is None else asked.name


def shown(info: PaperInfo) -> dict[str, Any]:
    """Give what a page shows of a paper, in the reader's language: the same as its print says."""
    return printing.facts(info)
