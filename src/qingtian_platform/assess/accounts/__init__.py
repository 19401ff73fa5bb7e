"""Accountability: counted and sourced facts, what they propose, what a person decided. For the desk alone."""
