"""Patrols of river chiefs: whose reach, when the next is due, what was found, which was missed."""
