"""What the registry offers: facts as of a day, a version to notice changes by, ways to register."""

from __future__ import annotations

from .ensure import (
    Parties,
    ensure_datastream,
    ensure_logger,
    ensure_thing,
    set_dialect,
    set_history_supported,
    set_secrets,
    set_standing,
)
from .history import acting
from .infos import DatastreamInfo, LimitInfo, LoggerInfo, ShutdownInfo, Standing, ThingInfo
from .keys import key_expires, keys_due
from .permit import Bound, add_limit, declare_shutdown
from .snapshot import (
    all_loggers,
    datastreams,
    limits,
    logger,
    loggers,
    shutdowns,
    streams,
    thing,
    things,
    version,
)

__all__ = [
    "Bound",
    "DatastreamInfo",
    "LimitInfo",
    "LoggerInfo",
    "Parties",
    "ShutdownInfo",
    "Standing",
    "ThingInfo",
    "acting",
    "add_limit",
    "all_loggers",
    "datastreams",
    "declare_shutdown",
    "ensure_datastream",
    "ensure_logger",
    "ensure_thing",
    "key_expires",
    "keys_due",
    "limits",
    "logger",
    "loggers",
    "set_dialect",
    "set_history_supported",
    "set_secrets",
    "set_standing",
    "shutdowns",
    "streams",
    "thing",
    "things",
    "version",
]
