"""What can go wrong with rows of checks."""


class ChecksRefusedError(ValueError):
    """Rows cannot be taken; the message names the first that is wrong and says what was expected."""
