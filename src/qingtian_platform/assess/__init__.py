"""Stage 6: held to account."""
