"""Four processes sign the second review of one day at once: `python -m support.review_race DIR`."""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from pathlib import Path

from qingtian_platform.project.commands._setup import use

DAY = date(2026, 3, 2)


def main(data: Path) -> None:
    """Write what became of each, and the steps that stand, as one line of JSON."""
    places = use(data)
    from django.db import connections

    from qingtian.ledger import kinds
    from qingtian_platform.act.reviews import api as reviews
    from qingtian_platform.record.acts import api as acts
    from qingtian_platform.registry import api as registry
    from support import signing

    registry.ensure_thing("站1", key="own", kind="station", origin="simulated", level="city")
    thing = registry.thing("own")
    people = {login: signing.person(login) for login in ("li", "wang", "zhao")}
    pens = {login: signing.pen_of(places, who) for login, who in people.items()}

    def sign(login: str, step: str) -> None:
        now = reviews.state(thing, DAY, places)
        body = reviews.body(now, step, reviews.table(thing, DAY, places).digest)
        entry = signing.signed(places, pens[login], kinds.REVIEW, body)
        ready.wait() if ready else None
        acts.submit(entry, people[login], None, places)

    ready: Gate | None = None
    sign("li", "first")
    connections.close_all()
    ready = Gate()
    racers = [ready.start(sign, login) for login in ("wang", "zhao") * 2]
    ready.open()
    codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in racers]
    steps = [each.act.body["step"] for each in reviews.state(thing, DAY, places).steps]
    sys.stdout.write(json.dumps({"codes": sorted(codes), "steps": steps}))


class Gate:
    """Lets processes that wait at it go at the same moment: when its pipe is closed."""

    def __init__(self) -> None:
        self.end, self.hold = os.pipe()

    def start(self, work, login: str) -> int:
        """Begin a process; it ends with 0 where its signature was taken in."""
        pid = os.fork()
        if pid:
            return pid
        os.close(self.hold)
        from qingtian_platform.record.acts.api import ActRefusedError

        try:
            work(login, "second")
        except ActRefusedError:
            os._exit(1)
        except BaseException:
            os._exit(2)
        os._exit(0)

    def wait(self) -> None:
        """Wait until it is open."""
        os.read(self.end, 1)

    def open(self) -> None:
        """Let all go."""
        os.close(self.hold)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
