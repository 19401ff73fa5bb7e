"""What the registry offers: facts as of a day, a version to notice changes by, ways to register."""

from __future__ import annotations

from .distances import distance
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
from .exchange import TABLES, export_bytes, export_rows
from .history import ChangeInfo, acting, changes_of, state_all
from .infos import (
    DatastreamInfo,
    LimitInfo,
    LoggerInfo,
    RangeInfo,
    ShutdownInfo,
    Standing,
    ThingInfo,
)
from .intake import Intake, RowOutcome, take_in
from .keys import key_expires, keys_due
from .known import loggers_known
from .meaning import Fact, Statement, standing, statements
from .meaning import since as meaning_since
from .permit import Bound, add_limit, declare_shutdown, stops_of, withdraw_shutdown
from .snapshot import (
    all_loggers,
    cycle,
    cycles,
    datastreams,
    holding,
    in_service,
    limit_history,
    limits,
    logger,
    loggers,
    ranges,
    shutdowns,
    streams,
    thing,
    things,
    version,
)

__all__ = [
    "TABLES",
    "Bound",
    "ChangeInfo",
    "DatastreamInfo",
    "Fact",
    "Intake",
    "LimitInfo",
    "LoggerInfo",
    "Parties",
    "RangeInfo",
    "RowOutcome",
    "ShutdownInfo",
    "Standing",
    "Statement",
    "ThingInfo",
    "acting",
    "add_limit",
    "all_loggers",
    "changes_of",
    "cycle",
    "cycles",
    "datastreams",
    "declare_shutdown",
    "distance",
    "ensure_datastream",
    "ensure_logger",
    "ensure_thing",
    "export_bytes",
    "export_rows",
    "holding",
    "in_service",
    "key_expires",
    "keys_due",
    "limit_history",
    "limits",
    "logger",
    "loggers",
    "loggers_known",
    "meaning_since",
    "ranges",
    "set_dialect",
    "set_history_supported",
    "set_secrets",
    "set_standing",
    "shutdowns",
    "standing",
    "state_all",
    "statements",
    "stops_of",
    "streams",
    "take_in",
    "thing",
    "things",
    "version",
    "withdraw_shutdown",
]
