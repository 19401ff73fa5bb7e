"""Sealed frames, batches and their Merkle tree: what a stranger needs to check a reading.

Pure, and of the standard library alone. The bytes are fixed in `spec/batch.md`.
"""
