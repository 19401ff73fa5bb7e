"""What can go wrong with duties."""


class DutyRefusedError(ValueError):
    """What was handed in cannot be taken; the message says what to do."""
