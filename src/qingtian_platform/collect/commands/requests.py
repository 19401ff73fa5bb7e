"""Ask for a command, approve it, decline it, follow it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qingtian.protocols.hj212.commands import Command as Row
from qingtian.protocols.hj212.commands import Direction, find
from qingtian.protocols.hj212.dialects import Edition
from qingtian.protocols.hj212.parameters import SECRETS, ParameterError, check
from qingtian_platform.collect.commands.infos import CommandInfo, Step
from qingtian_platform.collect.commands.states import OPEN, State, may_follow
from qingtian_platform.collect.commands.words import explain
from qingtian_platform.collect.errors import CommandError
from qingtian_platform.collect.models import Command, CommandState
from qingtian_platform.kit.vault import MASK, Secret, decipher, encipher
from qingtian_platform.people import api as people
from qingtian_platform.registry import api as registry

Items = Sequence[tuple[str, str]]
NOW = "now"
"""As SystemTime: the moment of sending, however long the command waited until then."""
_SAMPLE = "20260101000000"
Person = get_user_model()
COMMANDERS = frozenset({people.Role.DUTY, people.Role.REVIEWER, people.Role.ADMINISTRATOR})
"""Who may command an instrument, or approve that it is commanded."""
VALID = timedelta(hours=24)
"""How long a command waits for its device before it expires."""


def request_command(
    mn: str,
    code: str,
    items: Items = (),
    *,
    person: int | None,
    reason: str,
    rule: str = "",
    now: datetime | None = None,
    valid: timedelta = VALID,
) -> CommandInfo:
    """Ask for a command to a data logger.

    Parameters
    ----------
    mn
        The logger.
    code
        Command code of HJ 212; `qingtian.protocols.hj212.commands.requestable` lists them.
    items
        Names and values of its parameters, in order; `now` as SystemTime is the moment of sending.
    person
        Who asks; None only under a rule.
    reason
        Why, in words.
    rule
        The dated rule that asks in place of a person, as `clock 2026-01-01`.
    now
        The moment; by default this one.
    valid
        How long it may wait for the logger to be there.

    Returns
    -------
    CommandInfo
        As requested. One that changes a parameter waits for `approve`; the gateway sends any
        other as soon as the logger is connected.

    Raises
    ------
    CommandError
        The logger is not registered, the code is none of its edition, a parameter is wrong, or
        no reason is given.
    """
    row = _row(mn, code, items)
    if person is not None:
        check_person(person, mn)
    if not reason.strip():
        raise CommandError(_("A command needs a reason: say why it is sent."))
    if (person is None) == (not rule):
        raise CommandError(_("A command is asked for by a person, or by a dated rule."))
    now = now or timezone.now()
    with transaction.atomic():
        command = Command(
            mn=mn,
            code=code,
            items=[_sealed(name, value) for name, value in items],
            person_id=person,
            reason=reason.strip(),
            rule=rule,
            second_person=row.needs_second_person and not rule,
            requested_at=now,
            valid_until=now + valid,
        )
        command.save()
        CommandState(command=command, state=State.REQUESTED, at=now, person_id=person).save()
    return command_info(command.pk)


def check_person(person: int, mn: str) -> None:
    """Hold whoever acts to role and district: an enterprise never commands its own instrument.

    Raises
    ------
    CommandError
        The account is closed, its role does not command instruments, or the logger is not its.
    """
    account = Person.objects.filter(pk=person, is_active=True).first()
    if account is None or account.role not in COMMANDERS:
        raise CommandError(
            _("Only a duty officer, a reviewer or an administrator commands instruments.")
        )
    logger = registry.all_loggers().get(mn)
    thing = registry.things().get(logger.thing_id) if logger else None
    if thing is not None and not people.may_see(account, thing):
        raise CommandError(_("This data logger stands outside the district of the account."))


def _row(mn: str, code: str, items: Items) -> Row:
    """Find the command's row and hold the parameters to it."""
    logger = registry.loggers().get(mn)
    if logger is None:
        raise CommandError(
            _("No data logger %(mn)s is in service: register it first.") % {"mn": mn}
        )
    edition: Edition = logger.edition  # type: ignore[assignment]
    row = find(code, Direction.DOWN, edition)
    if row is None:
        raise CommandError(
            _("CN %(code)s is no command to a data logger of HJ 212.") % {"code": code}
        )
    if logger.strict and edition not in row.editions:
        raise CommandError(
            _("CN %(code)s is not in edition %(edition)s, which this logger keeps to strictly.")
            % {"code": code, "edition": edition}
        )
    try:
        check(
            row,
            [(name, _SAMPLE if is_now(name, value) else value) for name, value in items],
            edition,
        )
    except ParameterError as error:
        raise CommandError(explain(error, code)) from error
    return row


