"""What comparability offers: pairs and their reports, coverage, operating rates, siting decisions."""

from __future__ import annotations

from datetime import datetime

from qingtian_platform.check.comparability.comparing import Compared, compare
from qingtian_platform.check.comparability.covering import Covered, coverage
from qingtian_platform.check.comparability.operating import BY, Operating, operating
from qingtian_platform.check.comparability.pairs import Pair, Stream, pairs
from qingtian_platform.check.comparability.reading import hours
from qingtian_platform.check.comparability.reports import (
    ReportInfo,
    editions,
    reported,
    reports,
)
from qingtian_platform.check.comparability.reports import report as last_report
from qingtian_platform.check.comparability.settings import KINDS, department, policy, setting
from qingtian_platform.check.comparability.siting import (
    SitingInfo,
    SitingRefusedError,
    history,
    site,
    sitings,
)
from qingtian_platform.kit.places import Places

__all__ = [
    "BY",
    "KINDS",
    "Compared",
    "Covered",
    "Operating",
    "Pair",
    "ReportInfo",
    "SitingInfo",
    "SitingRefusedError",
    "Stream",
    "coverage",
    "department",
    "editions",
    "history",
    "hours",
    "last_report",
    "operating",
    "pairs",
    "policy",
    "report",
    "reported",
    "reports",
    "setting",
    "site",
    "sitings",
]


def report(pair: Pair, start: datetime, end: datetime, places: Places | None = None) -> Compared:
    """Compare a pair over any stretch of time, and keep nothing.

    Parameters
    ----------
    pair
        Of `pairs`.
    start, end
        Hours that begin in [start, end); with their zone.
    places
        Where the data lives; None = of this process.

    Raises
    ------
    LookupError
        If the city has no policy, or no law says how far the two may differ.
    """
    known = policy()
    if known is None:
        raise LookupError("expected a city with a policy pack; this one has none")
    return compare(pair, start, end, known, places or Places.current())
