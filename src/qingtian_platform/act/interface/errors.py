"""What may go wrong with a key or a request."""

from __future__ import annotations


class RefusedKeyError(ValueError):
    """A key cannot be opened or closed: what was expected is in the text."""


class UnknownKeyError(ValueError):
    """No open key is this one, or its account is closed."""


class AnotherRequestError(ValueError):
    """A request bears the name of another one."""


class SignatureError(ValueError):
    """A signed message is not from whom it says, or not of now."""


class ReplayedError(SignatureError):
    """A signed message came before."""
