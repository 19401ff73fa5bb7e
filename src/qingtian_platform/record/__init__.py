"""Stage 2: frames sealed in batches and decoded into the archive."""
