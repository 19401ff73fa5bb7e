"""Stage 5: cases and replies."""
