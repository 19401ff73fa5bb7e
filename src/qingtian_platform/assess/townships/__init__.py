"""Figures of townships from the archive: which stations lie where, which of them count, and their month."""
