"""Flags as data arrives: what changed is judged again with what stands around it."""
