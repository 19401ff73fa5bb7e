"""How receipts are read: one decoder for each form.

A decoder takes receipts of its form and gives, for each, the text that may be sealed and how it
was come by, and the rows of observations. Whatever it is handed, it answers: what cannot be read
is sealed all the same and has no rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa
import structlog

from qingtian_platform.record.rows import DECODED, together

log = structlog.get_logger(__name__)


@dataclass
class Decoded:
    """What was read from receipts.

    Attributes
    ----------
    texts
        For each receipt, its bytes with secrets masked.
    readings
        For each receipt, `sent` or `decrypted`.
    rows
        Observations, schema `rows.DECODED`; `frame` is the place of the receipt.
    """

    texts: list[bytes]
    readings: list[str]
    rows: pa.Table


@dataclass(frozen=True)
class Source:
    """What the registry says about a data logger, as far as decoding needs it.

    Attributes
    ----------
    st
        System code, for forms that do not state it.
    edition, checksum, strict, sm4_key
        As in `hj212.dialects.Dialect`.
    minutes
        Length of the period of minute data. [min]
    label_end
        Whether stamps name the end of the period.
    """

    st: str = ""
    edition: str = "2017"
    checksum: str = "standard"
    strict: bool = False
    sm4_key: bytes | None = None
    minutes: int = 10
    label_end: bool = False


class Decoder(Protocol):
    """Reads receipts of one form."""

    def __call__(self, raws: Sequence[bytes], sources: Mapping[str, Source]) -> Decoded:
        """Read receipts, in order."""
        ...


def decode(forms: Sequence[str], raws: Sequence[bytes], sources: Mapping[str, Source]) -> Decoded:
    """Read receipts of any forms.

    Parameters
    ----------
    forms, raws
        Form and bytes of each receipt.
    sources
        Data loggers by MN; one that is missing is read by the standard.

    Returns
    -------
    Decoded
        In the order of the receipts.
    """
    present = set(forms)
    if len(present) == 1:
        return _each(forms[0], raws, sources)
    texts, readings, tables = [b""] * len(raws), [""] * len(raws), []
    for form in sorted(present):
        places = [place for place, item in enumerate(forms) if item == form]
        part = _each(form, [raws[place] for place in places], sources)
        for place, text, reading in zip(places, part.texts, part.readings, strict=True):
            texts[place], readings[place] = text, reading
        tables.append(_moved(part.rows, places))
    return Decoded(texts, readings, together(tables))


def _each(form: str, raws: Sequence[bytes], sources: Mapping[str, Source]) -> Decoded:
    """Read receipts of one form; one that its decoder fails on costs the others nothing.

    A batch that cannot be read would be tried for ever, and nothing behind it would be sealed.
    """
    try:
        return _decoder(form)(raws, sources)
    except MemoryError:
        raise
    except Exception:  # a fault of the decoder, whatever it is: halve, and seal the culprit unread
        if len(raws) == 1:
            log.exception("a receipt cannot be read; it is sealed without rows", form=form)
            return _unread(raws)
    half = len(raws) // 2
    first, second = (_each(form, part, sources) for part in (raws[:half], raws[half:]))
    return Decoded(
        first.texts + second.texts,
        first.readings + second.readings,
        together([first.rows, _moved(second.rows, range(half, len(raws)))]),
    )


def _moved(table: pa.Table, places: Sequence[int]) -> pa.Table:
    """Say of each row which of all the receipts it is of."""
    moved = pa.array(places, pa.int32()).take(table["frame"])
    return table.set_column(0, DECODED.field("frame"), moved)


def _decoder(form: str) -> Decoder:
    from qingtian_platform.record.forms import hj212, row

    return {"hj212": hj212.decode, "row": row.decode}.get(form, _unknown)


def _unknown(raws: Sequence[bytes], sources: Mapping[str, Source]) -> Decoded:
    """Seal what no decoder knows."""
    del sources
    return _unread(raws)


def _unread(raws: Sequence[bytes]) -> Decoded:
    """Give the length alone of what no decoder can mask."""
    texts = [b"*" * len(raw) for raw in raws]
    return Decoded(texts, ["sent"] * len(raws), DECODED.empty_table())
