"""What can go wrong with a complaint."""


class ComplaintRefusedError(ValueError):
    """A complaint, its answer or the opening of a sender cannot be taken; the message says what was expected."""


class TooManyError(ComplaintRefusedError):
    """One network sent more than a person does; the message says when to try again."""
