"""Matters: each followed to its end under a procedure of the city's pack."""
