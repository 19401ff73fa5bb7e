"""The law as dated data: ask for a day, never for now."""
