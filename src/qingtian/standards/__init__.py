"""Standards applied: indices, means, classes, limits; each result explains itself."""

from qingtian.standards.result import Cite, Given, LeftOut, Result, Step

__all__ = ["Cite", "Given", "LeftOut", "Result", "Step"]
