"""Pages of accountability: where units stand, facts, decisions, clues, procedures. For assessors alone."""
