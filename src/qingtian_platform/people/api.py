"""Who a person is, for whom the person acts, and what the person may see."""

from __future__ import annotations

from .access import Scope, desk_required, may_enter, may_see, scope
from .accounts import (
    account,
    accounts,
    add_person,
    close_account,
    ensure_organisation,
    find_district,
    find_township,
    holders,
    new_password,
)
from .divisions import rows as packaged_divisions
from .mandates import (
    MandateInfo,
    authorities,
    contractors,
    end_mandate,
    give_mandate,
    mandates,
    organisation_name,
    principals,
)
from .roles import Role

__all__ = [
    "MandateInfo",
    "Role",
    "Scope",
    "account",
    "accounts",
    "add_person",
    "authorities",
    "close_account",
    "contractors",
    "desk_required",
    "end_mandate",
    "ensure_organisation",
    "find_district",
    "find_township",
    "give_mandate",
    "holders",
    "mandates",
    "may_enter",
    "may_see",
    "new_password",
    "organisation_name",
    "packaged_divisions",
    "principals",
    "scope",
]
