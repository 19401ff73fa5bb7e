"""What goes wrong, as `application/problem+json`: what was expected, what came, what to do, whose fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import ValidationError

from qingtian_platform.act.cases import api as cases
from qingtian_platform.act.interface import api as interface
from qingtian_platform.publish.interface.giving import said

PREFIX = "/api/cases/"


class ProblemError(Exception):
    """An answer that is none.

    Parameters
    ----------
    status
        Of HTTP.
    kind
        Short name of what went wrong.
    title, expected, got, todo
        In the reader's language.
    fault
        Whose it is: `yours` or `ours`.
    more
        Anything else that helps, as reasons or fields.
    """

    def __init__(
        self,
        status: int,
        kind: str,
        title: str,
        *,
        expected: str = "",
        got: str = "",
        todo: str = "",
        fault: Literal["yours", "ours"] = "yours",
        **more: Any,  # noqa: ANN401 - JSON
    ) -> None:
        super().__init__(title)
        self.status = status
        parts = {"expected": expected, "got": got, "todo": todo, "fault": fault}
        self.body = {"type": f"/docs/interface#{kind}", "title": title, "status": status}
        self.body |= {name: value for name, value in parts.items() if value} | more

    def answer(self) -> HttpResponse:
        """Give it as HTTP has it."""
        answer = JsonResponse(
            self.body,
            status=self.status,
            content_type="application/problem+json",
            json_dumps_params={"ensure_ascii": False},
        )
        if self.status == 401:
            answer["WWW-Authenticate"] = "Bearer"
        if self.status == 429:
            answer["Retry-After"] = "60"
        return answer


def not_there() -> ProblemError:
    """Say that there is no such matter, or none that the key may see: the two are not told apart."""
    return ProblemError(
        404,
        "not-there",
        _("There is no such matter that your key may see."),
        todo=_("Ask for the list of matters; a matter of another unit or district is not in it."),
    )


@contextmanager
def told() -> Iterator[None]:
    """Turn what the matters and keys refuse into problems."""
    try:
        yield
    except cases.ActRefusedError as error:
        raise ProblemError(
            422,
            "act-refused",
            _("The procedure does not allow this now."),
            todo=_("Mend what each reason names, and send it again under a new Idempotency-Key."),
            reasons=[said(each) for each in error.reasons],
        ) from error
    except cases.StaleError as error:
        raise ProblemError(
            409, "stale", str(error), todo=_("Read the matter again, and decide anew.")
        ) from error
    except cases.ForbiddenError as error:
        raise ProblemError(
            403,
            "forbidden",
            str(error),
            todo=_("Let an administrator look at role, organisation and place of your account."),
        ) from error
    except cases.MatterError as error:
        raise ProblemError(422, "refused", str(error)) from error
    except cases.NoSuchError as error:
        raise ProblemError(
            422,
            "unknown-name",
            _("No procedure or act in force is called so."),
            got=str(error),
            todo=_("Ask for the list of procedures."),
        ) from error
    except interface.AnotherRequestError as error:
        raise ProblemError(
            409,
            "another-request",
            _("This Idempotency-Key stands for another request."),
            got=str(error),
            todo=_("Send the same body again, or choose a new key."),
        ) from error


def handle(api: NinjaAPI) -> None:
    """Let an interface answer with problems below the addresses of matters.

    Parameters
    ----------
    api
        The interface; other addresses keep their answers.
    """

    def problem(_request: HttpRequest, error: ProblemError) -> HttpResponse:
        return error.answer()

    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields = [{"at": [str(p) for p in e["loc"]], "why": e["msg"]} for e in error.errors]
        if not request.path.startswith(PREFIX):
            return api.create_response(request, {"detail": error.errors}, status=422)
        return ProblemError(
            422,
            "invalid",
            _("The request does not have the form that the description names."),
            todo=_("Mend each field; /api/docs has the form."),
            fields=fields,
        ).answer()

    adding: Callable[..., None] = api.add_exception_handler
    adding(ProblemError, problem)
    adding(ValidationError, invalid)
