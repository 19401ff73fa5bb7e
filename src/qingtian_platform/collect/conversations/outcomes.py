"""What conversations mean for the records: steps of commands, secrets that changed, rules that ask."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import structlog

from qingtian_platform.collect.commands import requests
from qingtian_platform.collect.commands.states import State
from qingtian_platform.collect.conversations import rules
from qingtian_platform.collect.conversations.evidence import moment
from qingtian_platform.collect.conversations.orders import Order, Report
from qingtian_platform.collect.errors import CommandError
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.infos import LoggerInfo

log = structlog.get_logger("conversations")
ENDS: dict[str, tuple[State, str]] = {
    "done": (State.ANSWERED, "carried out"),
    "unconfirmed": (State.ANSWERED, "taken up; this logger never reports the result (no 9012)"),
    "incomplete": (State.FAILED, "reported as done, but the data asked for did not come"),
    "refused": (State.FAILED, "refused"),
    "failed": (State.FAILED, "the logger could not carry it out"),
    "broken": (State.EXPIRED, "taken up, then nothing came"),
    "silent": (State.EXPIRED, "no answer to any of the repetitions"),
    "unfit": (State.FAILED, "could not be written"),
}
CUT = "the gateway was restarted while it waited; whether the logger carried it out is not known"


def sent(order: Order, at: int) -> None:
    """Note that a command went out. [µs UTC]."""
    _step(order, State.SENT, at, "")


def command_ended(order: Order, report: Report, at: int) -> None:
    """Note how a command ended, and keep a secret that it changed. [µs UTC]."""
    state, words = ENDS[report.state]
    if report.state == "silent" and order.sent:
        words = CUT
    parts = [words, report.detail, "" if report.code is None else f"code {report.code}"]
    parts.append(" ".join(report.deviations))
    if report.state == "done":
        _keep_secret(order)
    _step(order, state, at, "; ".join(part for part in parts if part))


def _step(order: Order, state: State, at: int, detail: str) -> None:
    if order.command is None:
        return
    try:
        requests.add_state(order.command, state, qn=order.qn, detail=detail, now=moment(at))
    except CommandError as error:  # a step that stands already: written before a crash
        log.warning("a step of a command stands already", command=order.command, why=str(error))


def _keep_secret(order: Order) -> None:
    """Let the registry know the password or key that the logger uses from now on."""
    given = dict(order.items)
    password = given.get("NewPW") or (given.get("PW") if order.code == "1072" else None)
    key = given.get("NewSK")
    if password is None and key is None:
        return
    info = requests.command_info(order.command or 0)
    with registry.acting(info.person, f"command {order.command}: {info.reason}"[:200]):
        registry.set_secrets(order.mn, password=password, sm4_key=key)


def set_clock(info: LoggerInfo, rule: dict[str, Any], reason: str, now: datetime) -> None:
    """Ask for a clock to be set under the dated rule, unless that is asked for already."""
    if any(one.code == "1012" for one in requests.commands(mn=info.mn, open_only=True)):
        return
    _ask(info, "1012", (("SystemTime", requests.NOW),), reason, rules.title("clock", rule), now)


def first_contact(info: LoggerInfo, now: datetime) -> None:
    """Ask for what the setting names for a logger that is there for the first time."""
    rule = rules.rule("first_contact", now.date())
    if not rule["active"] or info.origin not in rule["origins"]:
        return
    for one in rule["commands"]:
        if info.edition in one.get("editions", [info.edition]):
            items = tuple(one["items"].items())
            _ask(info, one["code"], items, "first contact", rules.title("first_contact", rule), now)


def _ask(
    info: LoggerInfo,
    code: str,
    items: tuple[tuple[str, str], ...],
    reason: str,
    rule: str,
    now: datetime,
) -> None:
    try:
        requests.request_command(
            info.mn, code, items, person=None, reason=reason, rule=rule, now=now.astimezone(UTC)
        )
    except CommandError as error:
        log.warning("a rule asks for what cannot be sent", mn=info.mn, code=code, why=str(error))
