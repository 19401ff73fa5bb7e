"""The bureau's side of a draw in a served city.

`python -m support.draw_party DIR announce LOGIN`, then `... go-on DRAW` and `... reveal DRAW`.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from qingtian_platform.kit.places import Places
from qingtian_platform.project.commands._setup import use

BUREAU, SOMEBODY = "zhifa-shi", "duban"
TITLE = "监测机构抽查（虚构）"
#: How long the parties have to commit; the checkpoint is due then.
COMMITTING, REVEALING = timedelta(seconds=75), timedelta(hours=1)


def main(data: Path, act: str, *words: str) -> None:
    """Do what the bureau does, and print the name of the draw."""
    places = use(data)
    done = {"announce": announce, "go-on": go_on, "reveal": reveal}[act](places, *words)
    sys.stdout.write(f"{done}\n")


def announce(places: Places, other: str) -> str:
    """Fill the register, announce a draw with a party of another body who has a key, and commit."""
    from qingtian_platform.act.draws import api as draws
    from qingtian_platform.people.api import account
    from qingtian_platform.project.demo.draws import Party
    from qingtian_platform.project.demo.evidence import KEYS, key_of
    from support.drawcity import OBJECTS, PEOPLE

    (places.data / KEYS).mkdir(mode=0o700, exist_ok=True)
    key_of(places, BUREAU)
    rows = [("object", each) for each in OBJECTS] + [("person", each) for each in PEOPLE]
    draws.enter(rows, account(BUREAU))
    now = datetime.now(UTC)
    by = now + COMMITTING
    times = (by, by, by + REVEALING)
    parties = [BUREAU, other]
    made = draws.announce(TITLE, parties, account(BUREAU), times=times, places=places, now=now)
    Party(places, BUREAU).commit(made.name)
    return made.name


def go_on(places: Places, draw: str) -> str:
    """Let the log grow once the time of the checkpoint has come: what nobody could foresee is drawn from."""
    from qingtian_platform.act.draws import api as draws
    from qingtian_platform.project.demo.evidence import key_of

    left = draws.info(draw).checkpoint_at - datetime.now(UTC)
    time.sleep(max(0.0, left.total_seconds()))
    key_of(places, SOMEBODY)
    return draw


def reveal(places: Places, draw: str) -> str:
    """Reveal what the bureau committed to."""
    from qingtian_platform.project.demo.draws import Party

    Party(places, BUREAU).reveal(draw)
    return draw


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
