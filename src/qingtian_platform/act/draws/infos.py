"""A draw as others see it: computed from its signed papers, whoever asks and whenever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from django.utils.translation import gettext as _

from qingtian.draw import papers
from qingtian.draw.drawing import Drawn, draw
from qingtian.draw.pool import Pool
from qingtian.draw.settings import Settings
from qingtian_platform.act.draws import keeping
from qingtian_platform.act.draws.errors import DrawRefusedError
from qingtian_platform.act.draws.models import Paper

KEPT: Final = 128
"""Draws that a process remembers: with a pool of hundreds, reading one takes a fraction of a second. [1]"""


@dataclass(frozen=True)
class PartyInfo:
    """A party of a draw.

    Attributes
    ----------
    key, name
        Name of its key, and how it is called.
    outside
        Whether it is of another body than who announced.
    committed_at, revealed_at
        When it did; None = not yet.
    missing
        Whether it is named as not having done its part.
    """

    key: str
    name: str
    outside: bool
    committed_at: datetime | None
    revealed_at: datetime | None
    missing: bool


@dataclass(frozen=True)
class DrawInfo:
    """A draw.

    Attributes
    ----------
    name
        Hash of its announcement in the log.
    title
        In words.
    state
        committing, pooling, waiting (for the checkpoint), revealing, concluding, drawn, void.
    stage
        What was not done in time, of a void draw; else empty.
    announced_at, commit_by, checkpoint_at, reveal_by, ended_at
        Its times; None = not ended.
    by
        Who announced it, by name.
    parties
        In the order of the announcement.
    settings
        What was announced.
    pool
        None before it was committed to.
    point
        Size and root of the fixed checkpoint; None before.
    seed
        Hexadecimal; empty where nothing was drawn.
    drawn
        None where nothing was drawn.
    after
        The void draw that it follows; empty for none.
    """

    name: str
    title: str
    state: str
    stage: str
    announced_at: datetime
    commit_by: datetime
    checkpoint_at: datetime
    reveal_by: datetime
    ended_at: datetime | None
    by: str
    parties: tuple[PartyInfo, ...]
    settings: Settings
    pool: Pool | None
    point: tuple[int, str] | None
    seed: str
    drawn: Drawn | None
    after: str

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.state in {"drawn", "void"}

    @property
    def due(self) -> datetime | None:
        """When the next step is due; None where it has ended."""
        if self.over:
            return None
        limits = {"committing": self.commit_by, "revealing": self.reveal_by}
        return limits.get(self.state, self.checkpoint_at)


@dataclass(frozen=True)
class _Steps:
    """Signed papers of a draw, read."""

    rows: tuple[tuple[Paper, Mapping[str, Any]], ...]

    def one(self, step: str) -> tuple[Paper, Mapping[str, Any]] | None:
        return next((each for each in self.rows if each[0].step == step), None)

    def said(self, step: str) -> Mapping[str, Any] | None:
        found = self.one(step)
        return None if found is None else found[1]

    def when(self, step: str, key: str) -> datetime | None:
        rows = (row for row, _said in self.rows if row.step == step and row.signature.key == key)
        found = next(rows, None)
        return None if found is None else found.signature.at


def info(name: str) -> DrawInfo:
    """Give a draw by its name.

    Raises
    ------
    DrawRefusedError
        There is none.
    """
    signed = keeping.signed_hashes([name])[name]
    if not signed:
        raise DrawRefusedError(_("There is no such draw."))
    return _read(name, signed)


def newest(count: int) -> list[DrawInfo]:
    """Give the newest draws, at most so many, the newest first."""
    signed = keeping.signed_hashes(keeping.draws()[:count])
    return [_read(name, hashes) for name, hashes in signed.items()]


@lru_cache(maxsize=KEPT)
def _read(name: str, _signed: tuple[str, ...]) -> DrawInfo:
    """Read a draw once for the papers that are signed: none of them is ever altered."""
    rows = keeping.signed_papers(name)
    return _info(_Steps(tuple((row, papers.parsed(row.text)) for row in rows)))


def _info(steps: _Steps) -> DrawInfo:
    announced = steps.one(papers.ANNOUNCEMENT)
    assert announced is not None
    row, said = announced
    settings = Settings.of(said["settings"])
    pool, point = steps.said(papers.POOL), steps.said(papers.CHECKPOINT)
    result, void = steps.one(papers.RESULT), steps.one(papers.VOID)
    parties = _parties(steps, said, void[1]["missing"] if void else ())
    made = None if pool is None else Pool.of(pool["pool"])
    seed = result[1]["seed"] if result else ""
    end = result or void
    return DrawInfo(
        name=row.hash,
        title=said["title"],
        state=_state(steps, parties),
        stage=void[1]["stage"] if void else "",
        announced_at=row.signature.at,
        commit_by=_moment(said["commit_by"]),
        checkpoint_at=_moment(said["checkpoint_at"]),
        reveal_by=_moment(said["reveal_by"]),
        ended_at=None if end is None else end[0].signature.at,
        by=row.name,
        parties=parties,
        settings=settings,
        pool=made,
        point=None if point is None else (point["size"], point["root"]),
        seed=seed,
        drawn=draw(made, settings, bytes.fromhex(seed)) if made and seed else None,
        after=said["after"] or "",
    )


def _moment(micros: int) -> datetime:
    return datetime.fromtimestamp(micros / 1e6, UTC)


def _parties(
    steps: _Steps, said: Mapping[str, Any], missing: tuple[str, ...]
) -> tuple[PartyInfo, ...]:
    return tuple(
        PartyInfo(
            key=each["key"],
            name=each["name"],
            outside=each["outside"],
            committed_at=steps.when(papers.COMMITMENT, each["key"]),
            revealed_at=steps.when(papers.REVEAL, each["key"]),
            missing=each["key"] in missing,
        )
        for each in said["parties"]
    )


def _state(steps: _Steps, parties: tuple[PartyInfo, ...]) -> str:
    if steps.one(papers.VOID):
        return "void"
    if steps.one(papers.RESULT):
        return "drawn"
    if steps.one(papers.CHECKPOINT):
        done = all(each.revealed_at for each in parties)
        return "concluding" if done else "revealing"
    if steps.one(papers.POOL):
        return "waiting"
    return "pooling" if all(each.committed_at for each in parties) else "committing"
