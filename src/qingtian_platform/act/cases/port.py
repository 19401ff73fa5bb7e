"""Who wants to hear of matters: listeners are called inside the transaction in which it happens.

An application that always hears names its listener in its `AppConfig`, as `hears_matters`; it is imported
when the first thing happens.

A listener that raises undoes what happened; so it writes its own row and leaves the work to its stage.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.apps import apps
from django.utils.module_loading import import_string

from qingtian.cases import Case, DutyKind
from qingtian_platform.act.cases.infos import DeedInfo, MatterInfo, Receipt


@dataclass(frozen=True)
class Told:
    """Something that happened to a matter.

    Attributes
    ----------
    kind
        `deed`, `expired`, `assigned`, `handed`, `received`, `noted`, `linked` or `moved`.
    matter
        As it stands now.
    at
        When it was recorded.
    deed
        The act, of a deed; it opened the matter where its number is 1.
    duty, due, raised
        Of an expiry: what was owed, by when, and the keys of the duties that it raised.
    to
        Login of who holds it now, of an assignment.
    receipt
        Of a hand-over.
    words
        Of a note, a reason, or a link.
    case
        The matter by its procedure, of a deed or an expiry.
    """

    kind: str
    matter: MatterInfo
    at: datetime
    deed: DeedInfo | None = None
    duty: DutyKind | None = None
    due: datetime | None = None
    raised: tuple[str, ...] = ()
    to: str = ""
    receipt: Receipt | None = None
    words: str = ""
    case: Case | None = None


Listener = Callable[[Told], None]
_LISTENERS: list[Listener] = []


def listen(function: Listener) -> Listener:
    """Call a function for each thing that happens; once, however often it is registered.

    Parameters
    ----------
    function
        Takes a `Told`, inside the transaction.
    """
    if function not in _LISTENERS:
        _LISTENERS.append(function)
    return function


def forget(function: Listener) -> None:
    """Call a function no more."""
    if function in _LISTENERS:
        _LISTENERS.remove(function)


def tell(told: Told) -> None:
    """Tell all listeners."""
    for each in (*_installed(), *_LISTENERS):
        each(told)


@cache
def _installed() -> tuple[Listener, ...]:
    """Import the listeners that applications name."""
    names = (getattr(each, "hears_matters", "") for each in apps.get_app_configs())
    return tuple(import_string(name) for name in names if name)
