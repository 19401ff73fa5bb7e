"""What can go wrong with accountability."""


class AccountRefusedError(ValueError):
    """What was handed in or decided cannot be taken; the message says what to do."""
