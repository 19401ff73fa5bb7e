"""What the archive tells the gateway: which periods have arrived."""

from __future__ import annotations

from datetime import datetime


def coverage(mn: str, interval: str, start: datetime, end: datetime) -> set[datetime]:
    """Answer collect's port `Coverage`; the archive is opened at the first question.

    Parameters
    ----------
    mn, interval
        A data logger and a kind of period.
    start, end
        Which stretch of time is asked about.

    Returns
    -------
    set of datetime
        Starts (UTC) of the periods of which something is there.
    """
    from qingtian_platform.record import api as record

    return record.coverage(mn, interval, start, end)
