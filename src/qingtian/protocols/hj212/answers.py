"""The answers 9011, 9012, 9013, 9014, written as the edition wants them.

From 2017 on the head repeats the request number. HJ/T 212-2005 writes it into the data area and
leaves it out of the head; its 9014 has neither PW nor MN, and names the packet that it answers.
"""

from __future__ import annotations

from qingtian.protocols.hj212 import build
from qingtian.protocols.hj212.build import Head
from qingtian.protocols.hj212.commands import Direction, Kind, find
from qingtian.protocols.hj212.messages import Message
from qingtian.protocols.hj212.peers import INTERACTION, Peer

REFUSED = 2
DONE = 1  # ExeRtn, table 6
NO_DATA = 100


def notice_answer(to: Message, peer: Peer) -> bytes:
    """Write 9013: a notice was heard."""
    return answer("9013", to, peer)


def data_answer(to: Message, peer: Peer) -> bytes:
    """Write 9014: data, or in HJ/T 212-2005 a flagged 9012, was taken in."""
    return answer("9014", to, peer)


def answer(cn: str, to: Message, peer: Peer, area: bytes = b"", *, st: str = INTERACTION) -> bytes:
    """Write any answer.

    Parameters
    ----------
    cn
        Its code.
    to
        What it answers: it repeats the request number and the version bits of Flag.
    peer
        The logger.
    area
        Its data.
    st
        91; some loggers write their own.

    Returns
    -------
    bytes
        The frame.
    """
    if peer.edition == "2005":
        return peer.frame(*_old_form(cn, to, peer, area, st))
    flag = build.flag(peer.edition) if to.flag is None else to.flag & 0b1111_1100
    return peer.frame(Head(cn, to.mn or peer.mn, st, peer.pw, to.qn or None, flag), area)


def _old_form(cn: str, to: Message, peer: Peer, area: bytes, st: str) -> tuple[Head, bytes]:
    """Write head and area as HJ/T 212-2005 does (its examples C.1 to C.33)."""
    parts = [b"QN=" + to.qn.encode("ascii", "ignore")] if to.qn else []
    if cn != "9014":
        head = Head(cn, to.mn or peer.mn, st, peer.pw, flag=0)
        return head, b";".join([*parts, area] if area else parts)
    parts.append(b"CN=" + to.cn.encode("ascii", "ignore"))
    if to.pnum is not None and to.pno is not None:
        parts.append(b"PNO=%d;PNUM=%d" % (to.pno, to.pnum))
    return Head(cn, st=st), b";".join(parts)


def acknowledgement(message: Message, peer: Peer) -> bytes | None:
    """Write what the centre owes a frame that came on the field's own account.

    Parameters
    ----------
    message
        Any frame from the logger.
    peer
        The logger.

    Returns
    -------
    bytes or None
        9014 for data, 9013 for a notice, where bit A asks for it; None where nothing is owed.
        It may be sent only when the frame is durable.
    """
    if message.cn == "9021":
        return answer(peer.login_answer, message, peer) if peer.login_answer else None
    if not (message.answer_wanted or peer.answers_unflagged):
        return None
    row = find(message.cn, Direction.UP, peer.edition)
    if row is not None and row.kind is Kind.NOTICE:
        return notice_answer(message, peer)
    if row is not None and row.kind is Kind.ANSWER:
        old_result = message.cn == "9012" and peer.edition == "2005" and message.answer_wanted
        return data_answer(message, peer) if old_result else None
    return data_answer(message, peer)
