"""Rules of the detectors of falsification, FD-101 and on."""

from __future__ import annotations

from qingtian.quality.rules.rule import Rule

RULES: tuple[Rule, ...] = ()
