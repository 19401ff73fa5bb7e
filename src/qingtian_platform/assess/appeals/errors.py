"""What can go wrong with an appeal."""


class AppealRefusedError(ValueError):
    """An appeal or its answer cannot be taken; the message says what was expected."""
