"""Notice and interview: what follows for each unit that a closed list names, step by step."""
