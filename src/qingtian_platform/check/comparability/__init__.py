"""Two owners at one place compared month by month; where stations stand, and how they operate."""
