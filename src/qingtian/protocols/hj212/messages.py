"""The data segment (数据段), read by name.

HJ 212-2017 gives the order QN ST CN PW MN Flag PNUM PNO CP, 2005 another; fields are found by
name in either. Nothing here fails: what is loose becomes a deviation, what is missing is empty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from qingtian.protocols.hj212.forms import any_edition
from qingtian.protocols.hj212.segments import Head, read_head, split

_FLAG_LIMIT = 255  # eight bits (HJ 212-2017 table 3)
_INTEGER = re.compile(r"\d{1,9}")


@dataclass(frozen=True)
class Item:
    """One `name=value` of the data area.

    Parameters
    ----------
    name
        As sent, without white space around it (`w01018-Rtd`, `DataTime`).
    value
        As sent, without white space around it.
    group
        Number of the item between semicolons that it stands in, from 0.
    """

    name: str
    value: str
    group: int

    @property
    def parts(self) -> tuple[str, str, str]:
        """Code, hyphen and field; the first two are empty where there is no hyphen."""
        code, hyphen, suffix = self.name.rpartition("-")
        return code.strip(), hyphen, suffix.strip()

    @property
    def code(self) -> str:
        """The factor code: what stands before the last hyphen; empty where there is none."""
        return self.name.rpartition("-")[0].strip()

    @property
    def suffix(self) -> str:
        """The field: what stands after the last hyphen, or the whole name."""
        return self.name.rpartition("-")[2].strip()


@dataclass(frozen=True)
class Message:
    """A data segment in its parts.

    Parameters
    ----------
    qn, st, cn, pw, mn
        Request number, system code, command code, password, device id; empty where missing.
        Where the head has no QN, the one inside CP counts (HJ/T 212-2005 answers so).
    flag
        Flag as a number, or None where it is missing or no number.
    pnum, pno
        Number of packets and packet number, or None.
    rf
        Whether the data is back-filled (HJ 212-2025: `RF=1`).
    cp
        The data area between `CP=&&` and the closing `&&`.
    items
        Its `name=value` pairs, in order, repeated names kept.
    order
        Names of the head's fields in the order sent, upper case.
    deviations
        Ids of what no edition allows, each once.
    """

    qn: str
    st: str
    cn: str
    pw: str
    mn: str
    flag: int | None
    pnum: int | None
    pno: int | None
    rf: bool
    cp: bytes
    items: tuple[Item, ...]
    order: tuple[str, ...] = ()
    deviations: tuple[str, ...] = ()

    @classmethod
    def parse(cls, segment: bytes) -> Message:
        """Read a data segment.

        Parameters
        ----------
        segment
            The bytes between length and checksum, in plain text.
        """
        found: dict[str, None] = {}
        head, area = split(segment, found)
        fields = read_head(head, found)
        items = tuple(Item(*item) for item in area.items(found))
        qn = fields.get("QN") or _from_items(items, "QN", found)
        message = cls(
            qn=qn,
            st=fields.get("ST"),
            cn=fields.get("CN"),
            pw=fields.get("PW"),
            mn=fields.get("MN"),
            flag=_flag(fields, items, found),
            pnum=_packet(fields.get("PNUM"), found),
            pno=_packet(fields.get("PNO"), found),
            rf=fields.get("RF") == "1",
            cp=area.raw,
            items=items,
            order=tuple(fields.fields),
        )
        found.update(dict.fromkeys(any_edition(message)))
        return replace(message, deviations=tuple(found))

    def get(self, name: str, default: str = "") -> str:
        """Return the first value of that name in the data area.

        Parameters
        ----------
        name
            As in table 4; upper and lower case count alike when nothing fits exactly.
        default
            Returned where the name does not occur.
        """
        for item in self.items:
            if item.name == name:
                return item.value
        lowered = name.lower()
        return next((i.value for i in self.items if i.name.lower() == lowered), default)

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of that name in the data area, in order."""
        return tuple(item.value for item in self.items if item.name == name)

    @property
    def answer_wanted(self) -> bool:
        """Whether bit A of Flag asks for an answer."""
        return bool((self.flag or 0) & 1)


def _from_items(items: tuple[Item, ...], name: str, found: dict[str, None]) -> str:
    value = next((item.value for item in items if item.name == name), "")
    if value:
        found["qn-in-cp"] = None
    return value


def _flag(head: Head, items: tuple[Item, ...], found: dict[str, None]) -> int | None:
    text = head.get("FLAG")
    if not text:  # `Flag` inside CP is a data mark, unless it is a number and none stands before.
        text = next((i.value for i in items if i.name == "Flag" and i.value.isdecimal()), "")
    if not text:
        found["flag-missing"] = None
        return None
    number = int(text) if _INTEGER.fullmatch(text) else None
    if number is None or number > _FLAG_LIMIT:
        found["flag-form"] = None
        return None
    return number


def _packet(text: str, found: dict[str, None]) -> int | None:
    if not text:
        return None
    if _INTEGER.fullmatch(text) is None:
        found["packet-number"] = None
        return None
    return int(text)
