"""Public pages of double-random inspections: what was announced, what came of it, how to draw again."""
