"""Pages of instruments: what they tell of themselves, what was done to them, how well they measure."""
