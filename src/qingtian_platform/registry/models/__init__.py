"""The models of `registry`; other applications go through `registry.api`."""

from .change import AppendOnly, AppendOnlyError, Change
from .confirmation import Confirmation
from .datastream import Datastream, DatastreamTerm
from .limit import Limit, Shutdown
from .logger import Logger, LoggerTerm
from .sensor import Sensor
from .thing import Origin, StationTerm, Thing

__all__ = [
    "AppendOnly",
    "AppendOnlyError",
    "Change",
    "Confirmation",
    "Datastream",
    "DatastreamTerm",
    "Limit",
    "Logger",
    "LoggerTerm",
    "Origin",
    "Sensor",
    "Shutdown",
    "StationTerm",
    "Thing",
]
