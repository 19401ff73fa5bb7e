"""Tags of the pages of rankings."""
