"""The nouns: what the field knows, pure and typed; no Django, no socket, no clock."""
