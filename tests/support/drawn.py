"""A draw played from announcement to result in a log in memory, so that each step can be played wrong."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from qingtian.draw import commitment, draw, papers, seed_of
from qingtian.draw.pool import Pool
from qingtian.draw.record import Entry, Record
from qingtian.draw.settings import Settings
from qingtian.ledger import kinds
from qingtian.ledger.acts import Act, Pen, words_hash
from qingtian.ledger.checkpoint import Checkpoint
from qingtian.ledger.merkle import Tree, consistency_proof, inclusion_proof, leaf_hash
from qingtian.ledger.note import COSIGNATURE, Note, Signer, encoded

LOG = Signer("log.example/qingtian", bytes(range(32)))
WITNESS = Signer("witness.example/w1", bytes(range(1, 33)), COSIGNATURE)
SECOND = 1_000_000
NOON = 1_795_579_200 * SECOND
HOUR = 3_600 * SECOND
REGISTRAR, BUREAU, QUALITY, NOTARY = (Pen(bytes([n]) * 32) for n in (91, 92, 93, 94))
PENS = {"bureau": BUREAU, "quality supervision": QUALITY}

SETTINGS: dict[str, Any] = {
    "categories": {
        "agency": {"least": 1, "of": 2, "take": 1},
        "enterprise": {"least": 1, "of": 3, "take": 1},
    },
    "district": True,
    "inspectors": ["environment", "quality"],
    "rounding": "up",
    "service_years": 3,
    "teams": {"environment": 1, "expert": 1, "quality": 1},
}


def person(key: str, group: str, **more: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {"district": "", "employers": [], "family": [], "served": []}
    return {**plain, "group": group, "key": key, "name": f"Person {key}", **more}


def thing(key: str, category: str, district: str = "") -> dict[str, Any]:
    return {"category": category, "district": district, "key": key, "name": f"Object {key}"}


POOL: dict[str, Any] = {
    "day": "2026-11-26",
    "objects": [
        thing("a1", "agency", "110101"),
        thing("a2", "agency", "110102"),
        thing("a3", "agency"),
        thing("f1", "enterprise", "110101"),
        thing("f2", "enterprise"),
    ],
    "people": [
        person("e1", "environment", district="110101"),
        person("e2", "environment", family=["a2"]),
        person("e3", "environment"),
        person("q1", "quality", served=[{"object": "a1", "until": "2024-01-31"}]),
        person("q2", "quality", served=[{"object": "a1", "until": "2023-11-26"}]),
        person("q3", "quality"),
        person("x1", "expert", employers=["a3"]),
        person("x2", "expert"),
    ],
}


def fixed_bytes(*words: object) -> bytes:
    return hashlib.sha256(repr(words).encode()).digest()


@dataclass
class Play:
    """A log, and what was signed in it for one draw."""

    entries: list[bytes] = field(default_factory=list)
    kept: list[tuple[int, Act, bytes | None, str | None]] = field(default_factory=list)
    at: int = NOON - HOUR
    draw: str = ""
    pool: str = ""
    note: bytes | None = None
    drawn: list[dict[str, Any]] | None = None

    def appoint(self, *pens: Pen) -> Play:
        for pen in pens:
            body = {
                "acts": [kinds.PAPER],
                "appoints": pen is REGISTRAR,
                "duties": [],
                "holder": fixed_bytes("holder", pen.name).hex(),
                "key": encoded(pen.public),
                "possession": pen.possession(LOG.key.name),
                "since": self.at,
                "until": None,
            }
            self._keep(REGISTRAR.sign(kinds.SIGNER, LOG.key.name, self.at, body))
        return self

    def sign(self, pen: Pen, text: str, at: int | None = None) -> str:
        self.at = max(self.at, at or self.at + SECOND)
        salt = fixed_bytes("salt", text, len(self.entries))
        name = words_hash(salt, text)
        act = pen.sign(kinds.PAPER, LOG.key.name, at or self.at, {"paper": name})
        self._keep(act, salt, text)
        return name

    def _keep(self, act: Act, salt: bytes | None = None, text: str | None = None) -> None:
        self.kept.append((len(self.entries), act, salt, text))
        self.entries.append(act.to_bytes())

    def others(self, count: int) -> Play:
        """Let the log go on with what has nothing to do with the draw."""
        for _ in range(count):
            self.entries.append(b'{"schema":"example/1","n":%d}' % len(self.entries))
        return self

    # The steps

    def announce(self, pens: dict[str, Pen] = PENS, **more: Any) -> Play:
        said = {
            "after": None,
            "checkpoint_at": NOON,
            "commit_by": NOON - HOUR // 2,
            "parties": [
                {"key": pen.name, "name": name, "outside": name != "bureau"}
                for name, pen in pens.items()
            ],
            "reveal_by": NOON + HOUR,
            "settings": SETTINGS,
            "title": "Agencies, fourth quarter",
        }
        self.draw = self.sign(BUREAU, papers.written(papers.ANNOUNCEMENT, **{**said, **more}))
        return self

    def secret(self, pen: Pen) -> tuple[bytes, bytes]:
        return fixed_bytes("salt of", pen.name), fixed_bytes("secret of", pen.name)

    def commit(self, pen: Pen, at: int | None = None, made: str | None = None) -> Play:
        made = made or commitment(self.draw, pen.name, *self.secret(pen))
        self.sign(pen, papers.written(papers.COMMITMENT, self.draw, commitment=made), at)
        return self

    def commit_pool(self, said: dict[str, Any] = POOL, at: int | None = None) -> Play:
        self.pool = self.sign(BUREAU, papers.written(papers.POOL, self.draw, pool=said), at)
        return self

    def point(self, size: int | None = None) -> Checkpoint:
        size = len(self.entries) if size is None else size
        tree = Tree([leaf_hash(each) for each in self.entries[:size]])
        return Checkpoint(LOG.key.name, size, tree.root())

    def signed(self, point: Checkpoint, seen: int) -> bytes:
        text = point.text()
        return Note(text, (LOG.sign(text), WITNESS.sign(text, seen // SECOND))).to_bytes()

    def fix(self, at: int = NOON + SECOND, point: Checkpoint | None = None) -> Play:
        point = point or self.point()
        self.note = self.signed(point, max(at, NOON))
        said = {"root": point.root.hex(), "size": point.size}
        self.sign(BUREAU, papers.written(papers.CHECKPOINT, self.draw, **said), at)
        return self

    def fixed_point(self) -> Checkpoint:
        assert self.note is not None
        return Checkpoint.parse(Note.parse(self.note).text)

    def reveal(self, pen: Pen, at: int | None = None, secret: bytes | None = None) -> Play:
        point, (salt, own) = self.fixed_point(), self.secret(pen)
        said = {"root": point.root.hex(), "salt": salt.hex(), "size": point.size}
        made = (secret or own).hex()
        self.sign(pen, papers.written(papers.REVEAL, self.draw, secret=made, **said), at)
        return self

    def seed(self, *pens: Pen) -> bytes:
        secrets = [self.secret(each)[1] for each in pens]
        return seed_of(self.draw, self.pool, self.fixed_point().text(), secrets)

    def conclude(self, *pens: Pen, seed: bytes | None = None) -> Play:
        seed = seed or self.seed(*(pens or PENS.values()))
        found = draw(Pool.of(self._pool()), Settings.of(self._settings()), seed)
        self.drawn = found.said()
        said = {"drawn": found.digest(), "seed": seed.hex()}
        self.sign(BUREAU, papers.written(papers.RESULT, self.draw, **said))
        return self

    def void(self, stage: str, *missing: Pen, at: int = NOON + 2 * HOUR) -> Play:
        names = sorted(each.name for each in missing)
        said = papers.written(papers.VOID, self.draw, missing=names, stage=stage)
        self.sign(BUREAU, said, at)
        return self

    def _said(self, step: str) -> dict[str, Any]:
        texts = (papers.parsed(text) for *_, text in self.kept if text)
        return next(said for said in texts if said["step"] == step)

    def _pool(self) -> dict[str, Any]:
        return dict(self._said(papers.POOL)["pool"])

    def _settings(self) -> dict[str, Any]:
        return dict(self._said(papers.ANNOUNCEMENT)["settings"])

    def record(self) -> Record:
        tree = Tree([leaf_hash(each) for each in self.entries])
        size = len(self.entries)
        entries = tuple(
            Entry(index, act, tuple(inclusion_proof(tree.node, index, size)), salt, text)
            for index, act, salt, text in self.kept
        )
        steps: tuple[bytes, ...] = ()
        if self.note is not None and self.fixed_point().size < size:
            steps = tuple(consistency_proof(tree.node, self.fixed_point().size, size))
        last = self.signed(Checkpoint(LOG.key.name, size, tree.root()), self.at)
        return Record(last, self.note, steps, entries, self.drawn)


def begun(pens: dict[str, Pen] = PENS, **more: Any) -> Play:
    """Play up to the announcement."""
    return Play().appoint(REGISTRAR, BUREAU, QUALITY, NOTARY).others(3).announce(pens, **more)


def pooled() -> Play:
    """Play up to the pool."""
    play = begun()
    for pen in PENS.values():
        play.others(1).commit(pen)
    return play.commit_pool().others(5)


def revealed() -> Play:
    """Play up to the reveals."""
    play = pooled().fix().others(2)
    for pen in PENS.values():
        play.reveal(pen)
    return play


def whole() -> Play:
    """Play a draw to its end."""
    return revealed().conclude().others(4)
