"""Months closed: figures of who is ranked, lists that were frozen, and what changed since."""
