"""Webhooks: registered by an administrator, signed, sent to the registered host and nowhere else."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from qingtian_platform.act.notices.errors import DeliveryError, NoticeError
from qingtian_platform.act.notices.models import Hook, first_topics
from qingtian_platform.kit import outward
from qingtian_platform.kit.together import remembered
from qingtian_platform.kit.vault import Secret, decipher, encipher

SIGNATURE, DELIVERY, STAMP = "Qingtian-Signature", "Qingtian-Delivery", "Qingtian-Time"
TOPICS = ("alarm", "duty", "case")
LONGEST = 300
"""Of an address. [1]"""
LEAST_SECRET = 16
"""Characters of a secret. [1]"""
_READ = 1024
"""Of an answer no more is read. [bytes]"""
_WHOLE = 3
"""A talk may take so many times as long as a step of it. [1]"""


def register(
    name: str,
    url: str,
    *,
    secret: Secret | None = None,
    organisation: int | None = None,
    inside: bool = False,
    severity: int = 3,
    topics: Sequence[str] = (),
) -> Secret:
    """Register an address of another system.

    Parameters
    ----------
    name
        Short and new; messages name it.
    url
        `https://…` or, inside the own network, `http://…`; no user, no fragment.
    secret
        Under which messages are signed; a new one where left out.
    organisation
        Of the enterprise that is told of its own; None = the desk, that is told of all.
    inside
        Whether the host may stand in the own network, whose addresses are refused otherwise.
    severity
        The least grave alarm that is told.
    topics
        What it is told of, out of `TOPICS`; alarms and duties where left out.

    Returns
    -------
    Secret
        Show it once: it is kept enciphered.

    Raises
    ------
    NoticeError
        The address cannot be taken; the message says what was expected.
    """
    address = _checked(url, inside=inside)
    if Hook.objects.filter(name=name).exists() or not 0 < len(name) <= 60:
        raise NoticeError(f"expected a new name of 1 to 60 characters, got {name!r}")
    chosen = secret or Secret(secrets.token_urlsafe(32))
    if len(chosen.reveal()) < LEAST_SECRET:
        raise NoticeError(f"expected a secret of at least {LEAST_SECRET} characters")
    if not 1 <= severity <= 4:
        raise NoticeError(f"expected a severity from 1 to 4, got {severity}")
    if unknown := set(topics) - set(TOPICS):
        raise NoticeError(f"expected topics out of {', '.join(TOPICS)}, got {sorted(unknown)}")
    Hook.objects.create(
        name=name,
        url=address,
        secret=encipher(chosen),
        organisation=organisation,
        inside=inside,
        severity=severity,
        topics=list(topics) or first_topics(),
        opened_at=timezone.now(),
    )
    return chosen


def _checked(url: str, *, inside: bool) -> str:
    """Give an address as it is kept, and refuse what is none of ours."""
    if len(url) > LONGEST:
        raise NoticeError(f"expected an address of at most {LONGEST} characters")
    try:
        return outward.parts(url, inside=inside).geturl()
    except outward.OutwardError as error:
        raise NoticeError(str(error)) from error


def close(name: str, now: datetime | None = None) -> None:
    """Send no more to an address; what was sent stays in the outbox.

    Raises
    ------
    NoticeError
        No open webhook is named so.
    """
    if not Hook.objects.filter(name=name, closed_at=None).update(closed_at=now or timezone.now()):
        raise NoticeError(f"no open webhook is named {name!r}")


@remembered
def open_for(topic: str) -> list[Hook]:
    """List the open webhooks that are told of a topic."""
    return [hook for hook in Hook.objects.filter(closed_at=None) if topic in hook.topics]


def listed() -> list[dict[str, object]]:
    """List the webhooks, closed ones too; without their secrets."""
    fields = (
        "name",
        "url",
        "organisation",
        "inside",
        "severity",
        "topics",
        "opened_at",
        "closed_at",
    )
    return list(Hook.objects.values(*fields))


def signature(secret: Secret, stamp: str, body: bytes) -> str:
    """Sign a message: HMAC-SHA256 over its time, a dot and its body, as hexadecimal digits.

    Parameters
    ----------
    secret
        Of the webhook.
    stamp
        What stands in the header `Qingtian-Time`: seconds since 1970 as text.
    body
        Bytes of the body.
    """
    return hmac.new(
        secret.reveal().encode(), stamp.encode() + b"." + body, hashlib.sha256
    ).hexdigest()


def post(hook: Hook, delivery: str, body: bytes, stamp: str, timeout: float) -> None:
    """Send a message, once; an answer of 200 to 299 says that it arrived.

    Parameters
    ----------
    hook
        Where to.
    delivery
        Name of the message; the same when it is sent again, so that the receiver takes it once.
    body
        JSON.
    stamp
        Seconds since 1970, as text.
    timeout
        For each step of the talk. [s]

    Raises
    ------
    DeliveryError
        It did not arrive: no connection, another answer, a redirection, an address that is refused.
    """
    try:
        connection, target = outward.connect(hook.url, timeout, inside=hook.inside)
    except outward.OutwardError as error:
        raise DeliveryError(str(error)) from error
    host = connection.host
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "qingtian",
        DELIVERY: delivery,
        STAMP: stamp,
        SIGNATURE: signature(decipher(hook.secret), stamp, body),
    }
    try:
        with outward.within(connection, _WHOLE * timeout):
            connection.request("POST", target, body=body, headers=headers)
            answer = connection.getresponse()
            answer.read(_READ)
    except (OSError, http.client.HTTPException) as error:
        raise DeliveryError(f"no answer from {host}: {type(error).__name__}: {error}") from error
    if not 200 <= answer.status < 300:
        raise DeliveryError(f"{host} answered {answer.status}; redirections are not followed")
