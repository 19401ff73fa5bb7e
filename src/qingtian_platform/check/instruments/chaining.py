"""What a standard, a certificate of a chain and a revocation must be before they are written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from qingtian.quality.traceability import CircularError, Node
from qingtian_platform.check.instruments.fields import FieldError
from qingtian_platform.kit.times import beijing

if TYPE_CHECKING:
    from qingtian_platform.check.instruments.records import Draft

LINKING = ("of", "by", "quantity")
"""Fields that make a certificate a link of a chain: all of them or none."""


def check(draft: Draft, content: Mapping[str, Any]) -> None:
    """Hold what belongs to a chain against what is on record.

    Raises
    ------
    FieldError
        A key or number is taken or unknown, the laboratory is missing, or a circle would close.
    """
    if draft.kind == "standard":
        _standard(draft, content)
    elif draft.kind == "certificate":
        _certificate(draft, content)
    elif draft.kind == "revocation":
        raise FieldError("kind", _("A certificate is taken back by a signed act, on its own page."))


def _standard(draft: Draft, content: Mapping[str, Any]) -> None:
    from qingtian_platform.check.instruments.standards import standards

    known = standards().nodes.get(content["key"])
    if known is not None and known.record.id != draft.corrects:
        raise FieldError("key", _("It is on record already; correct that record."))
    placed = bool(draft.mn and draft.code)
    if placed != (content["level_kind"] == "instrument"):
        raise FieldError(
            "level_kind",
            _("An instrument stands at a data logger with a factor, and nothing else."),
        )
    if content["level_kind"] != "national" and not content.get("needs", "").split():
        raise FieldError("needs", _("Say in which quantities it has to be traced, as o3 or flow."))
    try:
        node(draft.start, content)
    except ValueError as error:
        raise FieldError("until", str(error)) from None


def node(start: Any, content: Mapping[str, Any]) -> Node:  # noqa: ANN401 - a datetime
    """Read a node from the beginning and the fields of its record."""
    until = content.get("until")
    return Node(
        content["key"],
        content["level_kind"],
        tuple(content.get("needs", "").split()),
        int(float(content.get("level", 0))),
        beijing(start).date(),
        date.fromisoformat(until) if until else None,
    )


def _certificate(draft: Draft, content: Mapping[str, Any]) -> None:
    from qingtian_platform.check.instruments.standards import link, standards

    given = [name for name in LINKING if name in content]
    if not given and draft.mn:
        return
    missing = next((name for name in LINKING if name not in content), None)
    if missing:
        raise FieldError(
            missing,
            _("A certificate of a chain says what was calibrated, with what, in which quantity."),
        )
    found = standards()
    for name in ("of", "by"):
        if content[name] not in found.nodes:
            raise FieldError(
                name, _("No instrument or standard %s is on record.") % content[name][:60]
            )
    known = found.certificates.get(content["number"])
    if known is not None and known.id != draft.corrects:
        raise FieldError("number", _("It is on record already; correct that record."))
    try:
        found.register.refuse_circle(link(draft.start, content))
    except CircularError:
        raise FieldError(
            "by",
            _("It would close a circle: %(by)s is itself traced to %(of)s.")
            % {"by": content["by"], "of": content["of"]},
        ) from None
    except ValueError:
        raise FieldError("valid_until", _("It lies before the beginning.")) from None
