"""What a complaint can be about, and which channel the procedure gives it to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian.cases import Procedure
from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.complaints.errors import ComplaintRefusedError

PROCEDURE: Final = "complaint"
SCOPES: Final[Mapping[str, Promise]] = {
    "pollution": gettext_lazy("Pollution: air, water, noise, dust, waste"),
    "data": gettext_lazy("False or tampered monitoring data"),
    "laboratory": gettext_lazy("A laboratory or monitoring organisation"),
    "other": gettext_lazy("Something else"),
}
"""The words of the procedure's fact `scope`, as a citizen reads them."""


def procedure(at: datetime) -> Procedure:
    """Give the procedure that is in force for what comes at a time.

    Raises
    ------
    ComplaintRefusedError
        If the city's pack has none then.
    """
    try:
        return cases.in_force(PROCEDURE, at)
    except (cases.NoSuchError, cases.MatterError):
        raise ComplaintRefusedError(
            _("This city takes no reports here; call the hotline.")
        ) from None


def channel(scope: str, at: datetime) -> str:
    """Give the channel to which the procedure's table routes: `12369`, `12365`, `both` or `none`."""
    routed = procedure(at).tables["scope"].decide({"scope": scope})
    return str(routed.then["hotline"])
