"""Patrols that were missed, for the head of the unit, and the setting that says what they raise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.patrols import api as patrols
from qingtian_platform.kit.times import beijing
from qingtian_platform.people import api as people
from qingtian_platform.publish.desk import words

BACK = timedelta(days=62)
"""How far back missed turns are listed."""
LEVELS: Mapping[str, Promise] = {
    "village": gettext_lazy("river chief of the village"),
    "township": gettext_lazy("river chief of the township"),
}
RAISES: Mapping[str, Promise] = {
    "nothing": gettext_lazy("nothing: it is written down and counted"),
    "notice": gettext_lazy("a notice"),
    "matter": gettext_lazy("a matter: the chief says why and patrols"),
}
TELL: Mapping[str, Promise] = {
    "chief": pgettext_lazy("is told", "the chief"),
    "township": pgettext_lazy("is told", "the chief of the township"),
    "district": pgettext_lazy("is told", "the unit of the district"),
}


def setting(now: datetime) -> dict[str, Any]:
    """Say what a missed patrol raises: question, answer, who decided it, since when, why, clauses."""
    rule = patrols.rule(beijing(now).date())
    answer = str(RAISES[rule.raises])
    if rule.raises != "nothing" and rule.tell:
        told = _(", ").join(str(TELL[each]) for each in rule.tell)
        answer = _("%(raises)s; told: %(told)s") % {"raises": answer, "told": told}
    return {
        "key": rule.setting.key,
        "question": words.said(rule.setting.question),
        "answer": answer,
        "author": rule.decision.author,
        "since": rule.decision.since,
        "reason": words.said(rule.decision.reason),
        "clauses": rule.setting.clauses,
    }


def missed(person: Any, now: datetime, most: int) -> list[dict[str, Any]]:  # noqa: ANN401
    """List turns that passed without a patrol in the person's part of the city, the newest ones first."""
    own, since = people.scope(person).district or "", (beijing(now) - BACK).date()
    found = patrols.missed(division=own, since=since)[:most]
    opened = cases.matters(each.matter for each in found if each.matter is not None)
    return [
        {
            "one": each,
            "reach": _name(each.reach),
            "level": LEVELS[each.level],
            "who": str(people.account(each.login) or each.login),
            "matter": None if each.matter is None else opened[each.matter],
        }
        for each in found
    ]


def _name(reach: patrols.ReachInfo) -> str:
    return reach.name_en if words.english() and reach.name_en else reach.name
