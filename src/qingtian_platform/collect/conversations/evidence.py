"""What was said in each conversation, kept in `gateway.sqlite3` with secrets masked.

The gateway's process alone writes; pages read. Frames that came are in the archive as well; those
that were sent are here alone, so a conversation of a command is never removed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import apsw

from qingtian.protocols.hj212.masking import masked

SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations (
    id INTEGER PRIMARY KEY,
    mn TEXT NOT NULL,
    origin TEXT NOT NULL,        -- command, refill, wish
    command INTEGER,             -- number in the records
    cn TEXT NOT NULL,
    qn TEXT NOT NULL,
    area TEXT NOT NULL,          -- parameters as sent, masked
    opened_at INTEGER NOT NULL,  -- µs UTC
    closed_at INTEGER,
    state TEXT NOT NULL,
    code INTEGER,                -- QnRtn or ExeRtn
    deviations TEXT NOT NULL,    -- JSON
    received INTEGER NOT NULL    -- frames heard, kept or not
) STRICT;
CREATE INDEX IF NOT EXISTS conversations_of_device ON conversations (mn, id);
CREATE INDEX IF NOT EXISTS conversations_of_command ON conversations (command);
CREATE TABLE IF NOT EXISTS conversation_frames (
    conversation INTEGER NOT NULL REFERENCES conversations,
    at INTEGER NOT NULL,         -- µs UTC
    direction TEXT NOT NULL,     -- sent, received
    attempt INTEGER NOT NULL,
    raw BLOB NOT NULL            -- masked
) STRICT;
CREATE INDEX IF NOT EXISTS frames_of_conversation ON conversation_frames (conversation);
CREATE TABLE IF NOT EXISTS refills (
    mn TEXT NOT NULL,
    interval TEXT NOT NULL,
    first INTEGER NOT NULL,      -- first and last period asked for, µs UTC
    last INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    PRIMARY KEY (mn, interval, first, last)
) STRICT;
CREATE TABLE IF NOT EXISTS clocks (
    mn TEXT NOT NULL,
    at INTEGER NOT NULL,
    offset_ms INTEGER NOT NULL,  -- positive: ahead
    PRIMARY KEY (mn, at)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS contacts (
    mn TEXT PRIMARY KEY,
    first_at INTEGER NOT NULL
) STRICT;
"""
KEPT = 60
"""Frames of one conversation that are kept; a long history is in the archive."""
KEEP_DAYS = 400
"""Conversations without a command, and offsets of clocks, leave after so long. [d]"""


@dataclass(frozen=True)
class FrameRecord:
    """One frame of a conversation, masked."""

    at: datetime
    direction: str
    attempt: int
    raw: bytes

    @property
    def text(self) -> str:
        """The frame as it may be shown."""
        return self.raw.decode("utf-8", "backslashreplace").rstrip()


@dataclass(frozen=True)
class ConversationRecord:
    """A conversation as it was held.

    Attributes
    ----------
    origin
        `command`, `refill`, or `wish` where the logger asked.
    command
        Number of the command in the records, or None.
    state, code, deviations
        How it stands or ended; see `qingtian.protocols.hj212.states`.
    received
        Frames heard; `frames` has the first of them.
    """

    id: int
    mn: str
    origin: str
    command: int | None
    cn: str
    qn: str
    area: str
    opened_at: datetime
    closed_at: datetime | None
    state: str
    code: int | None
    deviations: tuple[str, ...]
    received: int
    frames: tuple[FrameRecord, ...] = ()


