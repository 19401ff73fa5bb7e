"""The desk of matters."""

from __future__ import annotations

from support.matters import TEN, Desk, desk, record

__all__ = ["TEN", "Desk", "desk", "record"]
