"""What a page may be asked: read, or posted to where it has a form."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

ALLOWED = ("GET", "HEAD", "POST", "OPTIONS")
READ = ("GET", "HEAD", "OPTIONS")
Answer = Callable[[HttpRequest], HttpResponse]


def methods(answer: Answer) -> Answer:
    """Answer OPTIONS without making the page, and refuse what no page takes."""

    def answered(request: HttpRequest) -> HttpResponse:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": ", ".join(ALLOWED)})
        if request.method not in ALLOWED:
            return HttpResponseNotAllowed(ALLOWED)
        return answer(request)

    return answered
