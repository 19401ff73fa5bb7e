"""The models of `people`; other applications go through `people.api`."""

from .division import Division
from .organisation import Organisation
from .person import Person

__all__ = ["Division", "Organisation", "Person"]
