"""What can go wrong with the ledger."""


class TaskRefusedError(ValueError):
    """What was handed in cannot be taken; the message says what to do."""