class Evidence:
    """The writing side; used by one thread.

    Parameters
    ----------
    path
        `gateway.sqlite3`.

    Durability
        Synced at each commit: that something was sent to an instrument is not forgotten.
    """

    def __init__(self, path: Path) -> None:
        path.touch(mode=0o600)
        self._connection = connection = apsw.Connection(str(path))
        connection.set_busy_timeout(20_000)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        with connection:
            connection.execute(SCHEMA)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Commit what is written within at once."""
        with self._connection:
            yield

    def begin(
        self, mn: str, origin: str, command: int | None, cn: str, qn: str, area: bytes, at: int
    ) -> int:
        """Note a conversation; give its number."""
        text = masked(b"CP=&&" + area + b"&&0000")[5:-6].decode("utf-8", "backslashreplace")
        self._connection.execute(
            "INSERT INTO conversations VALUES (NULL,?,?,?,?,?,?,?,NULL,'new',NULL,'[]',0)",
            (mn, origin, command, cn, qn, text, at),
        )
        return self._connection.last_insert_rowid()

    def interrupted(self, at: int) -> None:
        """Close what an earlier run left open and no command asks to go on with."""
        self._connection.execute(
            "UPDATE conversations SET closed_at = ?, state = 'interrupted' "
            "WHERE closed_at IS NULL AND command IS NULL",
            (at,),
        )

    def reopened(self, command: int) -> int | None:
        """Find the conversation of a command that an earlier run began."""
        rows = self._connection.execute(
            "SELECT max(id) FROM conversations WHERE command = ?", (command,)
        ).fetchone()
        number: int | None = rows[0] if rows else None
        return number

    def frame(self, conversation: int, at: int, direction: str, attempt: int, raw: bytes) -> None:
        """Keep a frame, masked; the first of a long answer."""
        (count,) = self._connection.execute(
            "SELECT count(*) FROM conversation_frames WHERE conversation = ?", (conversation,)
        ).fetchone() or (0,)
        if direction == "received":
            self._connection.execute(
                "UPDATE conversations SET received = received + 1 WHERE id = ?", (conversation,)
            )
        if count < KEPT or direction == "sent":
            self._connection.execute(
                "INSERT INTO conversation_frames VALUES (?,?,?,?,?)",
                (conversation, at, direction, attempt, masked(raw)),
            )

    def move(self, conversation: int, state: str) -> None:
        """Note where a conversation stands."""
        self._connection.execute(
            "UPDATE conversations SET state = ? WHERE id = ?", (state, conversation)
        )

    def end(
        self, conversation: int, at: int, state: str, code: int | None, deviations: tuple[str, ...]
    ) -> None:
        """Note how a conversation ended."""
        self._connection.execute(
            "UPDATE conversations SET closed_at = ?, state = ?, code = ?, deviations = ? "
            "WHERE id = ?",
            (at, state, code, json.dumps(deviations), conversation),
        )

    def asked(self, mn: str, interval: str, first: int, last: int, at: int) -> None:
        """Remember that periods were asked for."""
        self._connection.execute(
            "INSERT INTO refills VALUES (?,?,?,?,1,?,'asked') "
            "ON CONFLICT DO UPDATE SET tries = tries + 1, asked_at = excluded.asked_at, "
            "outcome = 'asked'",
            (mn, interval, first, last, at),
        )

    def outcome(self, mn: str, interval: str, first: int, last: int, outcome: str) -> None:
        """Remember what came of it."""
        self._connection.execute(
            "UPDATE refills SET outcome = ? WHERE mn = ? AND interval = ? AND first = ? AND last = ?",
            (outcome, mn, interval, first, last),
        )

    def refills(self, mn: str) -> list[tuple[str, int, int, int, int, str]]:
        """Give what was asked for: interval, first, last, tries, asked_at, outcome."""
        return list(
            self._connection.execute(
                "SELECT interval, first, last, tries, asked_at, outcome FROM refills "
                "WHERE mn = ? ORDER BY asked_at",
                (mn,),
            )
        )

    def offsets(self) -> dict[str, tuple[int, int]]:
        """Give the latest offset of each logger that the gateway wrote: receipt, ms."""
        try:
            rows = self._connection.execute(
                "SELECT mn, received_at, clock_offset FROM devices WHERE clock_offset IS NOT NULL"
            )
            return {mn: (at, offset) for mn, at, offset in rows}
        except apsw.SQLError:  # the gateway has written none yet
            return {}

    def clock(self, mn: str, at: int, offset: int) -> None:
        """Keep an offset, where it changed by a second or more, or after an hour."""
        last = self._connection.execute(
            "SELECT at, offset_ms FROM clocks WHERE mn = ? ORDER BY at DESC LIMIT 1", (mn,)
        ).fetchone()
        if last is None or abs(last[1] - offset) >= 1000 or at - last[0] >= 3_600_000_000:
            self._connection.execute(
                "INSERT OR IGNORE INTO clocks VALUES (?,?,?)", (mn, at, offset)
            )

    def first_contact(self, mn: str, at: int) -> bool:
        """Note a logger that connected; say whether it is the first time."""
        self._connection.execute("INSERT OR IGNORE INTO contacts VALUES (?,?)", (mn, at))
        return self._connection.changes() == 1

    def clean(self, now: int) -> None:
        """Let old conversations that no command asked for leave."""
        before = now - KEEP_DAYS * 86_400_000_000
        with self._connection:
            self._connection.execute(
                "DELETE FROM conversation_frames WHERE conversation IN "
                "(SELECT id FROM conversations WHERE command IS NULL AND opened_at < ?)",
                (before,),
            )
            self._connection.execute(
                "DELETE FROM conversations WHERE command IS NULL AND opened_at < ?", (before,)
            )
            self._connection.execute("DELETE FROM clocks WHERE at < ?", (before,))


class EvidenceReader:
    """The reading side, for pages and the command line; opens read only, or finds nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def _rows(self, query: str, values: tuple[object, ...]) -> list[tuple[object, ...]]:
        if not self._path.exists():
            return []
        flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
        connection = apsw.Connection(f"file:{quote(str(self._path))}?mode=ro", flags=flags)
        try:
            connection.set_busy_timeout(20_000)
            return list(connection.execute(query, values))
        except apsw.SQLError:  # no gateway with conversations has run yet
            return []
        finally:
            connection.close()

    def conversation(self, command: int) -> list[ConversationRecord]:
        """Give the conversations of a command with their frames; usually one."""
        rows = self._rows("SELECT * FROM conversations WHERE command = ? ORDER BY id", (command,))
        return [self._record(row, frames=True) for row in rows]

    def conversations(self, mn: str | None, limit: int) -> list[ConversationRecord]:
        """Give conversations without their frames, the newest first."""
        query, values = "SELECT * FROM conversations", ()
        where = " WHERE mn = ?" if mn is not None else ""
        given = (mn,) if mn is not None else values
        rows = self._rows(f"{query}{where} ORDER BY id DESC LIMIT ?", (*given, limit))
        return [self._record(row, frames=False) for row in rows]

    def refills(self, mn: str | None, limit: int) -> list[tuple[object, ...]]:
        """Give refill requests, the newest first."""
        where = " WHERE mn = ?" if mn is not None else ""
        given = (mn,) if mn is not None else ()
        query = f"SELECT * FROM refills{where} ORDER BY asked_at DESC LIMIT ?"  # noqa: S608
        return self._rows(query, (*given, limit))

    def clocks(self, mn: str, limit: int) -> list[tuple[object, ...]]:
        """Give offsets of a clock, the newest first: at, ms."""
        query = "SELECT at, offset_ms FROM clocks WHERE mn = ? ORDER BY at DESC LIMIT ?"
        return self._rows(query, (mn, limit))

    def _record(self, row: tuple[object, ...], *, frames: bool) -> ConversationRecord:
        number, mn, origin, command, cn, qn, area, opened, closed, state, code, devs, heard = row
        found = self._rows(
            "SELECT at, direction, attempt, raw FROM conversation_frames "
            "WHERE conversation = ? ORDER BY rowid",
            (number,),
        )
        return ConversationRecord(
            int(str(number)),
            str(mn),
            str(origin),
            None if command is None else int(str(command)),
            str(cn),
            str(qn),
            str(area),
            moment(opened),
            None if closed is None else moment(closed),
            str(state),
            None if code is None else int(str(code)),
            tuple(json.loads(str(devs))),
            int(str(heard)),
            tuple(_frame(*one) for one in found) if frames else (),
        )


def moment(micro: object) -> datetime:
    """Turn µs UTC into a time."""
    return datetime.fromtimestamp(int(str(micro)) / 1_000_000, UTC)


def _frame(at: object, direction: object, attempt: object, raw: object) -> FrameRecord:
    content = raw if isinstance(raw, bytes) else b""
    return FrameRecord(moment(at), str(direction), int(str(attempt)), content)
