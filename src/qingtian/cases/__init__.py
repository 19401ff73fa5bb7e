"""Procedures as tables: states, acts, duties, clocks; and the cases that run by them.

A procedure is a file of a pack that a lawyer can read. `problems` proves that every case of it can be
closed and that none can be closed too early; `play` rehearses it on a simulated clock. A case is a
value: the same deeds always give the same case.
"""

from qingtian.cases.case import Case, Deed, Duty
from qingtian.cases.checking import (
    Procedures,
    mistakes,
    mistakes_of,
    open_procedures,
    open_rehearsals,
)
from qingtian.cases.doing import begin, do, offered
from qingtian.cases.drawing import drawn
from qingtian.cases.errors import ActRefusedError, CasesError, NoSuchError
from qingtian.cases.owing import tick
from qingtian.cases.papers import Handed, Officer
from qingtian.cases.procedure import ActKind, DutyKind, Paper, Procedure, State
from qingtian.cases.proving import problems
from qingtian.cases.reading import procedure, procedures
from qingtian.cases.reasons import Reason
from qingtian.cases.rehearsing import Outcome, Rehearsal, play, rehearsals
from qingtian.cases.staffing import staffing_mistakes
from qingtian.cases.tables import Table

__all__ = [
    "ActKind",
    "ActRefusedError",
    "Case",
    "CasesError",
    "Deed",
    "Duty",
    "DutyKind",
    "Handed",
    "NoSuchError",
    "Officer",
    "Outcome",
    "Paper",
    "Procedure",
    "Procedures",
    "Reason",
    "Rehearsal",
    "State",
    "Table",
    "begin",
    "do",
    "drawn",
    "mistakes",
    "mistakes_of",
    "offered",
    "open_procedures",
    "open_rehearsals",
    "play",
    "problems",
    "procedure",
    "procedures",
    "rehearsals",
    "staffing_mistakes",
    "tick",
]
