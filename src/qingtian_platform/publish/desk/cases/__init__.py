"""The workbench of an officer: my queue, a case, and its next act."""
