"""Verdicts on what sources discharge, and classes of water sections, as the stage writes them."""
