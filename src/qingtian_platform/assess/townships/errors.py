"""What can go wrong with the figures of townships."""


class TownshipRefusedError(ValueError):
    """Where a station lies cannot be taken down; the message says what to do."""
