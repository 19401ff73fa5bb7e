"""Where other parts of `check` hand in what they find and what they know; imports nothing of theirs.

They register in the `ready` of their application, so that every process of the stage knows them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qingtian_platform.check.findings.rows import Said
    from qingtian_platform.kit.places import Places

Source = Callable[["Places", datetime | None], Iterable["Said"]]
"""Gives every finding that stands now and ends after a moment; None = every one. What it gave
before and does not give again is withdrawn; what it gives in another stretch gets a successor."""


@dataclass(frozen=True)
class Instrument:
    """What is known of an instrument beside its values.

    Attributes
    ----------
    lod
        Detection limit; None = not known. [unit of the datastream]
    lists
        What was done to it: `checks`, `comparisons`, `calibrations`, `controls`, as
        `qingtian.quality.checks.instruments` takes them. [unit of the datastream]
    """

    lod: float | None = None
    lists: Mapping[str, Sequence[Any]] = field(default_factory=dict)


Instruments = Callable[[], Mapping[tuple[str, str], Instrument]]
"""Gives by data logger and observed property what is known; a datastream may be absent."""

_sources: dict[str, Source] = {}
_instruments: list[Instruments] = []


def register(name: str, source: Source) -> None:
    """Let a part hand in findings of its own in each step of the stage.

    Parameters
    ----------
    name
        Of the part; what was registered under it before is replaced.
    source
        Cheap to ask: it is asked every half minute.

    Raises
    ------
    ValueError
        If the name is one of the stage's own.
    """
    if name in ("flagging", "detection"):
        raise ValueError(f"expected a name of a part; {name!r} is the stage's own")
    _sources[name] = source


def sources() -> dict[str, Source]:
    """List the parts that hand in findings."""
    return dict(_sources)


def register_instruments(known: Instruments) -> None:
    """Let a part tell what was done to instruments; asked once a pass."""
    if known not in _instruments:
        _instruments.append(known)


def instruments() -> dict[tuple[str, str], Instrument]:
    """Say what is known of instruments, by data logger and observed property."""
    found: dict[tuple[str, str], Instrument] = {}
    for each in _instruments:
        found.update(each())
    return found
