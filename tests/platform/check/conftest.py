"""An archive view with the columns of the map, filled row by row."""

from __future__ import annotations

from datetime import datetime, timedelta

import duckdb
import pytest

from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import BEIJING
from support.desk_city import city_once, truth

__all__ = ["city_once", "truth"]

SCHEMA = """
CREATE TABLE observations_all (
    mn VARCHAR, st VARCHAR, code VARCHAR, "interval" VARCHAR, start TIMESTAMPTZ, "end" TIMESTAMPTZ,
    field VARCHAR, place SMALLINT, value DOUBLE, decimals TINYINT, text VARCHAR, flag VARCHAR,
    received_at TIMESTAMPTZ, batch BIGINT, frame INTEGER, superseded_at TIMESTAMPTZ
)
"""


class Rows:
    """Fills the archive's view in Beijing time."""

    def __init__(self, db: duckdb.DuckDBPyConnection) -> None:
        self.db = db

    def put(
        self,
        mn,
        code,
        start,
        *,
        interval="hour",
        field="Avg",
        value=1.0,
        flag="N",
        came=None,
        place=0,
        superseded=None,
    ):
        """Put one row; it comes a minute after the end of its hour unless told."""
        begin = at(start)
        came = begin + timedelta(minutes=61) if came is None else at(came)
        self.db.execute(
            "INSERT INTO observations_all VALUES (?,'22',?,?,?,?,?,?,?,0,NULL,?,?,0,0,?)",
            [
                mn,
                code,
                interval,
                begin,
                begin,
                field,
                place,
                value,
                flag,
                came,
                superseded and at(superseded),
            ],
        )


def at(text: str) -> datetime:
    """Read a time of Beijing's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


@pytest.fixture
def db():
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(SCHEMA)
    yield connection
    connection.close()


@pytest.fixture
def rows(db):
    return Rows(db)


@pytest.fixture
def places(tmp_path):
    return Places(tmp_path).make()
