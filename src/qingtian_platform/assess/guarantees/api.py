"""What guarantees offer: the checklist of a district, entries and reviews; items of supervision with findings."""

from qingtian.policy.guarantees import VALID
from qingtian_platform.assess.guarantees.entering import may_enter, may_review, review, write
from qingtian_platform.assess.guarantees.errors import GuaranteeRefusedError
from qingtian_platform.assess.guarantees.infos import (
    EXTENTS,
    OUTCOMES,
    STATES,
    EntryInfo,
    Finding,
    Item,
    Line,
    ReviewInfo,
    Supervised,
)
from qingtian_platform.assess.guarantees.reading import checklist, counts, districts, table
from qingtian_platform.assess.guarantees.signing import district_of, paper, unsigned
from qingtian_platform.assess.guarantees.supervising import find, findings, items, may_find

__all__ = [
    "EXTENTS",
    "OUTCOMES",
    "STATES",
    "VALID",
    "EntryInfo",
    "Finding",
    "GuaranteeRefusedError",
    "Item",
    "Line",
    "ReviewInfo",
    "Supervised",
    "checklist",
    "counts",
    "district_of",
    "districts",
    "find",
    "findings",
    "items",
    "may_enter",
    "may_find",
    "may_review",
    "paper",
    "review",
    "table",
    "unsigned",
    "write",
]
