"""Supervision of self-monitoring: samples, comparisons and site checks, and what follows (S12)."""
