"""Who may come in: keys, their rate, and the size of what they bring."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from qingtian_platform.act.interface import api as interface
from qingtian_platform.act.interface.api import KeyInfo
from qingtian_platform.kit.counted import count
from qingtian_platform.publish.interface.problems import ProblemError

LARGEST = 256 * 1024
"""Of a request. [bytes]"""
RATE = 300
"""Requests of one key in a minute. [1]"""
LONGEST = 80
"""Characters of an Idempotency-Key. [1]"""


class ByKey(HttpBearer):
    """`Authorization: Bearer qt_…`."""

    def __call__(self, request: HttpRequest) -> KeyInfo:
        """Give the key, or say what is missing."""
        scheme, _blank, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise _unknown()
        return self.authenticate(request, token.strip())

    def authenticate(self, request: HttpRequest, token: str) -> KeyInfo:
        """Give the key that a request bears.

        Raises
        ------
        ProblemError
            It is none that is open, asks too often, or brings too much.
        """
        bounded(request)
        try:
            key = interface.by_token(token)
        except interface.UnknownKeyError as error:
            raise _unknown() from error
        paced(key)
        return key


def _unknown() -> ProblemError:
    return ProblemError(
        401,
        "key",
        _("This is no open key."),
        expected="Authorization: Bearer qt_…",
        todo=_("Ask an administrator to open one: qingtian interface key."),
    )


def bounded(request: HttpRequest) -> None:
    """Refuse a request that is too large, before it is read.

    Raises
    ------
    ProblemError
        It is.
    """
    length = request.headers.get("Content-Length") or "0"
    if not length.isdigit() or int(length) > LARGEST:
        raise ProblemError(
            413,
            "size",
            _("The request is too large."),
            expected=_("at most %(n)s bytes") % {"n": LARGEST},
            got=length[:20],
            todo=_("Keep files with you and send their SHA-256."),
        )


def paced(key: KeyInfo) -> None:
    """Count a request of a key.

    Raises
    ------
    ProblemError
        It came too often in this minute.
    """
    if count(f"interface.{key.id}", f"{datetime.now(UTC):%Y%m%d%H%M}", 60) > RATE:
        raise ProblemError(
            429,
            "rate",
            _("Your key asks too often."),
            expected=_("at most %(n)s requests in a minute") % {"n": RATE},
            todo=_("Wait for the next minute; let us tell you by webhook instead of asking."),
        )


def named(request: HttpRequest) -> str:
    """Give the name under which a request is done once.

    Raises
    ------
    ProblemError
        It has none.
    """
    name = request.headers.get("Idempotency-Key", "")
    if not 0 < len(name) <= LONGEST or not name.isascii() or not name.isprintable():
        raise ProblemError(
            400,
            "idempotency-key",
            _("The request has no name under which it is done once."),
            expected=_("Idempotency-Key: 1 to %(n)s printable characters of ASCII")
            % {"n": LONGEST},
            got=name[:20],
            todo=_("Choose a new one for each request, and the same when you send it again."),
        )
    return name
