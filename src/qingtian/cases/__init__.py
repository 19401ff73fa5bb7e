"""Procedures as tables: states, acts, duties, clocks."""
