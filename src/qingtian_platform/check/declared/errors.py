"""What goes wrong with a statement: always the writer's to mend, so the text says how."""

from __future__ import annotations


class DeclarationRefusedError(ValueError):
    """A declaration, mark, value or file cannot be taken as it is; the message is for a page."""
