"""The gateway's log, which must not stop it: a full disk refuses log lines too."""

from __future__ import annotations

import contextlib

import structlog

_log = structlog.get_logger("gateway")


def info(event: str, **facts: object) -> None:
    """Tell what happened."""
    with contextlib.suppress(OSError):
        _log.info(event, **facts)


def warning(event: str, **facts: object) -> None:
    """Tell what somebody should look at."""
    with contextlib.suppress(OSError):
        _log.warning(event, **facts)


def exception(event: str, **facts: object) -> None:
    """Tell what failed, with the error that is being handled."""
    with contextlib.suppress(OSError):
        _log.exception(event, **facts)
