"""Checks that were made: rows handed in, and the figures of rankings that are counted from them."""
