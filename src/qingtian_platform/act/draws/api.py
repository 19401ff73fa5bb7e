"""What the draws offer: register, announce, take part, see, redraw, hand in what was found."""

from qingtian_platform.act.draws.announcing import announce, key_of
from qingtian_platform.act.draws.errors import DrawRefusedError
from qingtian_platform.act.draws.infos import DrawInfo, PartyInfo, info, newest
from qingtian_platform.act.draws.inspecting import (
    OUTCOMES,
    FindingInfo,
    findings,
    hand_in,
    handing,
    matters,
    of_matter,
)
from qingtian_platform.act.draws.keeping import draws
from qingtian_platform.act.draws.parting import (
    own,
    takes_part,
    waiting,
    write_commitment,
    write_reveal,
)
from qingtian_platform.act.draws.recording import record, recordable
from qingtian_platform.act.draws.register import enter, logins, objects, people, pool, strike
from qingtian_platform.act.draws.rules import Item, all_of, items, names, settings
from qingtian_platform.act.draws.running import commit_pool

__all__ = [
    "OUTCOMES",
    "DrawInfo",
    "DrawRefusedError",
    "FindingInfo",
    "Item",
    "PartyInfo",
    "all_of",
    "announce",
    "commit_pool",
    "draws",
    "enter",
    "findings",
    "hand_in",
    "handing",
    "info",
    "items",
    "key_of",
    "logins",
    "matters",
    "names",
    "newest",
    "objects",
    "of_matter",
    "own",
    "people",
    "pool",
    "record",
    "recordable",
    "settings",
    "strike",
    "takes_part",
    "waiting",
    "write_commitment",
    "write_reveal",
]
