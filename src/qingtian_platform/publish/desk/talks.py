"""Conversations, refills, clocks and commands of data loggers, with their words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from qingtian_platform.collect import api as collect
from qingtian_platform.publish.desk import words
from qingtian_platform.registry import api as registry

#: Where a conversation stands or how it ended.
OUTCOMES: dict[str, Promise] = {
    "new": gettext_lazy("not yet sent"),
    "asked": gettext_lazy("asked, no answer yet"),
    "waiting": gettext_lazy("waiting for the answer"),
    "taken": gettext_lazy("taken up"),
    "done": gettext_lazy("done"),
    "unconfirmed": gettext_lazy("taken up; the result is never reported"),
    "incomplete": gettext_lazy("reported done, data did not come"),
    "refused": gettext_lazy("refused"),
    "failed": gettext_lazy("could not be carried out"),
    "broken": gettext_lazy("taken up, then silence"),
    "silent": gettext_lazy("no answer"),
    "unfit": gettext_lazy("could not be written"),
    "no-data": gettext_lazy("the logger holds no such data"),
    "unsupported": gettext_lazy("does not support back-fill"),
}
ORIGINS: dict[str, Promise] = {
    "command": gettext_lazy("command"),
    "refill": gettext_lazy("back-fill"),
    "wish": gettext_lazy("asked by the logger"),
}


@dataclass(frozen=True)
class Refill:
    """Periods that were asked for again, with words."""

    mn: str
    interval_word: str
    first: datetime
    last: datetime
    tries: int
    asked_at: datetime
    outcome: str

    @property
    def outcome_word(self) -> str:
        """What came of it."""
        return str(OUTCOMES.get(self.outcome, self.outcome))


@dataclass(frozen=True)
class Talk:
    """A conversation with its words and frames."""

    record: collect.ConversationRecord

    @property
    def state(self) -> str:
        """How it stands or ended."""
        return str(OUTCOMES.get(self.record.state, self.record.state))

    @property
    def origin(self) -> str:
        """Who began it."""
        return str(ORIGINS.get(self.record.origin, self.record.origin))


@dataclass(frozen=True)
class Offer:
    """A command that may be sent to a data logger.

    Attributes
    ----------
    second
        Whether a second person must approve it.
    parameters
        Names of its parameters, as a line to fill in.
    """

    code: str
    name: str
    second: bool
    parameters: str


def refills(mn: str | None, limit: int = 50) -> list[Refill]:
    """List refill requests, the latest first."""
    return [
        Refill(
            one.mn,
            str(words.INTERVALS.get(one.interval, one.interval)),
            one.first,
            one.last,
            one.tries,
            one.asked_at,
            one.outcome,
        )
        for one in collect.refills(mn=mn, limit=limit)
    ]


def of_device(mn: str, limit: int = 30) -> list[Talk]:
    """List the conversations of a data logger, the newest first."""
    return [Talk(one) for one in collect.conversations(mn=mn, limit=limit)]


def of_command(number: int) -> list[Talk]:
    """Give what was said for a command, with its frames."""
    return [Talk(one) for one in collect.conversation(number)]


def clocks(mn: str, limit: int = 20) -> list[collect.ClockOffset]:
    """List how far a clock was off, the latest first."""
    return collect.clock_offsets(mn, limit=limit)


def commands(mn: str | None = None, limit: int = 200) -> list[collect.CommandInfo]:
    """List commands, the newest first."""
    return collect.commands(mn=mn, limit=limit)


def offered(logger: registry.LoggerInfo) -> list[Offer]:
    """List what may be sent to a data logger in service."""
    if logger.mn not in registry.loggers():
        return []
    return [
        Offer(
            row.code,
            row.name_en if words.english() else row.name,
            row.needs_second_person,
            ";".join(
                f"{p.name}=" if not p.optional else f"[{p.name}=]" for p in row.parameters or ()
            ),
        )
        for row in collect.requestable(logger.mn)
    ]


def items(text: str) -> list[tuple[str, str]]:
    """Read parameters written as `name=value;name=value`; the command's own rules check them."""
    pairs = [part.partition("=") for part in text.replace("；", ";").split(";") if part.strip()]
    return [(name.strip(), value.strip()) for name, _sign, value in pairs]
