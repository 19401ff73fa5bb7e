"""The form of an act, made from its procedure: a field a fact, a choice a paper, and what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.http import QueryDict

from qingtian.cases import ActKind, Handed, Procedure, Reason
from qingtian.quantities import BEIJING
from qingtian_platform.act.papers import api as papers
from qingtian_platform.kit.times import beijing
from qingtian_platform.publish.desk.cases import offering, words
from qingtian_platform.publish.desk.words import said

FACT, PAPER = "fact-", "paper-"
MOST = 20_000
"""Characters that a field takes. [1]"""


@dataclass(frozen=True)
class Field:
    """One fact of the form.

    Attributes
    ----------
    key, name, kind
        Which fact; how it is called; of which kind it is.
    value
        What stands in it.
    options
        Of a choice or yes and no: word and name.
    wrong
        Why it was refused.
    """

    key: str
    name: str
    kind: str
    value: str
    options: list[tuple[str, str]]
    wrong: list[str]

    @property
    def id(self) -> str:
        """Its name in the form."""
        return FACT + self.key


@dataclass(frozen=True)
class PaperField:
    """One paper of the form, with what is chosen and why it was refused."""

    need: offering.Need
    chosen: str
    wrong: list[str]

    @property
    def id(self) -> str:
        """Its name in the form."""
        return PAPER + self.need.key


class Known(Protocol):
    """A case, or one that is to begin: its procedure, and what is known of it."""

    @property
    def procedure(self) -> Procedure:
        """The version under which it runs."""

    @property
    def facts(self) -> Mapping[str, object]:
        """What is known of it."""


def fields(case: Known, act: ActKind, post: QueryDict | None, wrong: Iterable[str]) -> list[Field]:
    """Give a field for each fact that an act asks for; what is known stands in it already."""
    one, beside = case.procedure, about(wrong)
    return [
        Field(
            name,
            said(one.fact_names[name]),
            one.facts[name].kind,
            written(case.facts.get(name)) if post is None else post.get(FACT + name, ""),
            options(one.facts[name].kind, one.facts[name].words),
            beside.get(name, []),
        )
        for name in act.asks
    ]


def paper_fields(
    needs: Iterable[offering.Need], post: QueryDict | None, wrong: Iterable[str]
) -> list[PaperField]:
    """Give a choice for each paper; the newest is chosen where nobody chose."""
    beside = about(wrong)
    return [PaperField(each, _chosen(each, post), beside.get(each.key, [])) for each in needs]


def _chosen(need: offering.Need, post: QueryDict | None) -> str:
    if post is not None:
        return str(post.get(PAPER + need.key, ""))
    return str(need.ready[0].id) if need.ready and need.always else ""


def about(wrong: Iterable[str]) -> dict[str, list[str]]:
    """Put reasons beside the fields that they are about, in the reader's language."""
    found: dict[str, list[str]] = {}
    for each in wrong:
        if isinstance(each, Reason) and each.about:
            found.setdefault(each.about, []).append(words.reason(each))
    return found


def options(kind: str, of: Iterable[str]) -> list[tuple[str, str]]:
    """List what can be chosen of a fact."""
    if kind == "yesno":
        return [("true", words.value(it=True)), ("false", words.value(it=False))]
    return [(word, words.choice(word)) for word in of]


def written(value: object) -> str:
    """Write what is known of a fact as its field takes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return f"{beijing(value):%Y-%m-%dT%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ", ".join(each.isoformat() for each in value)
    return str(value)


def told(case: Known, act: ActKind, post: QueryDict) -> dict[str, object]:
    """Read what the form tells; an empty field tells nothing."""
    said_facts = {name: post.get(FACT + name, "").strip()[:MOST] for name in act.asks}
    return {
        name: _value(case.procedure.facts[name].kind, text)
        for name, text in said_facts.items()
        if text
    }


def _value(kind: str, text: str) -> object:
    if kind == "yesno":
        return {"true": True, "false": False}.get(text, text)
    return text


def handed(needs: Iterable[offering.Need], post: QueryDict) -> tuple[Handed, ...]:
    """Take the papers that were chosen out of those of the matter."""
    return tuple(
        paper.handed() for need in needs for paper in need.ready if _is_chosen(need, paper, post)
    )


def _is_chosen(need: offering.Need, paper: papers.PaperInfo, post: QueryDict) -> bool:
    return post.get(PAPER + need.key, "") == str(paper.id)


def moment(text: str) -> datetime | None:
    """Read a time of Beijing; None where there is none, or what is there is none."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=BEIJING)
    except ValueError:
        return None


def whole(post: Mapping[str, Any], name: str) -> int | None:
    """Read a whole number of a form; None where there is none."""
    text = str(post.get(name, ""))
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None
