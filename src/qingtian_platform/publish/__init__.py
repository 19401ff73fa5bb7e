"""Stage 7: portal, desk, open data, proofs to download."""
