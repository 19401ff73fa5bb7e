"""Policy packs: clauses, targets, indicators, assessments."""
