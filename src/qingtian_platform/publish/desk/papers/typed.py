"""What a person typed into the form of a paper, and what a draft holds, in one shape for the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, cast

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from qingtian.cases import Officer
from qingtian.cases.forms import Form, FormField
from qingtian_platform.act.papers import api as papers
from qingtian_platform.kit.times import beijing

Party = Literal["", "signed", "refused", "replaced"]
ROWS = 2
"""Rows for officers that a form shows at least. [1]"""


@dataclass(frozen=True)
class Line:
    """One field as the page shows it.

    Attributes
    ----------
    field, name, hint
        The field of the form; its name and hint in the reader's language.
    value
        What stands in it, as text; of papers their numbers.
    options
        What can be chosen: key and word; nothing where one writes.
    lacks
        What it lacks.
    """

    field: FormField
    name: str
    hint: str
    value: Any
    options: list[tuple[Any, str]]
    lacks: list[str]


def draft(content: papers.Content) -> MultiValueDict[str, str]:
    """Give a draft as a form would send it."""
    said: dict[str, list[str]] = {
        f"f-{key}": [str(each) for each in (value if isinstance(value, list) else [value])]
        for key, value in content.fields.items()
    }
    said["officer"] = [each.name for each in content.officers]
    said["certificate"] = [each.certificate for each in content.officers]
    for name in ("party", "signer", "witness", "signature", "number"):
        said[name] = [getattr(content, name)]
    for name in ("begin", "end"):
        moment = getattr(content, name)
        said[name] = [f"{beijing(moment):%Y-%m-%dT%H:%M}"] if moment else [""]
    said["seal"] = ["on"] if content.seal else []
    said["exhibits"] = [str(each) for each in content.exhibits]
    return MultiValueDict(said)


def content(form: Form, said: MultiValueDict[str, str]) -> tuple[papers.Content, list[papers.Lack]]:
    """Take what was sent.

    Returns
    -------
    Content
        With what could be read; the rest is kept as it was typed by the page.
    list of Lack
        What could not.
    """
    wrong: list[papers.Lack] = []
    times = {}
    for name in ("begin", "end"):
        try:
            times[name] = papers.moment(said.get(name, ""))
        except ValueError:
            times[name] = None
            wrong.append(papers.Lack("@times", _("Expected a time as 2026-11-26 10:00.")))
    pairs = zip(said.getlist("officer"), said.getlist("certificate"), strict=False)
    officers = tuple(Officer(a.strip(), b.strip()) for a, b in pairs if a.strip() or b.strip())
    stands = {"signed", "refused", "replaced"} & {said.get("party", "")}
    fields = {
        key: said.getlist(f"f-{key}") if each.kind == "papers" else said.get(f"f-{key}", "")
        for key, each in form.fields.items()
    }
    return (
        papers.Content(
            fields,
            officers,
            cast("Party", next(iter(stands), "")),
            said.get("signer", "").strip(),
            said.get("witness", "").strip(),
            times["begin"],
            times["end"],
            said.get("signature", "").strip(),
            bool(said.get("seal")),
            tuple(int(each) for each in said.getlist("exhibits") if each.isdecimal()),
            said.get("number", "").strip(),
        ),
        wrong,
    )


def lines(
    request: HttpRequest,
    form: Form,
    said: MultiValueDict[str, str],
    lacks: Iterable[papers.Lack],
    beside: list[papers.PaperInfo],
) -> list[Line]:
    """Give the fields of a form as the page shows them."""
    side = "en" if (getattr(request, "LANGUAGE_CODE", "") or "").startswith("en") else "zh"
    known = list(lacks)
    return [
        Line(
            each,
            each.name[side],
            each.hint.get(side, ""),
            said.getlist(f"f-{key}") if each.kind == "papers" else said.get(f"f-{key}", ""),
            _options(each, side, beside),
            [lack.words for lack in known if lack.field == key],
        )
        for key, each in form.fields.items()
    ]


def _options(field: FormField, side: str, beside: list[papers.PaperInfo]) -> list[tuple[Any, str]]:
    if field.kind == "choice":
        return [(key, each[side]) for key, each in field.choices.items()]
    if field.kind == "yesno":
        return [("yes", _("yes")), ("no", _("no"))]
    if field.kind == "way":
        return [(key, each.name[side]) for key, each in papers.ways().items()]
    if field.kind == "papers":
        return [(str(each.id), each.title(side)) for each in beside]
    return []


def officers(said: MultiValueDict[str, str], wanted: int) -> list[tuple[str, str]]:
    """Give the rows for officers: those that stand, and as many as are wanted."""
    pairs = list(zip(said.getlist("officer"), said.getlist("certificate"), strict=False))
    return [*pairs, *[("", "")] * max(0, max(ROWS, wanted) - len(pairs))]
