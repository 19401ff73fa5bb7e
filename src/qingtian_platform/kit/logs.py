"""How the processes write what they do: one line an event, to standard error.

A person at a terminal reads text; anything else gets a JSON object a line. Neither carries a
secret: events name devices and counts, never frames.
"""

from __future__ import annotations

import logging
import sys

import structlog


def write_logs() -> None:
    """Send the events of this process to standard error."""
    terminal = sys.stderr.isatty()
    render = structlog.dev.ConsoleRenderer() if terminal else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
