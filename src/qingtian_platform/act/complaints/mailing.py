"""Tell a sender who left a mailbox that there is an answer; the mail holds neither answer nor report.

The mailbox is deciphered for the moment of sending and stands nowhere else: no outbox holds it. A mail
that was on its way when the process died is sent once more.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from smtplib import SMTPException
from typing import Final

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import override

from qingtian_platform.act.complaints.filing import opened
from qingtian_platform.act.complaints.models import Answer, Mailed

AT_ONCE: Final = 20
PATIENCE: Final = timedelta(days=7)
"""An answer that no mail could tell of in this time is told by the page alone. [d]"""
AGAIN: Final = timedelta(minutes=10)
"""After so long a mail that did not go out is tried again. [min]"""
_later: dict[int, datetime] = {}
"""When this process tries again, by number of the answer."""
_log = structlog.get_logger(__name__)


def send(*, now: datetime | None = None) -> int:
    """Send what is to be sent; give how many mails went out.

    Parameters
    ----------
    now
        The present.
    """
    if settings.QINGTIAN_MAIL == "off":
        return 0
    present = now or datetime.now(UTC)
    waiting = Answer.objects.filter(
        mailed=None, complaint__reachable=True, at__gte=present - PATIENCE
    )
    rows = waiting.select_related("complaint__sender").order_by("pk")[:AT_ONCE]
    return sum(_sent(row, present) for row in rows if _later.get(row.pk, present) <= present)


def _sent(row: Answer, now: datetime) -> bool:
    told = opened(row.complaint.sender)
    if told["mail"] and not _mailed(str(told["mail"]), str(told["code"])):
        _later[row.pk] = now + AGAIN
        return False
    try:
        Mailed.objects.create(answer=row, at=now)
    except IntegrityError:  # another process was quicker
        return False
    return bool(told["mail"])


def _mailed(mailbox: str, code: str) -> bool:
    with override("zh-hans"):
        subject = _("Your report has been answered")
        text = _(
            "A report that you sent has been answered. Read it on the page of your receipt with the "
            "code that begins with %(begin)s. This mail tells nothing else, and an answer to it "
            "reaches nobody."
        ) % {"begin": code[:4]}
    try:
        send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [mailbox])
    except (SMTPException, OSError) as problem:
        _log.warning("complaint-mail", why=type(problem).__name__)
        return False
    return True
