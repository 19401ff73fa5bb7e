"""Plant the duty room's city into a fresh data directory: `python -m support.desk_plant DIR`."""

from __future__ import annotations

import json
import secrets
import sys
from datetime import timedelta
from pathlib import Path

from qingtian_platform.project.commands._setup import use
from support import passwords


def main(data: Path) -> None:
    """Plant, and write the accounts and what is known as one line of JSON."""
    places = use(data)
    passwords.quick()
    from qingtian_platform.people.models import Person
    from support import desk_city

    accounts = {}
    for login, name in (("zhao", "赵敏"), ("qian", "钱进")):
        accounts[login] = secrets.token_urlsafe(12)
        person = Person(username=login, name=name, role="duty")
        person.set_password(accounts[login])
        person.save()
    truth = desk_city.plant(places)
    facts = {
        "accounts": accounts,
        "yesterday": truth.yesterday.isoformat(),
        "valid": [truth.valid(), truth.valid(truth.now + timedelta(hours=1))],
        "now": truth.now.isoformat(),
    }
    sys.stdout.write(json.dumps(facts) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
