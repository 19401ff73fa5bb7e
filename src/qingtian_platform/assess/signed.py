"""Who says something, and when: the three facts beside every row that a person adds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Protocol


class Person(Protocol):
    """Who acts."""

    def get_username(self) -> str:
        """Give the login."""


def signed(person: Person, now: datetime | None) -> dict[str, Any]:
    """Give login, the name at this time, and the time, as the rows name them.

    Parameters
    ----------
    person
        Who acts; one without a name goes by the login.
    now
        When; None = the present.
    """
    name = getattr(person, "get_full_name", str)() or person.get_username()
    return {"by": person.get_username(), "name": name, "at": now or datetime.now(UTC)}
