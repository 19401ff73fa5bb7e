"""Plant the city of the pages into a fresh data directory: `python -m support.plant DIR DAYS [assessed]`."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

from qingtian_platform.kit.places import Places
from qingtian_platform.project.commands._setup import use
from support import passwords


def main(data: Path, days: int, *, assessed: bool = False) -> None:
    """Plant, and write the last hour and the accounts as one line of JSON.

    Parameters
    ----------
    data, days
        Where, and how many days of data.
    assessed
        Whether months and weeks are ranked and closed as in the demo.
    """
    places = use(data)
    passwords.quick()
    from qingtian_platform.project.demo import cast
    from support import portal_city

    truth = portal_city.plant(places, days=days)
    facts = {"hour": truth.hour.isoformat(), "accounts": cast.open_accounts()}
    if assessed:
        assess(places)
    sys.stdout.write(json.dumps(facts) + "\n")


def assess(places: Places) -> None:
    """Hand in, close and enter what the demo does."""
    from qingtian_platform.kit.times import BEIJING
    from qingtian_platform.project.demo import assessing, evidence

    (places.data / evidence.KEYS).mkdir(mode=0o700)
    assessing.prepare(places, datetime.now(BEIJING))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), assessed="assessed" in sys.argv[3:])
