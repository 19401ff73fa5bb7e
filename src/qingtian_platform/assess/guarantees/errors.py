"""What can go wrong with guarantees and items of supervision."""


class GuaranteeRefusedError(ValueError):
    """An entry, a review or a finding cannot be taken; the message says what was expected."""
