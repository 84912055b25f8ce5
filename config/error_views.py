"""Answers when something is wrong: what happened and what to do, in Dutch."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from partners.modules import ModuleOff


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that is not understood; needs no session, database or context."""
    return HttpResponse(render_to_string("400.html"), status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a page that this role may not use; the reason is the refusal's own sentence."""
    reason = str(exception) if exception.args else ""
    return render(request, "403.html", {"reason": reason}, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that does not exist, or that this reader may not know exists."""
    reason = str(exception) if isinstance(exception, ModuleOff) else ""
    return render(request, "404.html", {"reason": reason}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours; needs no session, database or context."""
    return HttpResponse(render_to_string("500.html"), status=500)
