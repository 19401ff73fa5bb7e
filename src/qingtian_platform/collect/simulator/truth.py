"""What really happened, one JSON object a line: the examiner's copy of a simulation.

`measured` gives every value of a period; `withheld` says that the period was not sent when it was
due, and why; `sent` and `acknowledged` follow it over the wire; `given-up` after all repetitions.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from qingtian_platform.collect.simulator.instrument import Content

Period = tuple[str, str, str]
"""Device, interval, start (ISO 8601)."""


class TruthFile:
    """A file that several processes append whole lines to.

    Parameters
    ----------
    path
        The file, or None to keep nothing.
    """

    def __init__(self, path: Path | None) -> None:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        self._file = None if path is None else os.open(path, flags, 0o644)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def write(
        self, kind: str, mn: str, interval: str, start: datetime | str, **more: object
    ) -> None:
        """Append one line.

        Parameters
        ----------
        kind
            `measured`, `withheld`, `sent`, `acknowledged`, `given-up`.
        mn, interval, start
            Which period of which device.
        more
            What else there is to say.
        """
        if self._file is None:
            return
        text = start if isinstance(start, str) else start.isoformat()
        line = {"kind": kind, "mn": mn, "interval": interval, "start": text, **more}
        os.write(self._file, json.dumps(line, separators=(",", ":")).encode() + b"\n")

    def measured(self, mn: str, content: Content) -> None:
        """Append what a device measured in a period."""
        values = [[r.code, r.field, r.text, r.flag] for r in content.readings]
        self.write("measured", mn, content.interval, content.start, values=values)


@dataclass
class Truth:
    """A truth file, read.

    Attributes
    ----------
    measured
        Values by period: code, field, text, mark.
    withheld
        Why a period was not sent when it was due.
    sent, acknowledged
        How often each period was.
    """

    measured: dict[Period, list[tuple[str, str, str, str]]] = field(default_factory=dict)
    withheld: dict[Period, str] = field(default_factory=dict)
    sent: dict[Period, int] = field(default_factory=dict)
    acknowledged: dict[Period, int] = field(default_factory=dict)

    def archived(self) -> Iterator[tuple[str, str, str, str, str, str, str]]:
        """Yield what an archive must hold: the values of every acknowledged period.

        Yields
        ------
        tuple
            mn, interval, start, code, field, text, mark.
        """
        for period in self.acknowledged:
            for value in self.measured.get(period, ()):
                yield (*period, *value)


def read(path: Path) -> Truth:
    """Read a truth file.

    Parameters
    ----------
    path
        What `--truth` named.
    """
    truth = Truth()
    with path.open(encoding="utf-8") as file:
        for line in map(json.loads, file):
            period = (line["mn"], line["interval"], line["start"])
            match line["kind"]:
                case "measured":
                    truth.measured[period] = [tuple(value) for value in line["values"]]
                case "withheld":
                    truth.withheld[period] = line["why"]
                case "sent":
                    truth.sent[period] = truth.sent.get(period, 0) + 1
                case "acknowledged":
                    truth.acknowledged[period] = truth.acknowledged.get(period, 0) + 1
    return truth
