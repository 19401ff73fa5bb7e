"""The forms that the fields of a data segment must have (HJ 212-2017 table 3, 2005, 2025).

`any_edition` names what no edition allows, `of_edition` what one edition asks beyond that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from qingtian.protocols.hj212.dialects import Edition
from qingtian.protocols.hj212.moments import is_exact

_QN = re.compile(r"[0-9]{17}")
_ST = re.compile(r"[0-9A-Z][0-9]")
_CN = re.compile(r"[0-9]{4}")
_MN = re.compile(r"[0-9A-Za-z_-]{1,24}")
_PW_CHARACTERS = 6
_MN_FORMS: dict[Edition, re.Pattern[str]] = {
    "2005": re.compile(r"[0-9A-Za-z]{14}"),
    "2017": re.compile(r"[0-9A-F]{24}"),
    "2025": re.compile(r"[0-9A-Za-z]{1,24}"),
    "sw": re.compile(r"[0-9A-Za-z_]{1,24}"),
}
_VERSIONS: dict[Edition, int] = {"2005": 0, "2017": 1, "2025": 2, "sw": 2}
_DIVIDED = 0b10  # bit D of Flag: PNUM and PNO are there
_ORDERS: dict[Edition, tuple[str, ...]] = {
    "2005": ("QN", "PNUM", "PNO", "ST", "CN", "PW", "MN", "FLAG"),
}
_ORDER = ("QN", "ST", "CN", "PW", "MN", "FLAG", "PNUM", "PNO", "RF")
_HARDWARE = "1001"  # HJ 212-2025: a logger that has no MN yet registers its hardware


class Fields(Protocol):
    """The fields of a message that have a form."""

    @property
    def qn(self) -> str: ...  # noqa: D102
    @property
    def st(self) -> str: ...  # noqa: D102
    @property
    def cn(self) -> str: ...  # noqa: D102
    @property
    def pw(self) -> str: ...  # noqa: D102
    @property
    def mn(self) -> str: ...  # noqa: D102
    @property
    def flag(self) -> int | None: ...  # noqa: D102
    @property
    def pnum(self) -> int | None: ...  # noqa: D102
    @property
    def pno(self) -> int | None: ...  # noqa: D102
    @property
    def rf(self) -> bool: ...  # noqa: D102
    @property
    def order(self) -> tuple[str, ...]: ...  # noqa: D102


def any_edition(fields: Fields) -> Iterator[str]:
    """Yield the ids of fields whose form no edition allows.

    Parameters
    ----------
    fields
        A message.
    """
    if fields.qn and not (_QN.fullmatch(fields.qn) and is_exact(fields.qn[:14])):
        yield "qn-form"
    if not _ST.fullmatch(fields.st):
        yield "st-form"
    if not _CN.fullmatch(fields.cn):
        yield "cn-form"
    if fields.pw and len(fields.pw) != _PW_CHARACTERS:
        yield "pw-form"
    if fields.mn and not _MN.fullmatch(fields.mn):
        yield "mn-form"
    divided = bool((fields.flag or 0) & _DIVIDED)
    if divided is not (fields.pnum is not None and fields.pno is not None):
        yield "flag-packets"
    if fields.pnum is not None and fields.pno is not None and not 1 <= fields.pno <= fields.pnum:
        yield "packet-number"


def of_edition(fields: Fields, edition: Edition) -> Iterator[str]:
    """Yield the ids of fields that lack what one edition asks.

    Parameters
    ----------
    fields
        A message.
    edition
        The edition it must obey.
    """
    order = _ORDERS.get(edition, _ORDER)
    if fields.order != tuple(name for name in order if name in fields.order):
        yield "order"
    if edition != "2005":
        yield from _since_2017(fields)
    if not (fields.cn == _HARDWARE and edition == "2025") and not _MN_FORMS[edition].fullmatch(
        fields.mn
    ):
        yield "mn-form"
    if fields.flag is not None and fields.flag >> 2 != _VERSIONS[edition]:
        yield "flag-version"
    if fields.rf and edition != "2025":
        yield "extra-field"


def _since_2017(fields: Fields) -> Iterator[str]:
    if not fields.qn:
        yield "qn-missing"
    if len(fields.pw) != _PW_CHARACTERS:
        yield "pw-form"
    if fields.flag is None:
        yield "flag-missing"
