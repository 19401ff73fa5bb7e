"""What a paper lacks of what the law, the procedure and its form demand, each beside its field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qingtian.cases import Handed, Paper, Procedure
from qingtian.cases.forms import Form
from qingtian.cases.numbering import Way
from qingtian.cases.papers import lacks
from qingtian.cases.reasons import Reason
from qingtian_platform.act.papers import pack
from qingtian_platform.act.papers.errors import Lack
from qingtian_platform.act.papers.infos import Content

NEEDED = {"receiver": "receiver", "consent": "consent", "tracking": "tracking", "where": "where"}
"""The field of a form of service that says what a way needs."""
BESIDE = {
    "officers": "@officers", "witness": "@party", "replaced": "@party", "party-sign": "@party",
    "times": "@times", "times-order": "@times", "times-late": "@times",
    "signature": "@signature", "seal": "@seal",
}  # fmt: skip
"""Beside which part of a paper a reason of the library is said."""


def lacking(
    running: Procedure, kind: str, form: Form, content: Content, at: datetime
) -> list[Lack]:
    """List everything that a paper lacks before it is finished.

    Parameters
    ----------
    running, kind, form
        The version of the procedure; the paper of it; the form on which it is written.
    content
        What it says.
    at
        When it is to be finished.
    """
    paper = pack.wanted(running, kind, form)
    return [*_fields(form, content), *_borne(paper, content, at), *_served(form, content, at),
            *_foreign(paper, form, content)]  # fmt: skip


def _fields(form: Form, content: Content) -> Iterator[Lack]:
    english = (get_language() or "").startswith("en")
    for key, field in form.fields.items():
        value = content.fields.get(key)
        if field.required and not value:
            name = field.name["en" if english else "zh"]
            yield Lack(key, _("Expected: %(name)s; it is missing.") % {"name": name})
        elif field.kind == "yesno" and field.required and value != "yes":
            yield Lack(key, _("Expected that this was done: the law demands it."))


def _borne(paper: Paper, content: Content, at: datetime) -> Iterator[Lack]:
    for reason in lacks(replace(paper, numbered=False), handed(content), at):
        yield Lack(BESIDE[reason.code], sentence(reason))


def sentence(reason: Reason) -> str:
    """Say a reason of the library as a sentence, in the reader's language."""
    if (get_language() or "").startswith("en"):
        text = reason.say("en")
        return f"{text[:1].upper()}{text[1:]}."
    return f"{reason.say('zh')}。"


def handed(content: Content) -> Handed:
    """Give what a draft bears, as the procedure holds it against its demands."""
    whole = tuple(
        each for each in content.officers if each.name.strip() and each.certificate.strip()
    )
    return Handed(
        "", whole, content.party, content.witness, content.begin, content.end,
        content.signature, content.seal,
    )  # fmt: skip


def _served(form: Form, content: Content, at: datetime) -> Iterator[Lack]:
    way = way_of(form, content)
    if way is None:
        return
    for need in way.needs:
        if need in NEEDED and not content.fields.get(NEEDED[need]):
            yield Lack(NEEDED[need], _("This way of service needs it; it is missing."))
    day = content.fields.get("day", "")
    if day and day > at.astimezone().date().isoformat() and day > at.date().isoformat():
        yield Lack("day", _("Expected a day that has come."))


def way_of(form: Form, content: Content) -> Way | None:
    """Give the way of service that a form of service names; None for other forms."""
    key = next((k for k, each in form.fields.items() if each.kind == "way"), None)
    return None if key is None else pack.forms().ways.get(content.fields.get(key, ""))


def by_way(form: Form, content: Content) -> Content:
    """Let the way of service say how the party stands to it."""
    way = way_of(form, content)
    if way is None:
        return content
    said = content.fields
    if way.party == "signed":
        return replace(content, party="signed", signer=said.get("receiver", ""), witness="")
    if way.party == "replaced":
        stands = "; ".join(said[key] for key in ("consent", "where") if said.get(key))
        return replace(content, party="replaced", signer="", witness=stands[:120])
    return replace(content, party="refused", signer="")


def _foreign(paper: Paper, form: Form, content: Content) -> Iterator[Lack]:
    if form.foreign and paper.numbered and not content.fields.get("number"):
        yield Lack("number", _("Expected the number that this paper bears; it is missing."))
    if form.scan and not content.exhibits:
        yield Lack("@exhibits", _("Expected a copy of the paper itself among its exhibits."))
