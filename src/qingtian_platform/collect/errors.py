"""Everything that can go wrong while collecting.

    CollectError
    ├── EngineError               the SQLite at hand is too old to be trusted         (our fault)
    ├── InboxError                the inbox could not make receipts durable           (our fault)
    │   ├── InboxBusyError        another process writes this inbox                  (caller's fault)
    │   ├── InboxFullError        no space is left; the senders keep their frames    (our fault)
    │   ├── InboxUnwritableError  the disk refuses to write                          (our fault)
    │   └── InboxOpenError        a file was to be dropped that is still written to  (caller's fault)
    ├── CommandError              a command that may not be sent, or not now          (caller's fault)
    └── SettingError              a setting of the gateway makes no sense            (caller's fault)

A sender's fault is no exception here: it is a frame in quarantine with a reason.
"""

from __future__ import annotations


class CollectError(Exception):
    """Root of what this stage raises."""


class EngineError(CollectError):
    """The SQLite library is older than the first release we trust."""


class InboxError(CollectError):
    """Receipts could not be made durable; none of the batch was kept."""


class InboxBusyError(InboxError):
    """Another process holds the writer's lock."""


class InboxFullError(InboxError):
    """The disk is full, or a limit of size was reached."""


class InboxUnwritableError(InboxError):
    """The disk is read only or failed."""


class InboxOpenError(InboxError):
    """The file is still being written."""


class SettingError(CollectError):
    """A setting has an impossible value."""


class CommandError(CollectError):
    """A command cannot be sent, or cannot go that way now."""
