"""What can go wrong with a notice or an interview."""


class InterviewRefusedError(ValueError):
    """A step cannot be taken down; the message says what to do."""
