"""The stage's other worker: flags, findings of detectors, and what other parts of check hand in.

It has a process of its own, for detectors look at months: completeness and evaluation do not wait
for it. A step takes little and can be killed at any point; what it has not written it does again.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from qingtian_platform.check.detection import worker as detection
from qingtian_platform.check.expect import aware, micros, moment
from qingtian_platform.check.findings import port
from qingtian_platform.check.findings.flagstore import FlagStore
from qingtian_platform.check.findings.reconcile import reconcile
from qingtian_platform.check.findings.settings import setting
from qingtian_platform.check.findings.store import Asked, Store
from qingtian_platform.check.flagging import known
from qingtian_platform.check.flagging import worker as flagging
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import beijing
from qingtian_platform.record import api as record

log = structlog.get_logger(__name__)

CURSOR: Final = "cursor"
ASKED: Final = "asked "
"""State: when a source was asked last."""
LOOKED: Final = "detection turn"
"""State: when the detectors had their last turn."""


def step(places: Places, now: datetime | None = None) -> bool:
    """Do what there is to do once: one piece of each part.

    Parameters
    ----------
    places
        Where everything lives.
    now
        The present; the clock of the machine where left out.

    Returns
    -------
    bool
        Whether there was anything to do; a caller may rest if not.
    """
    present = now or datetime.now(UTC)
    today = beijing(present).date()
    with Store.writing(places) as store:
        FlagStore(store).make()
        worked = _ask(places, store, present)
        if not record.ready(places):
            return worked
        world = known.current(today)
        worked |= _follow(places, store, world, setting("flagging", today)["intervals"])
        worked |= flagging.step(places, store, world, present)
        # Flags first, for detectors look at months; but a history that is being flagged for an hour
        # does not hold up what is found in the live city.
        if worked and not _waited(store, present):
            return True
        looked = detection.step(places, store, world, present)
        store.remember(LOOKED, str(micros(moment(present))))
        return worked or looked


def _waited(store: Store, now: datetime) -> bool:
    """Tell whether the detectors have waited for their turn long enough."""
    last, row = store.state(LOOKED), setting("detection", beijing(now).date())
    return last is None or aware(int(last)) + timedelta(seconds=row["patience_s"]) <= now


def _follow(places: Places, store: Store, world: known.World, intervals: list[str]) -> bool:
    """Tell both parts what came into the archive, and what persons said of it, since the cursor."""
    text = store.state(CURSOR) or ""
    after, changes = record.changed(record.Cursor.read(text), places)
    if str(after) == text:
        return False
    with store.transaction():
        flagging.hear(store, changes, intervals)
        detection.hear(store, world, changes)
        store.remember(CURSOR, str(after))
    return True


def _ask(places: Places, store: Store, now: datetime) -> bool:
    """Take in what other parts of check found; a part that fails is named and asked again."""
    row = setting("sources", beijing(now).date())
    said = 0
    for name, source in port.sources().items():
        last = store.state(f"{ASKED}{name}")
        if last is not None and aware(int(last)) + timedelta(seconds=row["every_s"]) > now:
            continue
        since = None if last is None else now - timedelta(days=row["lookback_days"])
        try:
            found = list(source(places, since))
        except Exception:  # another part's fault must not stop the flags
            log.exception("findings.source_failed", source=name)
            found = None
        with store.transaction():
            if found is not None:
                asked = Asked().add("f.source = ?", name).add("f.end > ?", since)
                said += reconcile(store, name, store.asked(asked.standing(only=True)), found, now)
            store.remember(f"{ASKED}{name}", str(micros(moment(now))))
    return bool(said)
