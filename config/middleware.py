"""Request log: one line per request, with a number to find it back and no personal data."""

import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

logger = structlog.get_logger("config.requests")
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
