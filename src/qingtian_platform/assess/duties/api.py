"""What the duties offer: what is owed and done, limits, reminders, who answers, what must be public."""

from qingtian.policy.duties import named, owing, unnamed
from qingtian_platform.assess.duties.assigning import (
    answers_for,
    assign,
    contact,
    datasets,
    open_accounts,
    units_of,
    who,
)
from qingtian_platform.assess.duties.common import UNIT, is_unit, keep_papers, papers
from qingtian_platform.assess.duties.doing import fulfil, one, owed
from qingtian_platform.assess.duties.errors import DutyRefusedError
from qingtian_platform.assess.duties.evaluating import (
    EvaluationInfo,
    MeasureInfo,
    evaluate,
    measures,
)
from qingtian_platform.assess.duties.infos import (
    AnswerInfo,
    DoneInfo,
    DutyInfo,
    ItemInfo,
    LimitInfo,
    PaperInfo,
    PersonInfo,
    ProofInfo,
    ReminderInfo,
)
from qingtian_platform.assess.duties.limits import finish, limits, start
from qingtian_platform.assess.duties.naming import duty_name, unit_name
from qingtian_platform.assess.duties.register import PUBLIC as REGISTER
from qingtian_platform.assess.duties.register import is_public, items, prove
from qingtian_platform.assess.duties.reminding import look, reminders, reminders_of

__all__ = [
    "REGISTER",
    "UNIT",
    "AnswerInfo",
    "DoneInfo",
    "DutyInfo",
    "DutyRefusedError",
    "EvaluationInfo",
    "ItemInfo",
    "LimitInfo",
    "MeasureInfo",
    "PaperInfo",
    "PersonInfo",
    "ProofInfo",
    "ReminderInfo",
    "answers_for",
    "assign",
    "contact",
    "datasets",
    "duty_name",
    "evaluate",
    "finish",
    "fulfil",
    "is_public",
    "is_unit",
    "items",
    "keep_papers",
    "limits",
    "look",
    "measures",
    "named",
    "one",
    "open_accounts",
    "owed",
    "owing",
    "papers",
    "prove",
    "reminders",
    "reminders_of",
    "start",
    "unit_name",
    "units_of",
    "unnamed",
    "who",
]
