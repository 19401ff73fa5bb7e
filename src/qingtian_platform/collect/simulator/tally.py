"""Count what a fleet sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields


@dataclass
class Tally:
    """What happened, in numbers.

    Attributes
    ----------
    frames_sent
        Frames written whole that want an answer, repetitions and duplicates included.
    frames_acknowledged
        Answers to them: 9014, 9013, 9022.
    frames_repeated, frames_duplicated
        Of those sent: after a time-out, and twice at once.
    frames_broken, frames_misspelt
        Written damaged or with a wrong password; not counted as sent.
    frames_answering
        Frames that answer the centre and want nothing: 9011, 9012, and data without bit A.
    periods_measured, periods_withheld, periods_given_up
        Contents, and those not sent when due, and those never answered (sent again later).
    requests_heard
        Commands of the centre.
    connections, devices
        Connections opened, members of the fleet.
    """

    frames_sent: int = 0
    frames_acknowledged: int = 0
    frames_repeated: int = 0
    frames_duplicated: int = 0
    frames_broken: int = 0
    frames_misspelt: int = 0
    frames_answering: int = 0
    periods_measured: int = 0
    periods_withheld: int = 0
    periods_given_up: int = 0
    requests_heard: int = 0
    connections: int = 0
    devices: int = 0

    def plain(self) -> dict[str, int]:
        """Return it as plain numbers."""
        return asdict(self)


def total(tallies: Iterable[dict[str, int]]) -> Tally:
    """Add tallies up."""
    parts = list(tallies)
    return Tally(**{each.name: sum(p[each.name] for p in parts) for each in fields(Tally)})
