"""The models of `people`; other applications go through `people.api`."""

from .division import Division
from .mandate import Mandate
from .organisation import Organisation
from .person import Person

__all__ = ["Division", "Mandate", "Organisation", "Person"]
