"""Stage 4: verdicts by the law of the day."""
