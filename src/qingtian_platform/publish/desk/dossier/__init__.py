"""One subject, one file (一企一档), and the board of a unit's head."""
