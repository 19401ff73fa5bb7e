"""A draw in words: its steps, its parties, its settings, who was drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian.policy.settings import Decision, Setting
from qingtian_platform.act.draws import api as draws
from qingtian_platform.kit.times import beijing
from qingtian_platform.publish.desk.words import english, said

STATES: Mapping[str, Promise] = {
    "committing": gettext_lazy("Parties commit to their secrets"),
    "pooling": gettext_lazy("The pool is being made"),
    "waiting": gettext_lazy("Waiting for the checkpoint"),
    "revealing": gettext_lazy("Parties reveal their secrets"),
    "concluding": gettext_lazy("Being drawn"),
    "drawn": gettext_lazy("Drawn"),
    "void": gettext_lazy("Void"),
}
ROUNDINGS: Mapping[str, Promise] = {
    "up": gettext_lazy("rounded up"),
    "down": gettext_lazy("rounded down"),
    "half-up": gettext_lazy("rounded half up"),
}


@dataclass(frozen=True)
class Step:
    """A step of the way: what, when it was done or is due, and whether it was done."""

    word: str
    at: datetime | None
    done: bool
    note: str = ""


def listed(words: Iterable[str]) -> str:
    """Write words in a row, as the reader's language does."""
    return (", " if english() else "、").join(words)


def why_void(found: draws.DrawInfo) -> str:
    """Say why a draw is void, and whose it was."""
    names = listed(each.name for each in found.parties if each.missing)
    return {
        "commitment": _("Did not commit in time: %(x)s.") % {"x": names},
        "reveal": _("Did not reveal in time: %(x)s.") % {"x": names},
        "pool": _(
            "Who announced it did not commit to a pool in time: the register could not serve it."
        ),
        "checkpoint": _("The log showed no checkpoint in time."),
    }.get(found.stage, "")


def sentence(found: draws.DrawInfo) -> str:
    """Say in one sentence where a draw stands."""
    if found.state == "void":
        return _("Nothing was drawn; the draw is void.") + " " + why_void(found)
    if found.drawn is not None and found.pool is not None:
        told = {
            "n": len(found.drawn.teams),
            "all": len(found.pool.objects),
            "p": len(found.pool.people),
        }
        return (
            _("%(n)s of %(all)s objects were drawn, and their inspectors out of %(p)s persons.")
            % told
        )
    return str(STATES[found.state])


def steps(found: draws.DrawInfo) -> list[Step]:
    """List the steps of a draw in their order."""
    committed = [each.committed_at for each in found.parties if each.committed_at]
    revealed = [each.revealed_at for each in found.parties if each.revealed_at]
    total = len(found.parties)
    fixed = found.point
    return [
        Step(_("Announced"), found.announced_at, done=True, note=found.by),
        _counted(_("Parties committed to secrets"), committed, total, found.commit_by),
        Step(_("Pool committed to the log"), None, done=found.pool is not None),
        Step(
            _("Checkpoint of the log fixed"),
            found.checkpoint_at,
            done=fixed is not None,
            note=_("%(n)s entries, root %(x)s…") % {"n": fixed[0], "x": fixed[1][:12]}
            if fixed
            else "",
        ),
        _counted(_("Parties revealed their secrets"), revealed, total, found.reveal_by),
        Step(
            str(STATES["void" if found.state == "void" else "drawn"]),
            found.ended_at,
            done=found.over,
        ),
    ]


def _counted(word: str, times: list[datetime], total: int, due: datetime) -> Step:
    done = len(times) == total
    note = _("%(n)s of %(all)s") % {"n": len(times), "all": total}
    return Step(word, max(times) if done else due, done=done, note=note)


def named(now: datetime) -> Mapping[str, str]:
    """Name categories and groups in the reader's language; none where the city has no pack."""
    try:
        return {key: said(name) for key, name in draws.names(now).items()}
    except draws.DrawRefusedError:
        return {}


def quotas(found: draws.DrawInfo, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Say what was announced: ratio by category, team, what bars."""
    own = found.settings
    rows = [
        (
            names.get(key, key),
            _("%(take)s of each %(of)s, %(how)s, at least %(least)s")
            % {"take": q.take, "of": q.of, "how": ROUNDINGS[own.rounding], "least": q.least},
        )
        for key, q in sorted(own.categories.items())
    ]
    team = listed(f"{names.get(key, key)} {n}" for key, n in sorted(own.teams.items()))
    rows.append((_("To each object"), team))
    rows.append((_("Barred"), _barred(own.service_years, district=own.district)))
    return rows


def _barred(years: int, *, district: bool) -> str:
    words = [_("employer and family")]
    if years:
        words.append(_("earlier service for %(n)s years") % {"n": years})
    if district:
        words.append(_("objects of the own district"))
    return listed(words)


def teams(found: draws.DrawInfo, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """List what was drawn, in its order."""
    if found.drawn is None:
        return []
    opened = draws.matters(found.name)
    return [
        {
            "object": team.object,
            "category": names.get(team.object.category, team.object.category),
            "people": [(names.get(p.group, p.group), p.name) for p in team.people],
            "matter": opened.get(team.object.key),
        }
        for team in found.drawn.teams
    ]


def settings(now: datetime) -> list[tuple[str, Setting, Decision, str]]:
    """List the questions that the gazette leaves open, with the decision that holds and its reason."""
    try:
        known = draws.all_of()
    except draws.DrawRefusedError:
        return []
    held = [(each, each.on(beijing(now).date())) for each in known]
    return [(said(one.question), one, made, said(made.reason)) for one, made in held]
