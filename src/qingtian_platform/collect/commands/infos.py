"""A command as other stages and the pages see it: plain facts, secrets masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from qingtian_platform.collect.commands.states import OPEN, State


@dataclass(frozen=True)
class Step:
    """A state that a command reached."""

    state: str
    at: datetime
    person: int | None
    name: str
    qn: str
    detail: str


@dataclass(frozen=True)
class CommandInfo:
    """A command as it may be shown: secrets are masked.

    Attributes
    ----------
    name, name_en
        What the code is for.
    person, person_name
        Who asked for it; None where it was sent under the dated rule `rule`.
    state
        The latest of `steps`.
    second_person
        Whether it needs one.
    """

    id: int
    mn: str
    code: str
    name: str
    name_en: str
    items: tuple[tuple[str, str], ...]
    person: int | None
    person_name: str
    reason: str
    rule: str
    second_person: bool
    requested_at: datetime
    valid_until: datetime
    state: str
    steps: tuple[Step, ...]

    @property
    def open(self) -> bool:
        """Whether something may still become of it."""
        return State(self.state) in OPEN

    @property
    def waits_for_second_person(self) -> bool:
        """Whether somebody else has to approve it."""
        return self.second_person and self.state == State.REQUESTED
