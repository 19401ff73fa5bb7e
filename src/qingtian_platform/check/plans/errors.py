"""What can go wrong when a plan, result or report is handed in."""


class PlanRefusedError(ValueError):
    """It cannot be taken; the message says what was expected and what to do."""
