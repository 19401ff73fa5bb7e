"""What a person types as a number is one that can be written out, wherever it is typed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from qingtian_platform.assess.accounts import entering
from qingtian_platform.assess.tasks import api as tasks
from qingtian_platform.check.declared import manual
from qingtian_platform.check.instruments import fields
from qingtian_platform.check.plans import checking
from qingtian_platform.kit.numbers import plain_number

READERS: dict[str, Callable[[str], object]] = {
    "kit": plain_number,
    "values by hand": manual._number,
    "results": checking.value_of,
    "records of instruments": lambda text: fields.number("value", text),
    "reports of targets": tasks._number,
    "facts": lambda text: entering._number(text, "value"),
}
NONE = (
    "1e999999999999", "-1e99999999999", "1e-999999999999", "0e999999999999", "1e400", "NaN", "sNaN",
    "Infinity", "-inf", "1_000", "１２", "٣", "", " ", "4,2", "0x10", "1e", "9" * 41, "=1+1",
)  # fmt: skip


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize("text", NONE)
def test_what_is_no_number_or_none_that_can_be_written_out_is_refused(who, text):
    with pytest.raises(ValueError, match=r".+"):
        READERS[who](text)


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize("text", ["0", "-0.05", "4.20", "1.2e3", "+7"])
def test_a_number_is_taken(who, text):
    assert Decimal(str(READERS[who](text))) == Decimal(text)
