"""What can go wrong with the assessment of a year."""


class PerformanceRefusedError(ValueError):
    """A fact or a year cannot be taken; the message says what was expected."""
