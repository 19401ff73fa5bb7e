"""Letters about a draw, each once: to parties whose turn it is, to inspectors and objects that were drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext as _

from qingtian.draw.drawing import Team
from qingtian_platform.act.draws import infos, register, rules
from qingtian_platform.act.notices import api as notices
from qingtian_platform.kit.categories import english
from qingtian_platform.kit.times import moment_text
from qingtian_platform.people import api as people
from qingtian_platform.people.api import Role
from qingtian_platform.record.acts import api as acts

TOPIC: Final = "draw"
Words = Callable[[], tuple[str, str]]
"""Gives subject and body in the language that is switched on."""


def announced(found: infos.DrawInfo, now: datetime) -> None:
    """Tell the parties until when they commit; in the transaction of the caller, as all of these."""
    _tell(
        _parties(found), found, "commit", lambda: _turn(found, found.commit_by, commits=True), now
    )


def fixed(found: infos.DrawInfo, now: datetime) -> None:
    """Tell the parties until when they reveal."""
    _tell(
        _parties(found), found, "reveal", lambda: _turn(found, found.reveal_by, commits=False), now
    )


def ended(found: infos.DrawInfo, now: datetime) -> None:
    """Tell the parties that nothing was drawn, or inspectors and objects that they were.

    Parameters
    ----------
    found
        A draw that has ended.
    now
        The present.
    """
    if found.drawn is None:
        _tell(_parties(found), found, "void", lambda: _void(found), now)
        return
    logins, objects_too = register.logins(), rules.tells_objects(now)
    for team in found.drawn.teams:
        known = (people.account(logins[each.key]) for each in team.people if each.key in logins)
        persons = [each for each in known if each is not None]
        _tell(persons, found, f"team {team.object.key}", _to_inspector(found, team, now), now)
        if objects_too:
            key = f"object {team.object.key}"
            _tell(_officers(team), found, key, _to_object(found, team, now), now)


def _tell(
    persons: Iterable[Any], found: infos.DrawInfo, name: str, words: Words, now: datetime
) -> None:
    notice = notices.Notice(f"{found.name} {name}", *notices.both(words), TOPIC, what="draw")
    for each in persons:
        notices.tell(each, notice, now)


def _parties(found: infos.DrawInfo) -> list[Any]:
    holders = (acts.holder(each.key) for each in found.parties)
    return [each.person for each in holders if each is not None]


def _officers(team: Team) -> list[Any]:
    """List the officers of the enterprise that was drawn: by its name, or its code as the key."""
    named = Q(organisation__name=team.object.name)
    named |= Q(organisation__credit_code__iexact=team.object.key)
    every = get_user_model().objects.filter(is_active=True, role=Role.ENTERPRISE)
    return list(every.filter(named).order_by("username"))


def _turn(found: infos.DrawInfo, until: datetime, *, commits: bool) -> tuple[str, str]:
    said = {"title": found.title, "until": moment_text(until)}
    if commits:
        subject = _("Commit to a secret by %(until)s: %(title)s") % said
    else:
        subject = _("Reveal your secret by %(until)s: %(title)s") % said
    body = _("Who does not is named, and the draw is void.")
    return subject, f"{body}\n/desk/draws/{found.name}/"


def _void(found: infos.DrawInfo) -> tuple[str, str]:
    names = ", ".join(each.name for each in found.parties if each.missing)
    lines = [
        _("Did not do its part: %(x)s.") % {"x": names} if names else "",
        _("It is announced again, and the new one names this one."),
        f"/desk/draws/{found.name}/",
    ]
    subject = _("Nothing was drawn; the draw is void: %(title)s") % {"title": found.title}
    return subject, "\n".join(filter(None, lines))


def _to_inspector(found: infos.DrawInfo, team: Team, now: datetime) -> Words:
    def words() -> tuple[str, str]:
        subject = _("You were drawn to inspect %(object)s") % {"object": team.object.name}
        lines = [
            found.title,
            _("Together: %(x)s") % {"x": _team(team, now)},
            _(
                "One inspection for all departments: each item of the check sheet is handed in once."
            ),
            f"/desk/draws/{found.name}/#{team.object.key}",
        ]
        return subject, "\n".join(lines)

    return words


def _to_object(found: infos.DrawInfo, team: Team, now: datetime) -> Words:
    def words() -> tuple[str, str]:
        subject = _("Drawn for inspection: %(object)s") % {"object": team.object.name}
        lines = [
            found.title,
            _("By: %(x)s") % {"x": _team(team, now)},
            _("The record of the draw is public; anybody can draw it again."),
            f"/draws/{found.name}/",
        ]
        return subject, "\n".join(lines)

    return words


def _team(team: Team, now: datetime) -> str:
    names, language = rules.names(now), "en" if english() else "zh"
    groups = {key: name[language] for key, name in names.items()}
    return ", ".join(f"{each.name} ({groups.get(each.group, each.group)})" for each in team.people)
