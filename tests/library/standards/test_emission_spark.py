"""The judgements of outlets run unchanged on Spark."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from library.standards import test_emission_tables as here
from library.standards.test_spark import plain
from support import spark as support

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # Spark's own: versions of pandas, sockets that it keeps
    pytest.mark.timeout(900),  # a JVM that starts on a busy machine
]


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Start Spark and leave it for the next module that asks: a JVM takes long to start."""
    return support.session(tmp_path_factory.mktemp("warehouse"))


@pytest.mark.parametrize("rule", here.RULES)
def test_spark_judges_as_the_others_do(spark: Any, rule: str) -> None:
    judge, keys = here.RULES[rule]
    arrow = here.table(here.rows(1, 2))
    last = here.DAY + timedelta(days=1)
    found = plain(judge(spark.createDataFrame(arrow), here.DAY, last).toArrow())
    assert here.by(found, keys) == here.by(judge(arrow, here.DAY, last), keys)
