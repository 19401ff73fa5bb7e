"""What the system lets one process hold."""

from __future__ import annotations

import resource


def raise_file_limit(wanted: int | None = None) -> int:
    """Ask for so many open files and sockets.

    Parameters
    ----------
    wanted
        How many are enough; None: as many as the system lets us have. [-]

    Returns
    -------
    int
        How many the process may hold now; fewer than wanted where the system gives no more. [-]
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if wanted is None:
        given = hard
    elif soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted if soft == resource.RLIM_INFINITY else soft
    else:
        given = wanted if hard == resource.RLIM_INFINITY else max(soft, min(wanted, hard))
    resource.setrlimit(resource.RLIMIT_NOFILE, (given, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
