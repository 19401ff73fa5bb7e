"""The one thread that writes the inbox: it commits all that came since the last commit."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from qingtian_platform.collect.errors import InboxError
from qingtian_platform.collect.gateway import journal
from qingtian_platform.collect.gateway.batch import Batch
from qingtian_platform.collect.inbox import Inbox
from qingtian_platform.collect.receipts import Row


@dataclass(frozen=True)
class Outcome:
    """A finished group of batches.

    Attributes
    ----------
    batches
        Their frames are durable.
    seconds
        How long the commit took.
    """

    batches: list[Batch]
    seconds: float


class Writer(threading.Thread):
    """Group commit.

    What fails is tried again until it succeeds or the gateway leaves; nothing is answered
    before, and nothing is dropped.

    Parameters
    ----------
    inbox
        Where the receipts go.
    done
        Called in this thread with what is durable.
    refused
        Called in this thread with the error each time the disk refuses.
    broken
        Called in this thread with an error that nobody foresaw; nothing is committed after it.
    retry
        Pause before the next try. [s]
    """

    def __init__(
        self,
        inbox: Inbox,
        done: Callable[[Outcome], None],
        refused: Callable[[InboxError], None],
        broken: Callable[[BaseException], None],
        retry: float,
    ) -> None:
        super().__init__(name="inbox-writer", daemon=True)
        self._inbox, self._done, self._refused, self._retry = inbox, done, refused, retry
        self._broken = broken
        self._queue: list[Batch] = []
        self._wake = threading.Condition()
        self._leaving = threading.Event()

    def put(self, batch: Batch) -> None:
        """Hand a batch over; returns at once."""
        with self._wake:
            self._queue.append(batch)
            self._wake.notify()

    def leave(self) -> None:
        """Commit what is there, then end; a disk that refuses is not waited for."""
        self._leaving.set()
        with self._wake:
            self._wake.notify()

    def run(self) -> None:
        """Commit until told to leave; what nobody foresaw ends the gateway, not just its thread."""
        try:
            while self._once():
                pass
            self._inbox.close()
        except BaseException as error:
            journal.exception("the writer of the inbox has failed")
            self._broken(error)

    def _once(self) -> bool:
        batches = self._next()
        if batches:
            self._commit(batches)
        elif self._leaving.is_set():
            return False
        else:
            self._rotate()
        return True

    def _next(self) -> list[Batch]:
        with self._wake:
            if not self._queue and not self._leaving.is_set():
                self._wake.wait(1.0)
            batches, self._queue = self._queue, []
        return batches

    def _commit(self, batches: list[Batch]) -> None:
        rows: list[Row] = []
        for batch in batches:
            rows += batch.rows
        while True:
            begun = time.perf_counter()
            try:
                if rows:
                    self._inbox.append(rows)
            except InboxError as error:
                journal.warning("the disk refuses; nothing is answered", error=str(error))
                self._refused(error)
                if self._leaving.wait(self._retry):
                    return  # never answered: the senders keep their frames
            else:
                self._done(Outcome(batches, time.perf_counter() - begun))
                return

    def _rotate(self) -> None:
        try:
            self._inbox.rotate()
        except InboxError as error:  # what is in it stays readable
            journal.warning("an inbox file could not be completed", error=str(error))
