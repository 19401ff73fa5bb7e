"""Double-random inspection 双随机: who is inspected and by whom, drawn so that no one party can choose.

Pure; needs cryptography alone. What every byte is stands in `spec/draw.md`.
"""

from qingtian.draw.drawing import Drawn, Team, draw, lacking
from qingtian.draw.errors import DrawError, InfeasibleError
from qingtian.draw.pool import Object, Person, Pool, Service, conflict
from qingtian.draw.reading import Trust
from qingtian.draw.record import Record
from qingtian.draw.secrets import commitment, seed_of
from qingtian.draw.settings import Quota, Settings
from qingtian.draw.verifying import Fault, Verdict, verify

__all__ = [
    "DrawError",
    "Drawn",
    "Fault",
    "InfeasibleError",
    "Object",
    "Person",
    "Pool",
    "Quota",
    "Record",
    "Service",
    "Settings",
    "Team",
    "Trust",
    "Verdict",
    "commitment",
    "conflict",
    "draw",
    "lacking",
    "seed_of",
    "verify",
]
