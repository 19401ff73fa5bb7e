"""Figures of targets that the platform computes from its own results, each with where it comes from."""
