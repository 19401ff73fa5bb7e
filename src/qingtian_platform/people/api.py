"""Who a person is, for whom the person acts, and what the person may see."""

from __future__ import annotations

from .access import DeskRequired, Scope, desk_required, may_enter, may_see, scope
from .accounts import (
    account,
    accounts,
    add_person,
    close_account,
    ensure_organisation,
    find_district,
    find_township,
    new_password,
)
from .divisions import rows as packaged_divisions
from .roles import Role

__all__ = [
    "DeskRequired",
    "Role",
    "Scope",
    "account",
    "accounts",
    "add_person",
    "close_account",
    "desk_required",
    "ensure_organisation",
    "find_district",
    "find_township",
    "may_enter",
    "may_see",
    "new_password",
    "packaged_divisions",
    "scope",
]
