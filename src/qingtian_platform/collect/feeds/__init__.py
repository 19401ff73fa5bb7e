"""Feeds of departments: batches under an agreement, taken whole or refused whole, and kept either way."""
