"""Tags of the pages of instruments."""
