"""Seal what is left, from a command that needs the archive complete."""

from __future__ import annotations

import time
from typing import Final

from qingtian_platform.collect import inbox
from qingtian_platform.kit.places import Places
from qingtian_platform.record.errors import RecordError, SealerBusyError
from qingtian_platform.record.manifest import Manifest, is_there

_POLL: Final = 0.1


def drain(places: Places, *, patience: float = 120.0) -> None:
    """Seal what is in the inbox: by oneself where no sealer runs, else by waiting for it.

    Parameters
    ----------
    places
        Where the data lives.
    patience
        How long to wait for a running sealer. [s]

    Raises
    ------
    RecordError
        The running sealer did not get there in time.
    """
    from qingtian_platform.record.sealer import Registered, Sealer

    wanted = _waiting(places)
    until = time.monotonic() + patience
    while wanted:
        try:
            with Sealer(places, Registered()) as sealer:
                sealer.run_dry()
        except SealerBusyError:
            time.sleep(_POLL)
        wanted = _still(places, wanted)
        if wanted and time.monotonic() > until:
            raise RecordError(f"the sealer left receipts of {len(wanted)} files for {patience} s")


def _waiting(places: Places) -> dict[str, int]:
    """Tell the last receipt of each inbox file, where there is any not yet sealed."""
    last = {}
    for file in inbox.files(places):
        after = _sealed(places, file.name)
        while part := inbox.read(file, after, 10_000):
            after = part[-1].number
            last[file.name] = after
    return _still(places, last)


def _still(places: Places, wanted: dict[str, int]) -> dict[str, int]:
    return {name: number for name, number in wanted.items() if _sealed(places, name) < number}


def _sealed(places: Places, source: str) -> int:
    if not is_there(places.manifest):
        return 0
    with Manifest(places.manifest) as manifest:
        return manifest.cursor(source)
