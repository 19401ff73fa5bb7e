"""Any table of the desk as CSV or XLSX; a demo says so in the file too."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from qingtian_platform.kit.context import demo_text, is_demo
from qingtian_platform.kit.tables import BOM, Cell, csv_lines, write_xlsx
from qingtian_platform.kit.times import BEIJING

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def asked(request: HttpRequest) -> str:
    """Say which file is asked for: `csv`, `xlsx` or none."""
    kind = request.GET.get("as", "")
    return kind if kind in {"csv", "xlsx"} else ""


def table(
    request: HttpRequest, name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> HttpResponse:
    """Hand a table out as a file.

    Parameters
    ----------
    request
        Says which kind of file.
    name
        Name of the file without its ending.
    columns, rows
        The table; texts that a spreadsheet would run are neutralised, moments are written in
        Beijing time with its offset, to the second.

    Returns
    -------
    HttpResponse
        CSV in UTF-8 with a mark of byte order, so that a spreadsheet reads Chinese; or XLSX.
    """
    if is_demo():
        columns = [*columns, demo_text()]
    rows = ([_in_beijing(cell) for cell in row] for row in rows)
    if asked(request) == "xlsx":
        stream = io.BytesIO()
        write_xlsx(stream, columns, rows, title=name)
        return _file(stream.getvalue(), XLSX, f"{name}.xlsx")
    text = BOM + "".join(csv_lines(columns, rows))
    return _file(text.encode(), "text/csv; charset=utf-8", f"{name}.csv")


def _in_beijing(cell: Cell) -> Cell:
    if isinstance(cell, datetime) and cell.tzinfo:
        return cell.astimezone(BEIJING).replace(microsecond=0)
    return cell


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
