"""The keys of the desk go from row to row, also where rows lead to one address and have no name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from support import browser

pytestmark = pytest.mark.journey
SCRIPT = Path(__file__).parents[2] / "src/qingtian_platform/publish/static/publish/desk/desk.js"
ROW = '<tr data-href="#{n}"><td>{text}</td></tr>'


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[browser.Reader]:
    page = tmp_path_factory.mktemp("rows") / "rows.html"
    rows = "".join(ROW.format(n=n // 2, text=f"row {n}") for n in range(4))
    table = f"<table data-rows><tbody>{rows}</tbody></table>"
    page.write_text(f"<!doctype html>{table}<script>{SCRIPT.read_text('utf-8')}</script>", "utf-8")
    with browser.reader(page.as_uri()) as someone:
        someone.open(page.as_uri())
        yield someone


def test_j_and_k_reach_every_row(reader):
    seen = []
    for key in "jjjjkk":
        reader.one("body").send_keys(key)
        seen.append(reader.one("tr.at").text)
    assert seen == ["row 0", "row 1", "row 2", "row 3", "row 2", "row 1"]
    reader.one("body").send_keys(Keys.ENTER)
    assert reader.driver.current_url.endswith("#0")
