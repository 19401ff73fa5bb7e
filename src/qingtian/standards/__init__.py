"""The standards applied: indices, classes, limits, statistics, verdicts."""
