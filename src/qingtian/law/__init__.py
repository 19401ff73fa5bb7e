"""The law as dated data: limits, tables and settings, each with its day of force and its clause.

Ask for a day, never for "now": `at(day).air.limits.pm25.day`. Every answer is a `Provision`: the
value, its unit, the standard and clause it stands in, and how well we know it (evidence).
"""

from qingtian.law.book import Law, at, documents, force, provisions, sources
from qingtian.law.errors import LawError, LawFileError, NotInForceError, UnknownProvisionError
from qingtian.law.provision import Evidence, Force, Provision

__all__ = [
    "Evidence",
    "Force",
    "Law",
    "LawError",
    "LawFileError",
    "NotInForceError",
    "Provision",
    "UnknownProvisionError",
    "at",
    "documents",
    "force",
    "provisions",
    "sources",
]
