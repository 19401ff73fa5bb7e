"""Pages of the supervision of self-monitoring: plans, checks, and what was found."""
