"""Words of the delivery wall: lights, states, ways, and why a light is not green."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from qingtian.policy.deadlines import Period
from qingtian.policy.feeds import Column, Terms
from qingtian_platform.collect.feeds import api as feeds
from qingtian_platform.kit.times import moment_text
from qingtian_platform.publish.desk.words import factor_name
from qingtian_platform.registry import api as registry

LOOKS: Final[Mapping[str, str]] = {
    "green": "normal",
    "amber": "missing",
    "red": "offline",
    "grey": "shutdown",
}
"""Shape and colour of a light, as the desk has them."""
LIGHTS: Final[Mapping[str, Promise]] = {
    "green": gettext_lazy("on time"),
    "amber": gettext_lazy("look at it"),
    "red": gettext_lazy("not delivered in time"),
    "grey": gettext_lazy("not yet due"),
}
TURNS: Final[Mapping[str, Promise]] = {
    "on time": gettext_lazy("on time"),
    "came late": gettext_lazy("came late"),
    "late": gettext_lazy("missing"),
    "not due": gettext_lazy("not yet due"),
}
TURN_LOOKS: Final[Mapping[str, str]] = {
    "on time": "normal",
    "came late": "missing",
    "late": "offline",
    "not due": "shutdown",
}
STATES: Final[Mapping[str, Promise]] = {
    "taken": gettext_lazy("taken whole"),
    "refused": gettext_lazy("refused whole"),
    "repeat": gettext_lazy("repeat of a batch that was taken"),
    "waiting": gettext_lazy("being read"),
}
STATE_LOOKS: Final[Mapping[str, str]] = {
    "taken": "normal",
    "refused": "offline",
    "repeat": "shutdown",
    "waiting": "missing",
}
WAYS: Final[Mapping[str, Promise]] = {
    "upload": gettext_lazy("upload"),
    "folder": gettext_lazy("drop folder"),
    "http": gettext_lazy("HTTP"),
    "database": gettext_lazy("database view"),
}
SOURCES: Final[Mapping[str, Promise]] = {
    "no folder": gettext_lazy("the folder is not there"),
    "unreadable": gettext_lazy("it cannot be read"),
    "refused address": gettext_lazy("its address is refused"),
    "no answer": gettext_lazy("it does not answer"),
    "answer": gettext_lazy("it answers with an error"),
    "too large": gettext_lazy("its answer is too large"),
    "settings": gettext_lazy("the settings of this machine are faulty"),
}


def period(one: Period) -> str:
    """Say a length of time."""
    parts = (
        (one.months, ngettext("%(n)s month", "%(n)s months", one.months)),
        (one.days, ngettext("%(n)s day", "%(n)s days", one.days)),
        (one.hours, ngettext("%(n)s hour", "%(n)s hours", one.hours)),
    )
    return " ".join(said % {"n": n} for n, said in parts if n) or "0"


def things(terms: Terms) -> list[tuple[str, str, registry.ThingInfo | None]]:
    """Give label and name of each thing with what is registered of it; None before the first batch."""
    loggers, known = registry.all_loggers(), registry.things()
    at = {mn: known.get(logger.thing_id) for mn, logger in loggers.items()}
    return [(e.label, feeds.named(e.name), at.get(e.mn)) for e in terms.things.values()]


def properties(terms: Terms) -> list[tuple[str, Column]]:
    """Name the property of each column; a code that no protocol has keeps the label of its column."""
    named = ((factor_name(e.code), e) for e in terms.columns.values())
    return [(each.label if name == each.code else name, each) for name, each in named]


def light(one: feeds.FeedStanding) -> dict[str, Any]:
    """Say how an agreement stands, as a mark with its word."""
    key = one.light
    word: Promise | str = LIGHTS[key]
    if key == "amber":
        late = one.turns.state == "came late"
        word = STATES["refused"] if one.refused else TURNS["came late"] if late else word
    elif one.altered:
        word = _("altered")
    return {"key": key, "look": LOOKS[key], "word": word}


def reasons(one: feeds.FeedStanding) -> Iterator[str]:
    """Say why a light is as it is, the gravest first."""
    if one.altered:
        yield feeds.altered_words(one.agreement.key, one.altered)
    turns = one.turns
    if turns.late_since:
        said = ngettext(
            "Late since %(when)s: %(n)s turn is missing.",
            "Late since %(when)s: %(n)s turns are missing.",
            turns.missing,
        )
        yield said % {"when": moment_text(turns.late_since), "n": turns.missing}
    elif turns.state == "came late" and turns.last is not None and turns.last.at is not None:
        told = {"due": moment_text(turns.last.turn.due), "at": moment_text(turns.last.at)}
        yield _("The last turn was due %(due)s and came %(at)s.") % told
    if one.refused:
        said = ngettext(
            "The batch of %(when)s was refused for %(n)s reason; none came in its place.",
            "The batch of %(when)s was refused for %(n)s reasons; none came in its place.",
            one.refused.count,
        )
        yield said % {"when": moment_text(one.refused.at), "n": one.refused.count}
    if one.source and not one.broken:
        yield _("This machine was not told where the source is; batches are handed in.")
    if one.broken and one.source_since:
        told = {
            "when": moment_text(one.source_since),
            "why": str(SOURCES.get(one.source, one.source)),
        }
        yield _("The source is not read since %(when)s: %(why)s.") % told
    if one.repeats:
        said = ngettext(
            "%(n)s batch came twice and is stored once.",
            "%(n)s batches came twice and are stored once.",
            one.repeats,
        )
        yield said % {"n": one.repeats}
    if turns.state == "not due" and turns.due is not None and not turns.late_since:
        yield _("The first turn is due %(when)s.") % {"when": moment_text(turns.due)}
