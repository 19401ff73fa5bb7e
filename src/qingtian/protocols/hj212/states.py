"""States of the conversations and what leads from one to the next, as tables.

Four tables hold everything that can happen between a centre and a data logger (HJ 212-2017, 6.5
and annex C). `platform.Centre` and `logger.Logger` look the next state up here and nowhere else;
the diagrams in the documentation are drawn from here.

- ASKING: the centre's request, until its result (9011, data, 9012).
- SERVING: the same request at the logger.
- TELLING: the centre's notice, until it is answered (9013).
- DELIVERING: data or a notice of the logger, until it is answered (9014, 9013).

Rules. Nothing is sent twice under two request numbers: a repetition carries the same one, and the logger
repeats its answer without carrying anything out again. A time-out before the first answer repeats
the frame; one after it ends the conversation. Every state that is not an end has a way out by time
alone, so that no conversation stays open.
"""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias


class State(Enum):
    """Where a conversation stands."""

    NEW = "new"
    SENT = "sent"  # and no answer yet
    WORKING = "working"  # the request is taken up
    DONE = "done"
    FAILED = "failed"  # the logger reports failure: ExeRtn other than 1
    REFUSED = "refused"  # QnRtn other than 1
    SILENT = "silent"  # never answered: the link is down
    BROKEN = "broken"  # taken up, then nothing
    UNCONFIRMED = "unconfirmed"  # taken up, but its result never reported, as many loggers do
    INCOMPLETE = "incomplete"  # reported as done, but the data asked for did not come


class Trigger(Enum):
    """What moves a conversation on."""

    SEND = "send"
    ACCEPT = "accept"  # 9011, QnRtn 1
    REFUSE = "refuse"  # 9011, QnRtn other than 1
    DATA = "data"
    SUCCEED = "succeed"  # 9012, ExeRtn 1
    LACK = "lack"  # 9012, ExeRtn 1, and no data where data was asked for
    FAIL = "fail"  # 9012, ExeRtn other than 1
    ANSWER = "answer"  # 9013 or 9014
    UNFLAGGED = "unflagged"  # sent without bit A: no answer is due
    HEAR = "hear"  # a request is heard
    REPEAT = "repeat"  # the same request is heard again
    LATE = "late"  # time-out, tries left
    GIVE_UP = "give up"  # time-out, no tries left
    SETTLE = "settle"  # time-out after all that the logger is known to send


Table: TypeAlias = dict[State, dict[Trigger, State]]

_ENDS = (
    State.DONE,
    State.FAILED,
    State.REFUSED,
    State.SILENT,
    State.BROKEN,
    State.UNCONFIRMED,
    State.INCOMPLETE,
)

ASKING: Table = {
    State.NEW: {Trigger.SEND: State.SENT},
    State.SENT: {
        Trigger.ACCEPT: State.WORKING,
        Trigger.REFUSE: State.REFUSED,
        Trigger.DATA: State.WORKING,  # 9011 missing
        Trigger.SUCCEED: State.DONE,  # 9011 missing
        Trigger.LACK: State.INCOMPLETE,
        Trigger.FAIL: State.FAILED,
        Trigger.LATE: State.SENT,
        Trigger.GIVE_UP: State.SILENT,
    },
    State.WORKING: {
        Trigger.ACCEPT: State.WORKING,  # repeated
        Trigger.DATA: State.WORKING,
        Trigger.SUCCEED: State.DONE,
        Trigger.LACK: State.INCOMPLETE,
        Trigger.FAIL: State.FAILED,
        Trigger.SETTLE: State.UNCONFIRMED,
        Trigger.GIVE_UP: State.BROKEN,
    },
    **{end: {} for end in _ENDS},
}

SERVING: Table = {
    State.NEW: {Trigger.HEAR: State.SENT},
    State.SENT: {  # heard, not yet taken up or refused
        Trigger.ACCEPT: State.WORKING,
        Trigger.REFUSE: State.REFUSED,
        Trigger.REPEAT: State.SENT,
        Trigger.GIVE_UP: State.BROKEN,
    },
    State.WORKING: {
        Trigger.DATA: State.WORKING,
        Trigger.REPEAT: State.WORKING,
        Trigger.SUCCEED: State.DONE,
        Trigger.FAIL: State.FAILED,
        Trigger.GIVE_UP: State.BROKEN,  # a data frame was never answered, or no end was reported
    },
    State.DONE: {Trigger.REPEAT: State.DONE},
    State.FAILED: {Trigger.REPEAT: State.FAILED},
    State.REFUSED: {Trigger.REPEAT: State.REFUSED},
    State.BROKEN: {Trigger.REPEAT: State.BROKEN},
}

TELLING: Table = {
    State.NEW: {Trigger.SEND: State.SENT},
    State.SENT: {
        Trigger.ANSWER: State.DONE,
        Trigger.LATE: State.SENT,
        Trigger.GIVE_UP: State.SILENT,
    },
    State.DONE: {},
    State.SILENT: {},
}

DELIVERING: Table = {
    State.NEW: {
        Trigger.SEND: State.SENT,
        Trigger.UNFLAGGED: State.DONE,
        Trigger.GIVE_UP: State.SILENT,  # the one before was never answered
    },
    State.SENT: {
        Trigger.ANSWER: State.DONE,
        Trigger.LATE: State.SENT,
        Trigger.GIVE_UP: State.SILENT,
    },
    State.DONE: {},
    State.SILENT: {},
}

TABLES: dict[str, Table] = {
    "asking": ASKING,
    "serving": SERVING,
    "telling": TELLING,
    "delivering": DELIVERING,
}


def is_end(state: State, table: Table) -> bool:
    """Say whether a conversation in that state is over: nothing leads to another state."""
    return all(target is state for target in table[state].values())
