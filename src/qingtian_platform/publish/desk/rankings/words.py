"""What the pages of rankings say: places, cycles, ties, reasons, sources of figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from qingtian.policy import Policy
from qingtian.policy.deadlines import Period
from qingtian.policy.placing import Cut
from qingtian.policy.rankings import Ranking
from qingtian_platform.people.api import Role
from qingtian_platform.publish.desk.holding import saying
from qingtian_platform.publish.desk.words import english, said

READERS = (Role.ASSESSOR, Role.DUTY, Role.LEGAL, Role.ENFORCEMENT)
"""Who reads what is circulated among units."""
BORDERS = saying.BORDERS
REASONS: Mapping[str, Promise] = {
    **saying.REASONS,
    "nothing to divide by": gettext_lazy("nothing to divide by"),
}
WAYS: Mapping[str, Promise] = {
    **saying.WAYS,
    "units": gettext_lazy("circulated among units, not public"),
    "public": gettext_lazy("may be published"),
    "penalised/checked": gettext_lazy("penalties by checks"),
    "penalised/found": gettext_lazy("penalties by violations found"),
    "met/due": gettext_lazy("targets reached by targets due"),
    "met/reported": gettext_lazy("targets reached by targets reported"),
}
KEYS: Mapping[str, Promise] = {
    "ties": gettext_lazy("Ties"),
    "missing": gettext_lazy("Without a figure"),
    "rounding": gettext_lazy("Part of a unit"),
    "how": gettext_lazy("Violations dealt with"),
    "public": gettext_lazy("Circulation"),
}


def way(word: object, key: str = "") -> str:
    """Say a way of treating something; one that has no words stays as it is."""
    if key == "ties" and word == "exclude":
        return _("a tie across the cut is not named")
    return str(WAYS.get(str(word), word))


def cycle(period: Period) -> str:
    """Name how often a list is made."""
    named = {
        Period(days=7): _("weekly"),
        Period(months=1): _("monthly"),
        Period(months=3): _("quarterly"),
        Period(months=12): _("yearly"),
    }
    return named.get(period) or _("every %(n)s days") % {"n": period.at_most}


def cut(one: Ranking) -> str:
    """Say where a list is cut."""
    if one.form == "feedback":
        return _("Figures are told; nobody is given a place.")
    if one.cut is None:
        return _("The whole list is circulated; nobody is cut off.")
    return _named(one.cut)


def _named(found: Cut) -> str:
    if found.bottom_n is not None:
        n = found.bottom_n
        return ngettext("The last %(n)s is named.", "The last %(n)s are named.", n) % {"n": n}
    return _("The last %(n)s %% are named.") % {"n": found.bottom_pct}


def reason(text: str, known: Policy) -> str:
    """Say why a unit has no place; one of an assessment names the figure that lacks."""
    if text in REASONS:
        return str(REASONS[text])
    head, colon, rest = text.partition(": ")
    if colon and head in known.indicators:
        return f"{said(known.indicators[head].name)}: {REASONS.get(rest, rest)}"
    return text


def place(known: Policy, code: str) -> str:
    """Name a place with its district; a code that is no place stays as it is."""
    found = known.divisions.by_code.get(code)
    if found is None:
        return code
    above = known.divisions.by_code.get(found.parent)
    if above is None or above.kind == "city":
        return _name(found)
    return f"{_name(above)} {_name(found)}" if english() else f"{above.name}{found.name}"


def short(known: Policy, code: str) -> str:
    """Name a place without its district."""
    found = known.divisions.by_code.get(code)
    return code if found is None else _name(found)


def _name(found: Any) -> str:  # noqa: ANN401 - a division
    return str(found.name_en) if english() and found.name_en else str(found.name)


def district(known: Policy, code: str) -> str:
    """Give the six digits of the district that a place lies in; empty where it lies in none."""
    found = known.divisions.by_code.get(code)
    while found is not None and found.kind != "district":
        found = known.divisions.by_code.get(found.parent)
    return "" if found is None else found.code[:6]


def own(request: HttpRequest) -> str:
    """Give the six digits of the district that a person acts for; empty for the whole city."""
    division = getattr(request.user, "division", None)
    return str(division.code)[:6] if division else ""


def may(request: HttpRequest) -> bool:
    """Tell whether a person acts on lists: an assessor of the city."""
    return getattr(request.user, "role", "") == Role.ASSESSOR and not own(request)


def rules(known: Policy, one: Ranking, day: date) -> list[dict[str, Any]]:
    """Say each rule of a list as it held on a day: its answer, and who decided it why."""
    hows = [known.indicators[key].counted for key in (one.indicator, one.then) if key]
    keys = ("public",) if one.form == "feedback" else ("ties", "missing", "rounding", "public")
    named = [(key, getattr(one, key)) for key in keys]
    named += [("how", each.how) for each in hows if each is not None and each.how]
    found = [_rule(known, key, word, day) for key, word in dict(named).items() if word]
    if not one.then and found and found[0]["answer"] == way("next"):
        found[0]["answer"] = way("include")  # nothing parts a tie where there is no second figure
    return found


def _rule(known: Policy, key: str, word: str, day: date) -> dict[str, Any]:
    setting = known.settings.get(word)
    decision = setting.on(day) if setting else None
    return {
        "key": KEYS[key],
        "answer": way(known.decided(word, day), key),
        "question": said(setting.question) if setting else "",
        "reason": said(decision.reason) if decision else "",
        "author": decision.author if decision else "",
        "since": decision.since if decision else None,
        "clauses": setting.clauses if setting else (),
    }
