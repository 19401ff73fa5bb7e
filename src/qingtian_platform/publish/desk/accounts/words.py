"""What the pages of accountability say in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from qingtian.policy import Policy
from qingtian.policy.accounts import FIRMS, Rung, fact_types
from qingtian.policy.ladders import Ladder
from qingtian_platform.assess.accounts import api as accounts
from qingtian_platform.publish.desk.words import english, said

KINDS: Mapping[str, Promise] = {
    "violation": gettext_lazy("violation"),
    "sham": gettext_lazy("sham rectification"),
    "falsified": gettext_lazy("proven falsification"),
    "clue": gettext_lazy("clue"),
    "shortfall": gettext_lazy("target missed"),
}
LINKS: Mapping[str, Promise] = {
    "mended": gettext_lazy("put right"),
    "assigned": gettext_lazy("task assigned"),
    "dispatched": gettext_lazy("progress supervised"),
    "verified": gettext_lazy("verified on site"),
    "disclosed": gettext_lazy("made public"),
    "accepted": gettext_lazy("rectification accepted"),
    "withdrawn": gettext_lazy("withdrawn"),
}
OUTCOMES: Mapping[str, Promise] = {
    "accept": gettext_lazy("as proposed"),
    "other": gettext_lazy("another level"),
    "none": gettext_lazy("nobody is held to account"),
}
PROCEDURES: Mapping[str, Promise] = {
    "interview": gettext_lazy("Interview with the head of a district"),
    "sanction": gettext_lazy("Sanctions proposed against persons"),
}
STEPS: Mapping[str, Promise] = {
    "decided": gettext_lazy("interview decided"),
    "held": gettext_lazy("interview held"),
    "ordered": gettext_lazy("investigation and rectification ordered"),
    "answered": gettext_lazy("the district answered"),
    "interviewed": gettext_lazy("interviewed by the ministry, clues handed down"),
    "suggested": gettext_lazy("sanctions proposed"),
    "disposed": gettext_lazy("dealt with by the district's committee and government"),
    "reported": gettext_lazy("written report to the ministry, the committee and the government"),
    "received": gettext_lazy("received"),
}
AUTHORS: Mapping[str, Promise] = {
    "environment": gettext_lazy("the municipal department of the environment"),
    "district": gettext_lazy("the district's committee and government"),
}


def unit(known: Policy, key: str, day: date) -> str:
    """Name a unit: a township with its district, a department, a firm of the city."""
    place = known.divisions.by_code.get(key)
    if place is not None:
        above = known.divisions.by_code.get(place.parent)
        name = place.name_en if english() and place.name_en else place.name
        if above is None or above.kind == "city":
            return name
        return f"{above.name_en} · {name}" if english() else f"{above.name}{name}"
    body = known.organisations.by_key.get(key)
    if body is not None:
        return said(body.name)
    firms = known.decided(FIRMS, day) if FIRMS in known.settings else {}
    return said(firms[key]) if key in firms else key


def type_of(known: Policy, kind: str, key: str, day: date) -> str:
    """Name a type of a kind of fact."""
    names = fact_types(known, kind, day)
    return said(names[key]) if key in names else key


def level(ladder: Ladder, key: str) -> str:
    """Name a level of a ladder; empty where there is none."""
    return said(ladder.levels[key]) if key in ladder.levels else key


def plain(value: Decimal) -> str:
    """Write a number without the zeros that a division leaves, and at most two digits of a fraction."""
    text = f"{value.quantize(Decimal('0.01')):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def counted(found: accounts.ProposalInfo) -> str:
    """Say what was counted."""
    standing = found.standing
    if standing.share is not None:
        return _("%(share)s %% unmet") % {"share": plain(standing.share)}
    facts = ngettext("%(n)s counted", "%(n)s counted", standing.counted) % {"n": standing.counted}
    if found.ladder.kind not in ("problem", "kindred"):
        return facts
    return _("%(facts)s, %(m)s unfinished") % {"facts": facts, "m": standing.unfinished}


def wanting(found: accounts.ProposalInfo) -> str:
    """Say what the next rung still needs; empty at the top."""
    above: Rung | None = found.standing.next
    if above is None:
        return ""
    parts = []
    if found.ladder.kind == "result":
        parts.append(_("more than %(n)s %% unmet") % {"n": plain(above.threshold)})
    elif above.lacking:
        parts.append(_("%(n)s more (at %(m)s)") % {"n": above.lacking, "m": above.threshold})
    if above.unfinished:
        parts.append(_("a matter handed over that is unfinished"))
    to = level(found.ladder, above.level)
    joined = (" + " if english() else "，且").join(parts)
    return _("%(level)s: %(what)s") % {"level": to, "what": joined}


def answer(value: Any, ladder: Ladder) -> str:  # noqa: ANN401 - whatever a setting holds
    """Write the answer of a setting that a ladder rests on; levels by their names."""
    if isinstance(value, Mapping):
        named = {key: level(ladder, str(WAYS.get(key, key))) for key in value}
        return "; ".join(f"{named[key]} {each}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return " → ".join(str(LINKS.get(str(each), each)) for each in value)
    return str(WAYS.get(str(value), value))


WAYS: Mapping[str, Promise] = {
    "both": gettext_lazy("both together"),
    "either": gettext_lazy("either is enough"),
    "found": gettext_lazy("all that were found"),
    "unmended": gettext_lazy("only those not put right"),
    "all": gettext_lazy("all time: nothing expires"),
    "calendar-year": gettext_lazy("a calendar year"),
    "rolling-year": gettext_lazy("twelve months"),
    "open": gettext_lazy("from the day it is handed over"),
    "overdue": gettext_lazy("only past its day"),
    "of-target": gettext_lazy("of the target"),
    "of-path": gettext_lazy("of the improvement asked for"),
    "greatest": gettext_lazy("the greatest"),
    "mean": gettext_lazy("the mean"),
    "rungs": gettext_lazy("rungs:"),
}

STATES: Mapping[str, Promise] = {
    "proposed": gettext_lazy("to be decided"),
    "decided": gettext_lazy("decided"),
    "below": gettext_lazy("no rung reached"),
}


def state(found: accounts.ProposalInfo) -> str:
    """Say how a standing is: something is proposed, decided on, or no rung is reached."""
    if found.standing.proposed:
        return "proposed"
    return "decided" if found.decisions else "below"


def transfer_step(what: str) -> str:
    """Name a step of a transfer."""
    return str(STEPS["received"]) if what == "received" else _("what was done about it")
