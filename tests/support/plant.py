"""Plant the city of the pages into a fresh data directory: `python -m support.plant DIR DAYS`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from qingtian_platform.project.commands._setup import use
from support import passwords


def main(data: Path, days: int) -> None:
    """Plant, and write the last hour and the accounts as one line of JSON."""
    places = use(data)
    passwords.quick()
    from qingtian_platform.project.demo import cast
    from support import portal_city

    truth = portal_city.plant(places, days=days)
    facts = {"hour": truth.hour.isoformat(), "accounts": cast.open_accounts()}
    sys.stdout.write(json.dumps(facts) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
