"""A row of a file, and what of it the public sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

SHOWN = 12
"""Rows of a part that the page shows; the files hold all. [1]"""


@dataclass(frozen=True)
class Public:
    """What the public sees of a row.

    Attributes
    ----------
    words
        What it sees; empty where it sees nothing.
    href
        Where.
    why
        Why it does not see it.
    """

    words: str | Promise = ""
    href: str = ""
    why: str | Promise = ""


DESK = Public(why=gettext_lazy("a suspicion about a named unit is for the desk alone"))
OPEN = Public(why=gettext_lazy("a matter is not public while it runs"))
ENDED = Public(why=gettext_lazy("what was found is not public; a served decision is told apart"))
OWN = Public(why=gettext_lazy("kept for the authority's own work"))
SENDER = Public(
    why=gettext_lazy("the sender alone reads how it stands, by the code of the receipt")
)
ASSESSED = Public(why=gettext_lazy("for the desk alone until it is decided and published"))


@dataclass(frozen=True)
class Row:
    """One row.

    Attributes
    ----------
    when
        The time that it is about; None where there is none.
    what, state
        What it is, and how it stands.
    public
        What the public sees of it.
    href
        Its page.
    look
        `late`, `soon` or nothing.
    due
        By when something is owed; None where nothing is.
    """

    when: datetime | date | None
    what: str
    state: str = ""
    public: Public = OWN
    href: str = ""
    look: str = ""
    due: datetime | None = None


@dataclass(frozen=True)
class Part:
    """A part of a file.

    Attributes
    ----------
    key, title
        Its anchor and its head.
    rows
        All of it, what matters most first.
    empty
        What stands here once there is something.
    note
        What is to be known of all rows.
    """

    key: str
    title: str
    rows: tuple[Row, ...] = field(default=())
    empty: str = ""
    note: str = ""

    @property
    def shown(self) -> tuple[Row, ...]:
        """Give the rows of the page."""
        return self.rows[:SHOWN]

    @property
    def more(self) -> int:
        """Count the rows that the files hold and the page leaves out. [1]."""
        return max(0, len(self.rows) - SHOWN)
