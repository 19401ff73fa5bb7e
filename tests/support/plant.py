"""Plant the city of the pages into a fresh data directory: `python -m support.plant DIR DAYS [assessed|persons]`."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

from qingtian_platform.kit.places import Places
from qingtian_platform.project.commands._setup import use
from support import passwords, persons


def main(data: Path, days: int, *, assessed: bool = False, waiting: bool = False) -> None:
    """Plant, and write the last hour and the accounts as one line of JSON.

    Parameters
    ----------
    data, days
        Where, and how many days of data.
    assessed
        Whether months and weeks are ranked and closed as in the demo.
    waiting
        Whether matters wait for persons, who have mailboxes.
    """
    places = use(data)
    passwords.quick()
    from qingtian_platform.project.demo import cast
    from support import portal_city

    truth = portal_city.plant(places, days=days)
    facts = {"hour": truth.hour.isoformat(), "accounts": cast.open_accounts()}
    if assessed:
        assess(places)
    if waiting:
        persons.plant(facts["accounts"])
    sys.stdout.write(json.dumps(facts) + "\n")


def assess(places: Places) -> None:
    """Hand in, close and enter what the demo does."""
    from qingtian_platform.kit.times import BEIJING
    from qingtian_platform.project.demo import assessing, chapter7, evidence

    (places.data / evidence.KEYS).mkdir(mode=0o700)
    now = datetime.now(BEIJING)
    assessing.prepare(places, now)
    chapter7.prepare(places, now)


if __name__ == "__main__":
    asked = sys.argv[3:]
    main(
        Path(sys.argv[1]),
        int(sys.argv[2]),
        assessed="assessed" in asked,
        waiting="persons" in asked,
    )
