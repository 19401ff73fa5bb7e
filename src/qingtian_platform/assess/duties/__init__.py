"""Duties: what each unit owes by which day, who answers for what, and what must be made public."""