def approve(command: int, *, person: int, detail: str = "") -> CommandInfo:
    """Approve a command, as the second person.

    Parameters
    ----------
    command
        Its number.
    person
        Who approves; never the one who asked.
    detail
        A remark.

    Raises
    ------
    CommandError
        It needs no approval, is no longer open, or the same person asked for it.
    """
    asked = _get(command)
    check_person(person, asked.mn)
    if asked.person_id == person:
        raise CommandError(_("The second person has to be another one than who asked."))
    if not asked.second_person:
        raise CommandError(_("This command changes nothing and needs no second person."))
    add_state(command, State.APPROVED, person=person, detail=detail)
    return command_info(command)


def decline(command: int, *, person: int, detail: str) -> CommandInfo:
    """Decline a command, or withdraw one's own, before the gateway took it.

    Raises
    ------
    CommandError
        The gateway has it already, it is over, or no reason is given.
    """
    check_person(person, _get(command).mn)
    if not detail.strip():
        raise CommandError(_("Say why the command is declined."))
    add_state(command, State.DECLINED, person=person, detail=detail.strip())
    return command_info(command)


def commands(
    *, mn: str | None = None, open_only: bool = False, limit: int = 200
) -> list[CommandInfo]:
    """List commands, the newest first.

    Parameters
    ----------
    mn
        Of one logger; None for all.
    open_only
        Those of which something may still become.
    limit
        How many are looked through.
    """
    rows = Command.objects.select_related("person").prefetch_related("states__person")
    if mn is not None:
        rows = rows.filter(mn=mn)
    if open_only:
        ends = [state.value for state in State if state not in OPEN]
        rows = rows.exclude(states__state__in=ends)
    return [_info(row) for row in rows.order_by("-pk")[:limit]]


def command_info(command: int) -> CommandInfo:
    """Give one command.

    Raises
    ------
    CommandError
        There is none of that number.
    """
    return _info(_get(command))


def add_state(
    command: int,
    state: State,
    *,
    person: int | None = None,
    qn: str = "",
    detail: str = "",
    now: datetime | None = None,
) -> None:
    """Add a step; the table and the file allow each only once and in order.

    Raises
    ------
    CommandError
        The step may not follow what the command reached already.
    """
    with transaction.atomic():
        asked = _get(command)
        before = latest(asked)
        if not may_follow(before, state, second_person=asked.second_person):
            raise CommandError(
                _("Command %(number)s is %(before)s and cannot become %(after)s.")
                % {"number": command, "before": before.label, "after": state.label}
            )
        CommandState(
            command=asked,
            state=state,
            at=now or timezone.now(),
            person_id=person,
            qn=qn,
            detail=detail[:300],
        ).save()


def latest(command: Command) -> State:
    """Give the state that a command reached last."""
    return State(max(command.states.all(), key=lambda step: step.pk).state)


def clear_items(command: Command, now: datetime) -> list[tuple[str, str]]:
    """Give the parameters in clear, for the gateway that sends them at that moment."""
    return [(name, _clear(name, value, now)) for name, value in command.items]


def _clear(name: str, value: str | dict[str, str], now: datetime) -> str:
    if isinstance(value, dict):
        return decipher(value["sealed"]).reveal()
    return f"{timezone.localtime(now):%Y%m%d%H%M%S}" if is_now(name, value) else value


def is_now(name: str, value: str) -> bool:
    """Say whether the moment of sending is meant."""
    return name == "SystemTime" and value == NOW


def _sealed(name: str, value: str) -> list[object]:
    return [name, {"sealed": encipher(Secret(value))} if name in SECRETS else value]


def _get(command: int) -> Command:
    row = Command.objects.filter(pk=command).first()
    if row is None:
        raise CommandError(_("There is no command %(number)s.") % {"number": command})
    return row


def _info(row: Command) -> CommandInfo:
    logger = registry.all_loggers().get(row.mn)
    edition: Edition = logger.edition if logger else "2017"  # type: ignore[assignment]
    known = find(row.code, Direction.DOWN, edition)
    steps = tuple(
        Step(s.state, s.at, s.person_id, str(s.person or ""), s.qn, s.detail)
        for s in sorted(row.states.all(), key=lambda one: one.pk)
    )
    return CommandInfo(
        id=row.pk,
        mn=row.mn,
        code=row.code,
        name=known.name if known else row.code,
        name_en=known.name_en if known else row.code,
        items=tuple((name, MASK if isinstance(v, dict) else v) for name, v in row.items),
        person=row.person_id,
        person_name=str(row.person or ""),
        reason=row.reason,
        rule=row.rule,
        second_person=row.second_person,
        requested_at=row.requested_at,
        valid_until=row.valid_until,
        state=steps[-1].state,
        steps=steps,
    )
