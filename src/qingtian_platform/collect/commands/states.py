"""The way of a command, as a table.

A command that changes something on which later readings rest needs a second person: the platform
itself is a way to interfere with an instrument. `TAKEN` is written, with the request number,
before a byte is sent; who finds it already there does not send a second command.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a command stands."""

    REQUESTED = "requested", _("Requested")
    APPROVED = "approved", _("Approved by a second person")
    DECLINED = "declined", _("Declined")
    TAKEN = "taken", _("Taken by the gateway")
    SENT = "sent", _("Sent")
    ANSWERED = "answered", _("Carried out")
    FAILED = "failed", _("Failed or refused")
    EXPIRED = "expired", _("Not answered in time")


TRANSITIONS: dict[State, frozenset[State]] = {
    State.REQUESTED: frozenset({State.APPROVED, State.DECLINED, State.TAKEN, State.EXPIRED}),
    State.APPROVED: frozenset({State.DECLINED, State.TAKEN, State.EXPIRED}),
    State.DECLINED: frozenset(),
    State.TAKEN: frozenset({State.SENT, State.FAILED, State.EXPIRED}),
    State.SENT: frozenset({State.ANSWERED, State.FAILED, State.EXPIRED}),
    State.ANSWERED: frozenset(),
    State.FAILED: frozenset(),
    State.EXPIRED: frozenset(),
}
OPEN = frozenset(state for state, following in TRANSITIONS.items() if following)


def may_follow(before: State, after: State, *, second_person: bool) -> bool:
    """Say whether a state may follow another.

    Parameters
    ----------
    before, after
        The states.
    second_person
        Whether the command needs one: then it is taken only when approved.
    """
    if second_person and (before, after) == (State.REQUESTED, State.TAKEN):
        return False
    if not second_person and after is State.APPROVED:
        return False
    return after in TRANSITIONS[before]
