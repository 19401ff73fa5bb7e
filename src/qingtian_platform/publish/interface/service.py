"""Matters for other departments' systems: read, hand in, give receipt, act; told by signed message."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Status
from pydantic import ValidationError as FormError

from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.interface import api as interface
from qingtian_platform.act.interface.api import KeyInfo
from qingtian_platform.publish.interface import doors, forms, giving
from qingtian_platform.publish.interface.problems import ProblemError, not_there, told

_HEADER = {"in": "header", "required": True, "schema": {"type": "string", "maxLength": 80}}
ONCE = {"parameters": [_HEADER | {"name": "Idempotency-Key"}]}
"""What a request that does something bears beside its body."""
_MESSAGE = forms.Message.model_json_schema(ref_template="#/components/schemas/{model}")
_MESSAGE.pop("$defs")  # they stand among the document's own
SIGNED = {
    "parameters": [
        _HEADER | {"name": name} for name in ("Qingtian-Key", "Qingtian-Time", "Qingtian-Signature")
    ],
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": _MESSAGE}},
    },
}
router = Router(tags=["cases"], auth=doors.ByKey())
Id = Annotated[int, Path(ge=1, le=2**62)]
Reply = tuple[int, dict[str, Any]]


def present() -> datetime:
    """Give the present."""
    return datetime.now(UTC)


def _key(request: HttpRequest) -> KeyInfo:
    found: KeyInfo = request.auth  # type: ignore[attr-defined]  # set by ninja
    return found


def _seen(id: int, key: KeyInfo) -> cases.MatterInfo:  # noqa: A002
    try:
        return cases.matter(id, key.person)
    except (cases.ForbiddenError, cases.NoSuchError) as error:
        raise not_there() from error


@router.get("/procedures", response=forms.Procedures, summary="Acts that open a matter")
def procedures(
    request: HttpRequest, division: Annotated[forms.Place, Query()] = ""
) -> dict[str, Any]:
    """List the procedures in force by whose acts the key may open a matter at a place."""
    with told():
        found = giving.procedures(_key(request).person, division, present())
    return {"count": len(found), "value": found}


@router.get("/matters", response=forms.Matters, summary="Matters that the key may see")
def matters(  # - the parameters of a query
    request: HttpRequest,
    state: Literal["open", "ended", "all"] = "open",
    procedure: Annotated[str, Query(max_length=80, pattern=r"^[^\x00]*$")] = "",
    text: Annotated[str, Query(max_length=120, pattern=r"^[^\x00]*$")] = "",
    page: Annotated[int, Query(ge=0, le=10_000)] = 0,
    size: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """List matters, what is due first before the rest."""
    with told():
        shown = cases.queue(
            _key(request).person,
            ended={"open": False, "ended": True, "all": None}[state],
            procedure=procedure or None,
            text=text,
            page=page,
            size=size,
            now=present(),
        )
    value = [giving.matter(each) for each in shown.rows]
    return {"total": shown.total, "page": page, "count": len(value), "value": value}


@router.get("/matters/{id}", response=forms.Whole, summary="One matter with duties and deeds")
def matter(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    """Give a matter: its state, what is owed, what was done, what the key may do."""
    key = _key(request)
    return giving.whole(_seen(id, key), key.person, present())


@router.post(
    "/clues",
    response={200: forms.Opened, 201: forms.Opened},
    summary="Hand in a clue",
    openapi_extra=ONCE,
)
def clues(request: HttpRequest, clue: forms.Clue) -> Status[dict[str, Any]]:
    """Open a matter; one that is open about the same is given instead, and keeps the clue."""
    key, now = _key(request), present()
    asked = {"path": "clues", **clue.dict()}
    with told():
        name = doors.named(request)
        return Status(*interface.once(key, name, _plain(asked), now, lambda: _open(key, clue, now)))


def _open(key: KeyInfo, clue: forms.Clue, now: datetime) -> Reply:
    origin = cases.Origin("transfer", f"{key.name} {clue.ref}")
    made = cases.open_matter(
        clue.procedure,
        clue.act,
        subject=cases.Subject(clue.subject.kind, clue.subject.key, clue.subject.name),
        division=clue.division,
        origin=origin,
        person=key.person,
        party=clue.party,
        facts=clue.facts,
        papers=[each.handed() for each in clue.papers],
        reason=clue.words,
        now=now,
    )
    new = made.origin == origin and made.recorded_at == now
    return 201 if new else 200, {"matter": giving.matter(made), "new": new}


@router.post(
    "/matters/{id}/receipt", response=forms.Receipt, summary="Receive a matter", openapi_extra=ONCE
)
def receipt(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    """Give the receipt of a matter that was handed over to the organisation of the key."""
    key, now = _key(request), present()
    _seen(id, key)

    def do() -> Reply:
        made = cases.receive(id, key.person, now)
        return 200, {
            "number": made.number,
            "matter": id,
            "organisation": made.organisation,
            "received_at": giving.moment(made.received_at),
        }

    with told():
        name = doors.named(request)
        return interface.once(key, name, {"path": f"receipt {id}"}, now, do)[1]


@router.post(
    "/matters/{id}/acts", response=forms.Done, summary="Hand in a result", openapi_extra=ONCE
)
def acts(request: HttpRequest, id: Id, act: forms.Act) -> dict[str, Any]:  # noqa: A002
    """Do an act: a result, an interim result, feedback, an ending."""
    key, now = _key(request), present()
    _seen(id, key)
    name = doors.named(request)
    asked = _plain({"path": f"act {id}", **act.dict()})
    with told():
        return interface.once(key, name, asked, now, lambda: _do(key, id, act, name, now))[1]


def _do(key: KeyInfo, id: int, act: forms.Act, name: str, now: datetime) -> Reply:  # noqa: A002
    made = cases.do(
        id,
        key.person,
        act.act,
        party=act.party,
        facts=act.facts,
        papers=[each.handed() for each in act.papers],
        reason=act.reason,
        version=act.version,
        key=hashlib.sha256(f"{key.id} {name}".encode()).hexdigest(),
        now=now,
    )
    after = giving.matter(cases.matter(id))
    at = giving.moment(made.at)
    return 200, {"seq": made.seq, "act": made.act, "at": at, "digest": made.digest, "matter": after}


@router.post(
    "/matters/{id}/called/{seq}",
    response={200: forms.Opened, 201: forms.Opened},
    summary="Open a procedure that was called",
    openapi_extra=ONCE,
)
def called(
    request: HttpRequest,
    id: Id,  # noqa: A002
    seq: Annotated[int, Path(ge=1, le=10**9)],
    begin: forms.Begin,
) -> Status[dict[str, Any]]:
    """Bring the papers with which a called procedure begins; one that was opened is given."""
    key, now = _key(request), present()
    _seen(id, key)
    asked = _plain({"path": f"called {id} {seq}", **begin.dict()})

    def do() -> Reply:
        made = cases.open_called(
            id,
            seq,
            key.person,
            begin.act,
            party=begin.party,
            facts=begin.facts,
            papers=[each.handed() for each in begin.papers],
            reason=begin.reason,
            now=now,
        )
        new = made.recorded_at == now
        return 201 if new else 200, {"matter": giving.matter(made), "new": new}

    with told():
        return Status(*interface.once(key, doors.named(request), asked, now, do))


def _plain(asked: dict[str, Any]) -> dict[str, Any]:
    """Bring times to text, as JSON has them."""
    for paper in asked.get("papers", ()):
        for name in ("begin", "end"):
            paper[name] = giving.moment(paper[name])
    return asked


@router.post(
    "/messages",
    response=forms.Done,
    auth=None,
    summary="Tell by a signed message",
    openapi_extra=SIGNED,
)
def messages(request: HttpRequest) -> dict[str, Any]:
    """Do the act that a department's system tells of by webhook.

    Headers: `Qingtian-Key` names the key, `Qingtian-Time` is the time in seconds since 1970,
    `Qingtian-Signature` is HMAC-SHA256 over that text, a dot and the body. Body: as of `acts`, with
    `matter`. What lies more than five minutes from the present, or came before, is refused.
    """
    doors.bounded(request)
    body, now = request.body, present()
    with transaction.atomic():
        key = _signed(request, body, now)
        doors.paced(key)
        try:
            message = forms.Message.model_validate_json(body)
        except FormError as error:
            raise _formless(error) from error
        _seen(message.matter, key)
        name = request.headers.get("Qingtian-Signature", "").lower()
        with told():
            return _do(key, message.matter, message, name, now)[1]


def _formless(error: FormError) -> ProblemError:
    fields = [
        {"at": [str(each) for each in one["loc"]], "why": one["msg"]}
        for one in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    return ProblemError(
        422,
        "invalid",
        _("The request does not have the form that the description names."),
        todo=_("Mend each field; /api/docs has the form."),
        fields=fields,
    )


def _signed(request: HttpRequest, body: bytes, now: datetime) -> KeyInfo:
    """Give the key of a signed message.

    Raises
    ------
    ProblemError
        It is not signed, not of now, or came before.
    """
    head = request.headers
    try:
        key = interface.by_name(head.get("Qingtian-Key", ""))
        stamp, given = head.get("Qingtian-Time", ""), head.get("Qingtian-Signature", "")
        interface.take(key, stamp, given, body, now)
    except interface.ReplayedError as error:
        raise ProblemError(
            409,
            "replayed",
            _("This message came before."),
            todo=_("Sign it anew with the time of now; what it told was done."),
        ) from error
    except (interface.UnknownKeyError, interface.SignatureError) as error:
        minutes = int(interface.WINDOW.total_seconds() // 60)
        raise ProblemError(
            401,
            "signature",
            _("The message is not signed as it must be."),
            expected=_(
                "HMAC-SHA256 over Qingtian-Time, a dot and the body; a time within %(n)s min"
            )
            % {"n": minutes},
            todo=_("Look at name and secret of your key, and at your clock."),
        ) from error
    return key
