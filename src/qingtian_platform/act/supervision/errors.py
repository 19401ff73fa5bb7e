"""What can go wrong with a check of self-monitoring."""


class CheckRefusedError(ValueError):
    """It cannot be done; the message says what was expected and what to do."""
