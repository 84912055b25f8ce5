"""What every request meets: a line in the log without personal data, no cache, and no NUL."""

import time
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, UnreadablePostError

logger = structlog.get_logger("config.requests")
NUL = "\0"
QUIET = ("/static/", "/healthz", "/readyz")


class RequestLogMiddleware:
    """Logs method, route (never the path's values), status, duration and role."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Give the request a number and log its outcome."""
        request_id = uuid.uuid4().hex[:12]
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            started = time.perf_counter()
            response = self.get_response(request)
            if not request.path.startswith(QUIET):
                match = request.resolver_match
                actor = getattr(request, "actor", None)
                logger.info(
                    "request",
                    method=request.method,
                    route=match.route if match else "-",
                    status=response.status_code,
                    ms=round((time.perf_counter() - started) * 1000),
                    role=actor.role if actor else "",
                )
        response["X-Request-ID"] = request_id
        return response


class NoStoreMiddleware:
    """Lets no browser keep a page of somebody who is signed in: the back button shows no child.

    A page that says itself how long it keeps is left alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Mark the answer."""
        response = self.get_response(request)
        if getattr(request, "actor", None) is not None and "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        return response


class NoNulMiddleware:
    """Refuses a request that holds the character NUL, which the database cannot keep.

    An address with it does not exist; a query or a form with it was not made by a person; a
    cookie with it is none of ours.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Forget such a cookie, before the session is looked for."""
        cookies = request.COOKIES.items()
        request.COOKIES = {name: value for name, value in cookies if NUL not in value}
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Look for NUL before the view does. Raises: Http404, BadRequest."""
        if NUL in request.path:
            raise Http404
        if has_nul(request.GET) or (request.method == "POST" and has_nul(_form(request))):
            raise BadRequest


def _form(request: HttpRequest) -> QueryDict:
    """Return the form; of one that broke off nothing, and the check of its token refuses it."""
    try:
        return request.POST
    except UnreadablePostError:
        return QueryDict()


def has_nul(data: QueryDict) -> bool:
    """Say whether a name or a value holds NUL."""
    return any(NUL in text for name, values in data.lists() for text in (name, *values))
