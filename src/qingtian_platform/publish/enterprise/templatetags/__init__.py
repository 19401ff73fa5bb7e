"""Tags of the pages of the enterprise."""
