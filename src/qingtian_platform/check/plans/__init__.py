"""Plans of self-monitoring: what an enterprise promised to measure, and what it handed in (S11)."""
