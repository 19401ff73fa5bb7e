"""What the city's pack says of papers: forms, ways of service, numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from django.utils.translation import gettext as _

from qingtian.cases import NoSuchError, Paper, Procedure
from qingtian.cases.forms import FOLDER, Form, Forms, open_forms, series
from qingtian.cases.numbering import Numbering
from qingtian.law.packs import open_pack
from qingtian_platform.act.cases import api as cases
from qingtian_platform.evaluate.api import law_packs


def forms() -> Forms:
    """Open the forms of the city: of the first pack in use that carries some."""
    return _first(law_packs())


@cache
def _first(packs: tuple[str, ...]) -> Forms:
    for name in packs:
        if (open_pack(name).root / FOLDER).is_dir():
            return open_forms(name)
    return Forms((), {}, None)


def numbering() -> Numbering:
    """Give how papers are numbered.

    Raises
    ------
    NoSuchError
        The city's pack has no forms.
    """
    found = forms().numbering
    if found is None:
        raise NoSuchError(_("This city has no pack with forms of papers."))
    return found


def procedure(key: str) -> Procedure:
    """Give a version of a procedure, as `construction-dust/1`.

    Raises
    ------
    NoSuchError
        There is none.
    """
    found = cases.procedures().by_key.get(key)
    if found is None:
        raise NoSuchError(_("Expected a procedure of the pack; got %(x)s.") % {"x": key})
    return found


def split(running: Procedure, kind: str) -> tuple[str, str]:
    """Tell of a kind which procedure it is of and which paper there: `correction/order`, or `order`."""
    other, slash, paper = kind.rpartition("/")
    return (other, paper) if slash else (running.key, kind)


def form(running: Procedure, kind: str, day: date) -> Form:
    """Give the form on which a paper is written on a day.

    Raises
    ------
    NoSuchError
        The procedure has no such paper and no form is free for it.
    """
    known, (key, paper) = forms(), split(running, kind)
    asked = demanded(running, kind)
    found = known.of(key, paper, day)
    if found is None or (asked is None and not (found.free and found.key == paper)):
        raise NoSuchError(
            _("Expected a paper of the procedure, or a free form; got %(x)s.") % {"x": kind}
        )
    return found


def demanded(running: Procedure, kind: str) -> Paper | None:
    """Give what a procedure says of a paper; None where the paper is not one of it."""
    key, paper = split(running, kind)
    if key == running.key:
        return running.papers.get(paper)
    others = [one for one in cases.procedures().by_key.values() if one.key == key]
    newest = max(others, key=lambda one: one.version, default=None)
    return None if newest is None else newest.papers.get(paper)


def wanted(running: Procedure, kind: str, on: Form) -> Paper:
    """Put together what the procedure and the form demand of a paper."""
    asked = demanded(running, kind) or Paper(
        kind, on.name, officers=0, demands=(), numbered=False, ground=on.ground, line=0
    )
    demands = tuple(dict.fromkeys((*asked.demands, *on.demands)))
    return replace(asked, officers=max(asked.officers, on.officers), demands=demands)


def word(running: Procedure, kind: str, on: Form) -> str:
    """Give the word of the series in which a paper is numbered; empty for one without a number here."""
    asked = demanded(running, kind)
    if asked is None or not asked.numbered or on.foreign:
        return ""
    return series(on, *split(running, kind)) or asked.name["zh"][:4]


def named(key: str) -> Form:
    """Give a form in its version, as `inspection/1`.

    Raises
    ------
    NoSuchError
        There is none.
    """
    found = next((each for each in forms().all if f"{each.key}/{each.version}" == key), None)
    if found is None:
        raise NoSuchError(_("Expected a form of the pack; got %(x)s.") % {"x": key})
    return found
