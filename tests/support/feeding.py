"""Batches for the feeds of the city's pack, as their departments would send them."""

from __future__ import annotations

from datetime import datetime, timedelta

from qingtian_platform.kit.times import BEIJING
from qingtian_platform.project.demo.feeds import table, written

__all__ = ["DAY", "NOW", "air", "table", "written"]

NOW = datetime(2026, 11, 20, 10, tzinfo=BEIJING)
DAY = timedelta(days=1)


def air(day: datetime, hours: int = 24, *, pm: str = "35", mark: str = "正常") -> bytes:
    """Write a day of the two district stations; stamps name the end of the hour."""
    rows = [
        [name, f"{day + timedelta(hours=hour):%Y-%m-%d %H:%M}", pm, "800", mark]
        for name in ("一号区级站", "二号区级站")
        for hour in range(1, hours + 1)
    ]
    return table(["站点", "时间", "细颗粒物", "一氧化碳", "标记"], rows)
