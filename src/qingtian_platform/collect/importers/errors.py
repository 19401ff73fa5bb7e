"""What can be wrong with an import: with the whole, or with one row."""


class ImportRefusedError(Exception):
    """The import as a whole cannot go on: nothing was kept."""


class MappingError(ImportRefusedError):
    """The mapping says something that cannot be: its author's fault."""


class RowRefusedError(Exception):
    """One row cannot be taken; the others can. The message is the reason in the report."""


class StampError(RowRefusedError):
    """The time cannot be read."""


class EdgeError(RowRefusedError):
    """No interval begins or ends at that time."""
