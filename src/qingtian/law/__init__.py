"""The law as dated data: limits, tables and settings, each with its day of force and its clause.

Ask for a day, never for "now": `at(day).air.limits.pm25.day`. Every answer is a `Provision`: the
value, its unit, the standard and clause it stands in, and how well we know it (evidence). What is
one place's own stands in a pack: `at(day, packs=("beijing2018",))`.
"""

from qingtian.law.book import Law, at
from qingtian.law.errors import (
    LawError,
    LawFileError,
    NotInForceError,
    UnknownPackError,
    UnknownProvisionError,
)
from qingtian.law.library import areas, documents, force, provisions, sources, term, terms
from qingtian.law.packs import AnyPack, Pack, known_packs, open_pack, packs_of
from qingtian.law.provision import Evidence, Force, Provision

__all__ = [
    "AnyPack",
    "Evidence",
    "Force",
    "Law",
    "LawError",
    "LawFileError",
    "NotInForceError",
    "Pack",
    "Provision",
    "UnknownPackError",
    "UnknownProvisionError",
    "areas",
    "at",
    "documents",
    "force",
    "known_packs",
    "open_pack",
    "packs_of",
    "provisions",
    "sources",
    "term",
    "terms",
]
