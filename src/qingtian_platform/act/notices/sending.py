"""Send what lies in the outbox: beside the stages, so that no slow receiver holds them up.

An attempt is written down before it is made, its outcome after. Whoever is killed between the two
leaves a message that is sent once more: none is lost, one may come twice, under the same name.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import close_old_connections, transaction
from django.utils import timezone

from qingtian_platform.act.notices import hooks, outbox, rules, sms
from qingtian_platform.act.notices.errors import DeliveryError
from qingtian_platform.act.notices.models import Hook, Message

State = Message.State
REST = 2.0
"""Between two looks for messages. [s]"""
AGAIN = timedelta(minutes=2)
"""After so long an attempt that was never finished is made again: its sender is gone. [min]"""
_log = structlog.get_logger(__name__)


def run(stop: threading.Event, rest: float = REST) -> None:
    """Send until told to stop; nothing that goes wrong with one look ends it.

    Parameters
    ----------
    stop
        Set when the process leaves.
    rest
        Between two looks. [s]
    """
    while not stop.is_set():
        try:
            look(datetime.now(UTC), stop.is_set)
        except Exception:
            _log.exception("outbox")
        close_old_connections()
        stop.wait(rest)


def look(now: datetime, stopped: Callable[[], bool] = lambda: False) -> int:
    """Send the messages whose time has come, some at a time.

    Parameters
    ----------
    now
        The present.
    stopped
        Asked between two messages.

    Returns
    -------
    int
        How many were tried. [1]
    """
    tried = 0
    for row in outbox.waiting(now, rules.outbox().most):
        if stopped():
            break
        tried += _one(row, now)
    return tried


def _one(row: Message, now: datetime) -> bool:
    """Try one message; False where another sender has it."""
    with transaction.atomic():
        mine = Message.objects.filter(pk=row.pk, attempts=row.attempts, state=row.state)
        taken = mine.update(state=State.SENDING, attempts=row.attempts + 1, next_at=now + AGAIN)
    if not taken:
        return False
    try:
        _send(row)
    except Exception as error:
        _failed(row, now, error)
    else:
        Message.objects.filter(pk=row.pk).update(state=State.SENT, sent_at=now, error="")
    return True


def _send(row: Message) -> None:
    if row.channel == outbox.MAIL:
        _mail(row)
    elif row.channel == outbox.SMS:
        sms.sender().send(row.address, row.subject, row.key)
    else:
        _post(row)


def _post(row: Message) -> None:
    """Send to a webhook that is open still."""
    hook = Hook.objects.filter(name=row.address).first()
    if hook is None or hook.closed_at is not None:
        raise DeliveryError("the webhook is closed")
    stamp = str(int(timezone.now().timestamp()))
    hooks.post(hook, row.key, row.body.encode(), stamp, rules.outbox().timeout)


def _mail(row: Message) -> None:
    """Send a mail; its identity is the same when it is sent again."""
    if settings.QINGTIAN_MAIL == "off":
        raise DeliveryError("no mail server is set: QINGTIAN_SMTP")
    headers = {"Message-ID": f"<{row.key}@qingtian>"}
    with get_connection() as connection:
        mail = EmailMessage(row.subject, row.body, None, [row.address], headers=headers)
        mail.connection = connection
        mail.send()


def _failed(row: Message, now: datetime, error: Exception) -> None:
    """Wait longer each time; after the last attempt it is given up, and stands so on the desk."""
    waits = rules.outbox().waits
    over = row.attempts >= len(waits)
    after = now if over else now + timedelta(seconds=waits[row.attempts])
    Message.objects.filter(pk=row.pk).update(
        state=State.GIVEN_UP if over else State.WAITING,
        next_at=after,
        error=f"{type(error).__name__}: {error}"[:300],
    )


def send_again(number: int, now: datetime | None = None) -> bool:
    """Let a message that was given up be tried from the beginning; False where it was not."""
    rows = Message.objects.filter(pk=number, state=State.GIVEN_UP)
    return bool(rows.update(state=State.WAITING, attempts=0, next_at=now or timezone.now()))
