"""Where the chain network → logger → link → analyser → source is broken: a decision table.

The rows are data (the platform carries them as a dated file); this module reads them from the top
and takes the first that fits (hit policy: first).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LINKS = ("network", "logger", "link", "analyser", "source", "none")
SIGNALS: Mapping[str, tuple[str, ...]] = {
    "shutdown": ("yes", "no"),
    "data": ("none", "some", "all"),
    "frames": ("none", "some", "unknown"),
    "connected": ("yes", "no", "unknown"),
    "restart": ("yes", "no"),
    "refused": ("yes", "no"),
    "peers": ("silent", "sending"),
    "clock": ("wrong", "right"),
    "edition": ("2005", "2017", "2025", "sw"),
    "flag": ("", "B", "D", "F", "M", "C", "S", "T", "P", "other"),
}


@dataclass(frozen=True)
class Signals:
    """What is known of one data logger, or of one of its datastreams, over a stretch of time.

    Attributes
    ----------
    shutdown
        A declared shutdown covers it.
    data
        `none`: no value of any datastream in time; `some`: of others, not of this; `all`: it came.
    frames
        Whether any frame came from the logger meanwhile; `unknown` where that is not recorded.
    connected
        Whether the gateway holds a connection with it.
    restart
        The logger reported a start of itself (CN 2081) within or right after the stretch.
    refused
        Frames that name it were refused meanwhile (password, checksum, address).
    peers
        `silent` when most other loggers were silent too: then it is more likely our side.
    clock
        Whether its clock is wrong by more than the settings allow.
    edition
        Edition of HJ 212 that the logger speaks.
    flag
        Data mark of the stretch; empty where none was sent.
    """

    shutdown: str = "no"
    data: str = "all"
    frames: str = "unknown"
    connected: str = "unknown"
    restart: str = "no"
    refused: str = "no"
    peers: str = "sending"
    clock: str = "right"
    edition: str = "2017"
    flag: str = ""

    def __post_init__(self) -> None:
        for name, allowed in SIGNALS.items():
            if getattr(self, name) not in allowed:
                raise ValueError(f"signal {name} is {getattr(self, name)!r}; expected {allowed}")


@dataclass(frozen=True)
class Rule:
    """One row of the table.

    Attributes
    ----------
    number
        Stable name, `CH-…`, the same in data, page, test and documentation.
    when
        Signal to the values that fit; a signal left out fits any.
    link
        Which link is broken, among `LINKS`.
    cause, next
        What it means and what happens next, by language (`zh`, `en`).
    who
        Who answers: `maintainer`, `owner`, `platform`, `nobody`.
    within_hours
        How long the next step may take; None where nothing is to be done. [h]
    """

    number: str
    when: Mapping[str, tuple[str, ...]]
    link: str
    cause: Mapping[str, str]
    next: Mapping[str, str]
    who: str
    within_hours: int | None

    def __post_init__(self) -> None:
        if self.link not in LINKS:
            raise ValueError(f"rule {self.number} names link {self.link!r}; expected {LINKS}")
        for signal, values in self.when.items():
            if signal not in SIGNALS or not set(values) <= set(SIGNALS[signal]):
                raise ValueError(f"rule {self.number}: no such signal or value: {signal}={values}")

    def fits(self, signals: Signals) -> bool:
        """Tell whether every condition of the row holds."""
        return all(getattr(signals, name) in values for name, values in self.when.items())


def diagnose(signals: Signals, rules: tuple[Rule, ...]) -> Rule:
    """Take the first row that fits.

    Raises
    ------
    LookupError
        If none does: the table is incomplete, which is our fault and a test forbids.
    """
    for rule in rules:
        if rule.fits(signals):
            return rule
    raise LookupError(f"no rule fits {signals}; the last row of the table must fit everything")
