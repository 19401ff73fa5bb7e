"""What the supervision tells others: plain values that never change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from qingtian.policy.oversight import Question
from qingtian.standards.result import Cite
from qingtian_platform.check.instruments.api import RecordInfo
from qingtian_platform.evaluate.api import SampleVerdict

PASS, FAIL, OPEN = "pass", "fail", "open"
"""How a check stands: passed, failed, or not to be told yet."""


@dataclass(frozen=True)
class SampleRow:
    """A supervisory sample and what the law of its day says of it.

    Attributes
    ----------
    number, code
        Of the sample; of what.
    taken
        When; None where the sheet says no time.
    value, unit
        As the laboratory reports.
    signed
        Whether all four have signed; before, nothing is judged.
    verdict
        None while it is not signed.
    """

    number: str
    code: str
    taken: datetime | None
    value: str
    unit: str
    signed: bool
    verdict: SampleVerdict | None


@dataclass(frozen=True)
class PairRow:
    """A pair of a comparison: reference and instrument, and where a pair is judged alone its error."""

    reference: Decimal
    instrument: Decimal
    at: datetime | None
    frame: tuple[int, int] | None
    error: Decimal | None
    limit: Decimal | None
    unit: str
    state: str


@dataclass(frozen=True)
class Doubted:
    """What a failed comparison does to the data by the law: shown, and applied by nobody.

    Attributes
    ----------
    since
        The last check that passed; None where none is on record: then the failed one itself.
    until
        The next that passed; None = still.
    cite
        Where the rule stands; None before there was one.
    """

    since: datetime | None
    until: datetime | None
    cite: Cite | None


@dataclass(frozen=True)
class ComparedRow:
    """A comparison, judged as `check.instruments` judges it.

    Attributes
    ----------
    record
        As it stands in the ledger of instruments.
    measure, error, limit, unit, cites
        Of the whole; cites empty where no standard says anything.
    state, enough
        `pass`, `beyond`, `fail` or empty; whether there are as many pairs as the standard asks.
    pairs
        One by one.
    doubted
        Of a failed one.
    """

    record: RecordInfo
    measure: str
    error: Decimal | None
    limit: Decimal | None
    unit: str
    cites: tuple[Cite, ...]
    state: str
    enough: bool | None
    pairs: tuple[PairRow, ...]
    doubted: Doubted | None


@dataclass(frozen=True)
class AnswerRow:
    """A question of the sheet: the answer (`yes`, `no`, `na`, empty = not yet), and words to it."""

    question: Question
    answer: str
    words: str


@dataclass(frozen=True)
class InspectionInfo:
    """A check of self-monitoring.

    Attributes
    ----------
    id, thing_id, means, matter
        Its number here; which outlet; `sampling`, `comparison` or `site`; its matter.
    words, name, at
        Why it is made; who ordered it, when.
    passed, task, concluded_at, concluded_by
        None until it is concluded; the task that a failure opened.
    """

    id: int
    thing_id: int
    means: str
    matter: int
    words: str
    name: str
    at: datetime
    passed: bool | None
    task: int | None
    concluded_at: datetime | None
    concluded_by: str


@dataclass(frozen=True)
class Standing:
    """What was found in a check and how it stands.

    Attributes
    ----------
    samples, compared, sheet
        Rows, by its means.
    state
        `pass`, `fail` or `open`.
    missing
        By key, why it cannot be told or concluded yet; see `judging.LACKS`.
    papers
        The papers that its means asks for, by key: whether each is finished.
    """

    samples: tuple[SampleRow, ...]
    compared: tuple[ComparedRow, ...]
    sheet: tuple[AnswerRow, ...]
    state: str
    missing: tuple[str, ...]
    papers: Mapping[str, bool]
