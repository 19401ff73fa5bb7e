"""Metrological traceability: the chain of calibrations from an instrument to the national reference.

`Register` holds nodes, certificates and scopes of laboratories; `chain` follows one quantity of one
instrument upward on a day, `spans` say since when and until when it holds, `affected` names whose values
rest on a certificate that is taken back. `combined` adds up what each step is uncertain by.
"""

from __future__ import annotations

from qingtian.quality.traceability.nodes import KINDS, REASONS, Link, Node, Scope
from qingtian.quality.traceability.register import (
    Affected,
    Break,
    Chain,
    CircularError,
    Register,
    Span,
    Step,
)
from qingtian.quality.traceability.uncertainty import Combined, Part, combined

__all__ = [
    "KINDS",
    "REASONS",
    "Affected",
    "Break",
    "Chain",
    "CircularError",
    "Combined",
    "Link",
    "Node",
    "Part",
    "Register",
    "Scope",
    "Span",
    "Step",
    "combined",
]
