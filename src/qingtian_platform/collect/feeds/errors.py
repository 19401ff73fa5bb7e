"""What can be wrong with a feed, beside its batches: those are refused, not raised.

FeedError
├── NoAgreementError   nothing of that name is agreed on that day        (caller's fault)
├── AlteredError       terms that held before were altered in the pack   (our fault)
├── SourceError        this machine's `feeds.yaml` says what cannot be   (our fault)
└── FetchError         the source could not be read                      (the sender's, or nobody's)
"""

from __future__ import annotations

from qingtian_platform.collect.errors import CollectError


class FeedError(CollectError):
    """Root of what the feeds raise."""


class NoAgreementError(FeedError):
    """Nothing of that name is agreed."""


class AlteredError(FeedError):
    """Terms that held before say something else now; only a later row may amend them."""


class SourceError(FeedError):
    """Where a feed comes from is not told in a way that can be used."""


class FetchError(FeedError):
    """A source could not be read; `kind` says why in a word, the message what came."""

    def __init__(self, kind: str, came: str) -> None:
        super().__init__(came)
        self.kind = kind
