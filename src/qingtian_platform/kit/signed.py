"""Who says something, and when: the three facts beside every row that a person adds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Protocol

from django.utils.translation import gettext as _

LONGEST = 2000
"""Characters of what a person says in one row. [1]"""


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


def typed(text: str) -> str:
    """Take a text of a form as it was typed: a new line, which a form sends as two characters, is one, as in the browser.

    Parameters
    ----------
    text
        As it was sent; what a page cannot show (NUL) is left out.
    """
    return text.replace("\x00", "").replace("\r\n", "\n")


def words_of(text: str, refused: type[Exception], *, most: int = LONGEST) -> str:
    """Take what a person says.

    Parameters
    ----------
    text
        The words.
    refused
        What is raised where there are none, or too many.
    most
        How many characters it may have. [1]
    """
    found = typed(text).strip()
    if not 0 < len(found) <= most:
        raise refused(
            _("Expected words, at most %(n)s characters; got %(x)s.") % {"n": most, "x": len(found)}
        )
    return found
