"""Errors of the protocol, split by whose fault they are.

::

    Hj212Error
    ├── LocalError          our side asked for something that cannot be
    │   ├── DialectError    a dialect that contradicts itself
    │   ├── KeyMaterialError  an SM4 key of the wrong length
    │   ├── BuildError      a frame that the edition does not allow (`build`)
    │   ├── ParameterError  a command's parameter that is missing or of another form (`parameters`)
    │   └── BusyError       more commands than may wait for one logger (`platform`)
    └── RemoteError         the sender broke the protocol
        └── BreachError     a frame that breaks a clause, named (strict mode)

Reading loosely raises none of these: what is loose becomes a deviation, what is no frame
becomes noise. So a caller that catches `RemoteError` in strict mode has caught all that a
sender can do.
"""

from __future__ import annotations


class Hj212Error(Exception):
    """Something about HJ 212 went wrong."""


class LocalError(Hj212Error):
    """Our side asked for something that cannot be."""


class DialectError(LocalError):
    """A dialect contradicts itself."""


class KeyMaterialError(LocalError):
    """An SM4 key has the wrong length."""


class RemoteError(Hj212Error):
    """The sender broke the protocol."""


class BreachError(RemoteError):
    """A frame breaks a clause.

    Parameters
    ----------
    id
        Stable id of the deviation, as in `deviations.DEVIATIONS`.
    clause
        The clause that is broken, by edition.
    message
        What was expected, what came.
    """

    def __init__(self, id: str, clause: str, message: str) -> None:  # noqa: A002 - the public word
        super().__init__(f"{id}: {message} ({clause})")
        self.id = id
        self.clause = clause
        self.message = message
