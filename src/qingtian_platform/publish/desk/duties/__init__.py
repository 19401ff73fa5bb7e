"""Pages of duties: the clock, one's own unit, who answers, what must be public."""
