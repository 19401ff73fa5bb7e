"""Findings and flags of the stage: said, withdrawn, never erased."""
