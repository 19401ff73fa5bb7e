"""One line of the results."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A figure beside its baseline.

    Attributes
    ----------
    name
        What was done, in words.
    value
        What came out, in `unit`; absolute figures are only an order of size.
    unit
        Unit of the value, such as `frames/s`.
    ratio
        The value against the baseline of the same run, so that more is better; None without one. [-]
    baseline
        What the ratio compares with.
    target
        What the design asks for, in words.
    met
        Whether the target was reached; None where there is none.
    note
        What limits it, where it fell short.
    """

    name: str
    value: float
    unit: str
    ratio: float | None = None
    baseline: str = ""
    target: str = ""
    met: bool | None = None
    note: str = ""
