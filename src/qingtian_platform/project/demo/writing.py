"""The papers of chapter 6's legacy matters, written on the forms of the city as a clerk would."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from qingtian.cases import Officer, Procedure
from qingtian.cases.forms import Form, FormField
from qingtian.cases.procedure import Paper
from qingtian_platform.act.papers import api as papers
from qingtian_platform.act.papers.api import Content, PaperInfo

_TAKEN = timedelta(minutes=50)  # a paper was begun so long before the act that brings it
_DONE = timedelta(minutes=10)  # and ended so long before
_PAGE = (620, 877)  # of a scanned page [px]


@dataclass(frozen=True)
class Clerk:
    """Who writes the papers of one deed, and what they say.

    Attributes
    ----------
    person, signs
        Who does the deed; the name under what is signed.
    officers
        Those of the place, by whom records are taken.
    at, now
        When the deed was done; when it is entered.
    texts
        What is written into fields: by `form.field`, by field, or by kind of field.
    """

    person: Any
    signs: str
    officers: Sequence[Officer]
    at: datetime
    now: datetime
    texts: Mapping[str, str]

    def write(
        self, begun: PaperInfo, paper: Paper, bears: Mapping[str, Any], beside: Sequence[int]
    ) -> PaperInfo:
        """Fill a paper that was begun, and finish it.

        Parameters
        ----------
        begun, paper
            The draft; what the procedure and its form demand.
        bears
            What the file says of it: `party`, `witness`, `fields`.
        beside
            Papers that it serves or encloses, by number.
        """
        form = papers.form_of(begun)
        fields = {**begun.fields, **dict(self._fields(form, beside)), **bears.get("fields", {})}
        if papers.has_way(form) and bears.get("party") == "refused":
            fields["way"] = "left"
        taken = "times" in paper.demands
        party = "party" in paper.demands
        content = Content(
            fields,
            officers=tuple(self.officers[: paper.officers]),
            party=bears.get("party", "signed") if party else "",
            signer="" if bears.get("party") or not party else self.texts["signer"],
            witness=bears.get("witness", ""),
            begin=self.at - _TAKEN if taken else None,
            end=self.at - _DONE if taken else None,
            signature=self.signs if "signature" in paper.demands else "",
            seal="seal" in paper.demands,
            exhibits=self._scan(begun) if form.scan else (),
            number=bears.get("number", "") if paper.numbered and not form.foreign else "",
        )
        papers.save(begun.id, self.person, content, begun.version)
        return papers.finish(begun.id, self.person, now=self.now)

    def _fields(self, form: Form, beside: Sequence[int]) -> Iterator[tuple[str, Any]]:
        for key, field in form.fields.items():
            if field.kind == "papers" and beside:
                yield key, list(beside)
            elif field.kind == "day":
                yield key, self.at.date().isoformat()
            elif f"{form.key}.{key}" in self.texts or (field.required and not field.fill):
                yield key, self._text(form, field)

    def _text(self, form: Form, field: FormField) -> str:
        if field.kind == "moment":
            return (self.at - _TAKEN).isoformat()
        for name in (f"{form.key}.{field.key}", field.key, f"any {field.kind}"):
            if name in self.texts:
                return self.texts[name]
        raise LookupError(f"nothing is written for {form.key}.{field.key}")

    def _scan(self, begun: PaperInfo) -> tuple[int, ...]:
        """Hand in the copy of a paper of others."""
        assert begun.matter is not None, "papers of others lie in a matter"
        file = SimpleUploadedFile("scan.png", scanned(begun.kind))
        words = self.texts["scan"]
        made = papers.add_exhibit(begun.matter, self.person, file, words=words, now=self.now)
        return (made.id,)


@cache
def scanned(kind: str) -> bytes:
    """Draw the copy of a page: lines where words would be, for nothing real is copied."""
    from PIL import Image, ImageDraw

    page = Image.new("L", _PAGE, 255)
    pen = ImageDraw.Draw(page)
    for number, letter in enumerate(kind.encode() * 3):
        top = 60 + 26 * number
        pen.line((60, top, 200 + 3 * letter, top), fill=90, width=3)
    out = BytesIO()
    page.save(out, "png")
    return out.getvalue()


def begin(
    kind: Procedure, name: str, matter: int | None, clerk: Clerk, subject: str, division: str
) -> tuple[PaperInfo, Paper]:
    """Begin a paper, in a matter or for one that it opens; tell what it has to bear."""
    if matter is None:
        begun = papers.start_loose(
            f"{kind.key}/{kind.version}",
            name,
            clerk.person,
            subject=subject,
            division=division,
            now=clerk.now,
        )
    else:
        begun = papers.start(matter, name, clerk.person, now=clerk.now)
    return begun, papers.wanted_of(begun)
