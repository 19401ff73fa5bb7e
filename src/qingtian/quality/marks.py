"""Marks of other schemes as flags of this house, and back; by edition, from dated tables.

The edition is that of the sender: a logger that speaks HJ/T 212-2005 in 2020 means by `F` that the
source stands still, one that speaks HJ 212-2017 that the analyser does. What an edition cannot say
has no mark: `None`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from qingtian import law
from qingtian.law import Provision
from qingtian.quality.flags import Flag, Flags

SCHEMES = ("hj212", "announcement", "qartod", "aqs")
"""HJ 212, the marking rule of 2022, QARTOD, the codes of the US EPA."""

EDITIONS = {"2005": "HJ/T 212-2005", "2017": "HJ 212-2017", "2025": "HJ 212-2025"}
"""What a dialect calls the editions of HJ 212; the municipal one of `sw` marks as 2017 does."""


def table_of(scheme: str, edition: str | None = None) -> Provision:
    """Give the table of a scheme.

    Parameters
    ----------
    scheme
        One of `SCHEMES`.
    edition
        Edition of HJ 212, `2005`, `2017`, `2025`, or the name of the standard; the other schemes
        have but one. None = the latest.

    Raises
    ------
    LookupError
        If the scheme or the edition is unknown.
    """
    if scheme not in SCHEMES:
        raise LookupError(f"expected one of {', '.join(SCHEMES)}; got {scheme!r}")
    stages = law.provisions()[f"quality.marks.{scheme}"]
    name = EDITIONS.get("2017" if edition == "sw" else edition, edition) if edition else None
    for stage in reversed(stages):
        if name in (None, stage.standard):
            return law.at(stage.since)[stage.path]
    known = ", ".join(stage.standard for stage in stages)
    raise LookupError(f"expected an edition of {known}; got {edition!r}")


def _there(table: Provision) -> Mapping[str, Flag]:
    return {str(mark): Flag[row["flag"]] for row in table.rows() for mark in row["marks"]}


def from_marks(marks: npt.ArrayLike, scheme: str = "hj212", edition: str | None = None) -> Flags:
    """Read marks as flags.

    Parameters
    ----------
    marks : array-like of str
        As sent; case and blanks around do not matter. None counts as empty.
    scheme, edition
        As of `table_of`.

    Returns
    -------
    ndarray of int8
        As `Flag` numbers them; a mark that the edition does not know is `SUSPECT`, for nobody knows
        what it admits.
    """
    known = _there(table_of(scheme, edition))
    given = np.asarray(marks, dtype=object).ravel()
    words = np.array(["" if each is None else str(each).strip().upper() for each in given], object)
    unique, places = np.unique(words.astype(str), return_inverse=True)
    found = np.array([known.get(word, Flag.SUSPECT) for word in unique], np.int8)
    read: Flags = found[places] if len(given) else np.zeros(0, np.int8)
    return read


def to_marks(
    flags: npt.ArrayLike, scheme: str = "hj212", edition: str | None = "2017"
) -> npt.NDArray[Any]:
    """Write flags as marks of a scheme.

    Parameters
    ----------
    flags : array-like of int
        As `Flag` numbers them.
    scheme, edition
        As of `table_of`.

    Returns
    -------
    ndarray of object
        Marks; None where the edition has no word for the flag.

    Raises
    ------
    ValueError
        If a number is no flag.
    """
    back = {Flag[row["flag"]]: row["back"] for row in table_of(scheme, edition).rows()}
    return np.array([back.get(Flag(int(each))) for each in np.ravel(np.asarray(flags))], object)
