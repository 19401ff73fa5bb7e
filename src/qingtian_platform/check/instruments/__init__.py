"""Instruments: what they say of themselves, what was done to them, and how well they measure."""
