"""What is agreed with one data logger: edition, checksum, keys, limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qingtian.protocols.hj212.errors import DialectError, KeyMaterialError

Edition = Literal["2005", "2017", "2025", "sw"]
"""Edition of the standard; `sw` is the national surface-water dialect of 2017."""

SEGMENT_LIMIT = 1024
"""Longest data segment that the standard allows (HJ 212-2017 table 2)."""

KEY_BYTES = 16
"""Length of an SM4 key (HJ 212-2025)."""


@dataclass(frozen=True)
class Dialect:
    """How one data logger speaks.

    Parameters
    ----------
    edition
        Edition its strict reading is judged by.
    checksum
        `standard`, or the name of the other checksum it is known to send (`modbus`,
        `modbus-swapped`, …, see `crc.foreign_name`), or `any`: take what comes.
    strict
        Name the first clause that a frame breaks in `Frame.breach`.
    limit
        Longest data segment to read. [byte]
    sm4_key
        Key of HJ 212-2025, or None where data areas come in plain text.
    minutes
        Length of the period that its minute data (CN 2051) stand for. [min]
    label
        Whether its period stamps name the `start` (the standard) or the `end` of the period.

    Raises
    ------
    DialectError
        A limit under the standard's 1024, or a period that is no positive number.
    KeyMaterialError
        The key is not 16 bytes long.
    """

    edition: Edition = "2017"
    checksum: str = "standard"
    strict: bool = False
    limit: int = 8192
    sm4_key: bytes | None = None
    minutes: int = 10
    label: Literal["start", "end"] = "start"

    def __post_init__(self) -> None:
        if self.limit < SEGMENT_LIMIT:
            raise DialectError(f"limit: expected at least 1024 bytes, got {self.limit}")
        if self.minutes < 1:
            raise DialectError(f"minutes: expected a positive number, got {self.minutes}")
        if self.sm4_key is not None and len(self.sm4_key) != KEY_BYTES:
            raise KeyMaterialError(f"sm4_key: expected 16 bytes, got {len(self.sm4_key)}")

    def accepts(self, checksum: str) -> bool:
        """Say whether a checksum of that name is right for this device.

        Parameters
        ----------
        checksum
            Name as in `Frame.checksum`; empty when no known checksum fits.
        """
        return checksum == "standard" or self.checksum in (checksum, "any")
