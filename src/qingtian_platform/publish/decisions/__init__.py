"""Decisions that were served and published: what everybody reads of them, and what took one back."""
