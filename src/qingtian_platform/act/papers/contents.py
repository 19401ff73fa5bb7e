"""What a paper says, as rows hold it and as a person typed it; each value by the kind of its field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from qingtian.cases import Officer
from qingtian.cases.forms import Form, FormField
from qingtian.quantities import BEIJING
from qingtian_platform.act.papers import pack
from qingtian_platform.act.papers.errors import Lack
from qingtian_platform.act.papers.infos import Content
from qingtian_platform.kit.signed import typed

SHORT = 120
"""Characters of a name, or of the number of a certificate. [1]"""
MOST_OFFICERS = 8


def as_json(content: Content) -> dict[str, Any]:
    """Write it as rows hold it."""
    said = asdict(content)
    said["officers"] = [[each.name, each.certificate] for each in content.officers]
    for name in ("begin", "end"):
        said[name] = said[name].isoformat() if said[name] else None
    return {**said, "fields": dict(content.fields), "exhibits": list(content.exhibits)}


def of_json(said: Mapping[str, Any]) -> Content:
    """Read it as rows hold it."""
    found = dict(said)
    found["officers"] = tuple(Officer(*each) for each in said.get("officers", ()))
    for name in ("begin", "end"):
        text = said.get(name)
        found[name] = datetime.fromisoformat(text) if text else None
    found["exhibits"] = tuple(said.get("exhibits", ()))
    return Content(**{"fields": {}, **found})


def moment(text: str) -> datetime | None:
    """Read a time of a form, as 2026-11-26T10:00 in Beijing; None for nothing.

    Raises
    ------
    ValueError
        It is none.
    """
    if not text.strip():
        return None
    found = datetime.fromisoformat(text.strip())
    return found if found.tzinfo else found.replace(tzinfo=BEIJING)


def taken(form: Form, given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Lack]]:
    """Take the fields of a form as they were given.

    Returns
    -------
    dict
        Each value as rows hold it; what is empty is left out.
    list of Lack
        What is of another kind than its field.
    """
    found: dict[str, Any] = {}
    wrong = [Lack(key, _("The form has no such field.")) for key in given if key not in form.fields]
    for key, field in form.fields.items():
        try:
            value = _value(field, given.get(key))
        except ValueError as problem:
            wrong.append(Lack(key, str(problem)))
        else:
            if value not in ("", [], None):
                found[key] = value
    return found, wrong


def _value(field: FormField, given: Any) -> Any:  # noqa: ANN401
    """Take one value; empty ones are empty whatever the kind."""
    if given is None or given in ("", [], ()):
        return ""
    if field.kind == "papers":
        return _numbers(given)
    text = given.isoformat() if isinstance(given, date) else str(given).strip()
    if field.kind in ("text", "long"):
        return _short(typed(text), field.most)
    if field.kind == "yesno":
        return _of(text, {"True": "yes", "False": "no", "yes": "yes", "no": "no"})
    if field.kind == "choice":
        return _of(text, {key: key for key in field.choices})
    if field.kind == "way":
        return _of(text, {key: key for key in pack.forms().ways})
    return _measured(field.kind, text)


def _measured(kind: str, text: str) -> str:
    if not text:
        return ""
    try:
        if kind == "day":
            return date.fromisoformat(text).isoformat()
        if kind == "moment":
            found = moment(text)
            return found.isoformat() if found else ""
        number = Decimal(text)
    except (ValueError, InvalidOperation):
        number = Decimal("NaN")
    if kind == "number" and number.is_finite() and abs(number) < Decimal(10) ** 15:
        return str(number)
    said = {"day": _("a day as 2026-11-26"), "moment": _("a time as 2026-11-26 10:00")}
    raise ValueError(
        _("Expected %(what)s; got %(x)s.") % {"what": said.get(kind, _("a number")), "x": text[:40]}
    )


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise ValueError(
            _("Expected at most %(n)s characters; got %(x)s.") % {"n": most, "x": len(text)}
        )
    return text


def _of(text: str, known: Mapping[str, str]) -> str:
    if text and text not in known:
        raise ValueError(
            _("Expected one of %(known)s; got %(x)s.")
            % {"known": ", ".join(sorted(set(known.values()))), "x": text[:40]}
        )
    return known.get(text, "")


def _numbers(given: Any) -> list[int]:  # noqa: ANN401
    try:
        return sorted({int(each) for each in given})
    except (TypeError, ValueError):
        raise ValueError(_("Expected papers of this matter.")) from None


def bounded(content: Content) -> Iterator[Lack]:
    """Tell what is too long beside the fields."""
    if len(content.officers) > MOST_OFFICERS:
        yield Lack("@officers", _("Expected at most %(n)s officers.") % {"n": MOST_OFFICERS})
    for each in content.officers:
        if max(len(each.name), len(each.certificate)) > SHORT:
            yield Lack("@officers", _("Expected at most %(n)s characters.") % {"n": SHORT})
    for name in ("signer", "witness", "signature", "number"):
        if len(getattr(content, name)) > SHORT:
            key = "@party" if name in ("signer", "witness") else f"@{name}"
            yield Lack(key, _("Expected at most %(n)s characters.") % {"n": SHORT})
