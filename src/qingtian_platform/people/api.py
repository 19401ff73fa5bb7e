"""Who a person is, for whom the person acts, and what the person may see."""

from __future__ import annotations

from .access import DeskRequired, Scope, desk_required, may_see, scope
from .accounts import add_person, ensure_organisation, find_district, find_township
from .roles import Role

__all__ = [
    "DeskRequired",
    "Role",
    "Scope",
    "add_person",
    "desk_required",
    "ensure_organisation",
    "find_district",
    "find_township",
    "may_see",
    "scope",
]
