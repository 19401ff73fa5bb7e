"""What can go wrong with a patrol."""


class PatrolRefusedError(ValueError):
    """A reach, a chief or a report cannot be taken; the message says what was expected."""
