"""The acts of a log so far, and what holds by them: of a reading, a sample, a day, a place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from qingtian.ledger import kinds
from qingtian.ledger.acts import Act

_ABOUT_READINGS: Final = frozenset({kinds.CORRECTION, kinds.RETRACTION, kinds.DECISION})
"""What says of a reading something else than was received."""
_IN_A_ROW: Final = frozenset({kinds.COVER, kinds.DEEDS})
"""What names the one before it of its kind."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What acts say of a reading instead of what was received.

    Attributes
    ----------
    number
        Place of the last of them among all acts.
    acts
        Corrections, retractions of the reading and decisions on its flag that stand, in order.
    """

    number: int
    acts: tuple[Act, ...]

    @property
    def target(self) -> Mapping[str, Any]:
        """The reading, as the last act points to it."""
        found: Mapping[str, Any] = self.acts[-1].body["target"]
        return found

    @property
    def valued(self) -> Act | None:
        """The correction or retraction that says what the value is; None = as received."""
        return next((act for act in reversed(self.acts) if act.schema != kinds.DECISION), None)

    @property
    def flag(self) -> str | None:
        """The flag after the last decision on it; None = as received."""
        decided = (act for act in reversed(self.acts) if act.schema == kinds.DECISION)
        return next((str(act.body["after"]) for act in decided), None)


class Standing:
    """Acts of one log, in their order, and what they say; whether they may is asked before."""

    def __init__(self) -> None:
        self.acts: dict[str, Act] = {}
        self._numbers: dict[str, int] = {}
        self._readings: dict[str, list[str]] = {}
        self._retracted: dict[str, Act] = {}
        self._meanings: dict[tuple[str, str, str], str] = {}
        self._change = -1
        self._chains: dict[str, list[Act]] = {}
        self._reviews: dict[tuple[str, str], list[Act]] = {}
        self._last: dict[str, Act] = {}
        self._papers: set[tuple[str, str]] = set()

    def remember(self, act: Act) -> None:
        """Add an act as the newest."""
        self._numbers[act.hash()] = len(self.acts)
        self.acts[act.hash()] = act
        body = act.body
        if act.schema == kinds.RETRACTION and "entry" in body["target"]:
            self._retracted[body["target"]["entry"]] = act
        elif act.schema in _ABOUT_READINGS:
            self._readings.setdefault(_place(body["target"]), []).append(act.hash())
        elif act.schema == kinds.SIGNOFF:
            self._chains.setdefault(body["sample"], []).append(act)
        elif act.schema == kinds.REVIEW:
            self._reviews.setdefault((body["thing"], body["day"]), []).append(act)
        elif act.schema == kinds.MEANING:
            self._meanings[body["thing"], body["subject"], body["name"]] = body["new"]
        elif act.schema == kinds.REGISTRY:
            self._change = body["change"]
            for each in body["changes"]:
                self._meanings[body["thing"], each["subject"], each["name"]] = each["new"]
        elif act.schema in _IN_A_ROW:
            self._last[act.schema] = act
        elif act.schema == kinds.PAPER:
            self._papers.add((body["paper"], act.by))

    def corrections(self, target: Mapping[str, Any]) -> list[Act]:
        """List the corrections of a reading that stand, in order; the last one gives its value."""
        return self._of(kinds.CORRECTION, target)

    def decisions(self, target: Mapping[str, Any]) -> list[Act]:
        """List the decisions on a reading's mark that stand, in order; the last one holds."""
        return self._of(kinds.DECISION, target)

    def holding(self, target: Mapping[str, Any], until: int | None = None) -> Holding | None:
        """Say what holds of a reading instead of what was received; None = nothing does.

        Parameters
        ----------
        target
            The reading: mn, code, field, interval, start, place.
        until
            By the acts signed up to this moment alone; None = by all. [µs]
        """
        return self._holding(_place(target), until)

    def held(self, until: int | None = None) -> Iterator[Holding]:
        """List what holds of each reading of which acts say something else than was received."""
        for place in self._readings:
            found = self._holding(place, until)
            if found is not None:
                yield found

    def acted(self, target: Mapping[str, Any]) -> bool:
        """Tell whether any act was ever about a reading, also if it was taken back."""
        return _place(target) in self._readings

    def number(self, name: str) -> int:
        """Give the place of an act among all acts, from 0."""
        return self._numbers[name]

    def retracted(self, name: str) -> bool:
        """Tell whether an entry was taken back; it stays in the log."""
        return name in self._retracted

    def meaning(self, thing: str, subject: str, name: str) -> str | None:
        """Give what an entry last said of what gives a reading its meaning; None = nothing."""
        return self._meanings.get((thing, subject, name))

    @property
    def change(self) -> int:
        """Number of the newest change of the registry that is in the log; -1 = none."""
        return self._change

    def signatures(self, sample: str) -> list[Act]:
        """List the signatures of a sample, in their order."""
        return list(self._chains.get(sample, ()))

    def reviews(self, thing: str, day: str) -> list[Act]:
        """List the steps of the review of a day of a thing, in their order."""
        return list(self._reviews.get((thing, day), ()))

    def reviewed(self) -> Iterator[tuple[str, str]]:
        """Name the things and days whose review ever began."""
        yield from self._reviews

    def _chain(self, act: Act) -> list[Act]:
        """List the acts of the same kind about the same reading that stand, in order."""
        return self._of(act.schema, act.body["target"])

    def _of(self, schema: str, target: Mapping[str, Any]) -> list[Act]:
        return [act for act in self._about(_place(target), None) if act.schema == schema]

    def _holding(self, place: str, until: int | None) -> Holding | None:
        acts = tuple(self._about(place, until))
        return Holding(self.number(acts[-1].hash()), acts) if acts else None

    def _about(self, place: str, until: int | None) -> Iterator[Act]:
        """Give the acts about a reading that stand at a moment, in order."""
        for name in self._readings.get(place, ()):
            act, back = self.acts[name], self._retracted.get(name)
            by_then = until is None or act.at <= until
            if by_then and (back is None or (until is not None and back.at > until)):
                yield act

    def signed(self, paper: str, key: str) -> bool:
        """Tell whether a paper, by its salted hash, is signed with a key, by its name."""
        return (paper, key) in self._papers

    @property
    def cover(self) -> Act | None:
        """The newest commitment of the protected store."""
        return self._last.get(kinds.COVER)

    @property
    def deeds(self) -> Act | None:
        """The newest seal over deeds of matters."""
        return self._last.get(kinds.DEEDS)


def _place(target: Mapping[str, Any]) -> str:
    """Name a reading, whichever frame brought it."""
    keys = ("mn", "code", "field", "interval", "start", "place")
    return "\n".join(str(target[key]) for key in keys)
