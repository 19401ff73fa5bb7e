"""Manual samples beside what the instrument showed in the same hour (监督性监测, 比对)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.publish.desk.instruments import words
from qingtian_platform.publish.desk.signing import sampling
from qingtian_platform.record.samples import sheets
from qingtian_platform.registry import api as registry

PURPOSES = ("supervision", "comparison")
SHOWN = 30


@dataclass(frozen=True)
class Beside:
    """A manual sample with the automatic reading of its hour.

    Attributes
    ----------
    sample
        Sheets and signatures.
    purpose, factor, manual, unit
        What it was taken for, of what, and what the laboratory found.
    automatic
        What the instrument showed, with its sealed frame.
    verdict
        Of the standard on comparisons; None where none applies.
    """

    sample: sheets.Sample
    purpose: str
    factor: str
    manual: str
    unit: str
    automatic: sampling.Automatic
    verdict: instruments.Verdict | None

    @property
    def state(self) -> str:
        """The verdict as a word."""
        return str(words.VERDICTS[self.verdict.state]) if self.verdict else ""

    @property
    def clauses(self) -> list[str]:
        """Where it stands."""
        return [words.clause(cite) for cite in self.verdict.cites] if self.verdict else []


def beside(logger: registry.LoggerInfo, thing: registry.ThingInfo) -> list[Beside]:
    """List the analysed samples of a unit for which this data logger has a reading, the newest first.

    Parameters
    ----------
    logger, thing
        The data logger, and the unit that the samples are of.
    """
    codes = {d.code for d in registry.datastreams(thing.id) if d.mn == logger.mn}
    numbers = [n for purpose in PURPOSES for n in sheets.samples(purpose, thing.key)]
    found = (_beside(sheets.sample(number), logger.st, codes) for number in numbers[:SHOWN])
    return [each for each in found if each is not None]


def _beside(sample: sheets.Sample, st: str, codes: set[str]) -> Beside | None:
    said = {key: str(text) for sheet in sample.sheets for key, text in sheet.content.items()}
    automatic = sampling.automatic(sample) if said.get("code") in codes else None
    if automatic is None:
        return None
    pair = _pair(said["value"], automatic.value)
    same = said["unit"].strip().lower() == automatic.unit.lower()
    judged = pair and same and instruments.compared(st, said["code"], [pair], automatic.start)
    return Beside(
        sample,
        sampling.purpose_word(said["purpose"]),
        words.factor(said["code"]),
        said["value"],
        said["unit"],
        automatic,
        judged or None,
    )


def _pair(manual: str, automatic: str) -> tuple[Decimal, Decimal] | None:
    """Read both as numbers; None where one is none, as `<0.05`."""
    try:
        return Decimal(manual), Decimal(automatic)
    except InvalidOperation:
        return None
