"""Stage 3: completeness and flags."""
