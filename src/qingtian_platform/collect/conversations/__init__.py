"""The platform's side of conversations with data loggers, inside the gateway.

`engine.Conversations` is what the gateway calls; `make` gives the factory that the project hands
it, with the port through which it asks which periods have arrived.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from qingtian_platform.collect.conversations.coverage import Coverage
from qingtian_platform.kit.places import Places

if TYPE_CHECKING:
    from qingtian_platform.collect.gateway.engine import Engine

__all__ = ["Coverage", "make"]


def make(coverage: Coverage | None) -> Callable[[Places], Engine]:
    """Give the factory of conversations for `collect.gateway.main`.

    Parameters
    ----------
    coverage
        Tells which periods are in the archive; None: nothing is refilled.
    """

    def engine(places: Places) -> Engine:
        from qingtian_platform.collect.conversations.engine import Conversations

        return Conversations(places, coverage)

    return engine
