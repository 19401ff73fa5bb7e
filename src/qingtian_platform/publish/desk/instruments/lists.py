"""The list of instruments: what is due, what failed, what was changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from qingtian_platform.check.instruments import api as instruments
from qingtian_platform.people.api import desk_required
from qingtian_platform.publish.desk import export
from qingtian_platform.publish.desk.frame import page, seen
from qingtian_platform.publish.desk.instruments import words
from qingtian_platform.publish.desk.instruments.rows import LISTS, Row, rows, until

SHOWN = 200


@desk_required(*instruments.WATCHERS)
def listed(request: HttpRequest) -> HttpResponse:
    """Show the list, or one of its lists, or hand it out as a file."""
    found = rows(seen(request))
    chosen = request.GET.get("list", "")
    shown = [row for row in found if not chosen or chosen in row.lists]
    if export.asked(request):
        return export.table(request, "qingtian-instruments", _columns(), _lines(shown))
    context: dict[str, Any] = {
        "rows": shown[:SHOWN],
        "more": max(0, len(shown) - SHOWN),
        "number": len(found),
        "counts": [(key, word, sum(key in r.lists for r in found)) for key, word in LISTS.items()],
        "chosen": chosen if chosen in LISTS else "",
        "words": LISTS,
    }
    return page(request, "instruments/list.html", "instruments", context)


def _columns() -> list[str]:
    return [
        _("Unit"), "MN", _("Factor"), _("Last check"), _("Next check by"), _("Last comparison"),
        _("Verdict"), _("Clause"), _("Certificate ends"), _("Changes in 30 days"),
        _("Changes without a record"),
    ]  # fmt: skip


def _lines(shown: Iterable[Row]) -> Iterator[list[Any]]:
    for row in shown:
        compared = row.compared
        checks: list[tuple[str, instruments.Due | None]] = [*row.due] or [("", None)]
        for code, due in checks:
            yield [
                row.name,
                row.mn,
                words.factor(code),
                due.last.start if due and due.last else None,
                due.by if due else None,
                compared[0].start if compared else None,
                str(words.VERDICTS[compared[1].state]) if compared else "",
                words.clause(compared[1].cites[0]) if compared else "",
                until(row.ends) if row.ends else "",
                len(row.changed),
                len(row.unexplained),
            ]
