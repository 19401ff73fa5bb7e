"""The platform's commands, one a file; each is an entry point in pyproject.toml."""
