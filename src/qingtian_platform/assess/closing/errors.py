"""What can go wrong with the closing of a turn."""


class ClosingRefusedError(ValueError):
    """A figure or a closing cannot be taken; the message says what to do."""
