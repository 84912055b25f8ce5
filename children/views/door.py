"""A parent answers on the device of a worker: this session opens that page and nothing else.

Any other address asks the worker's password, code or passkey again; then the link answers no more
and the guardian's own visit is over. The session keeps the hash of the link, never the link.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from children import links
from children.views.guardian import DOOR_KEY, end_visit
from partners.signin import renew_session

LEAVE = "account_logout"
# What stays open: proving who you are, leaving, and pages for everybody that hold nobody's data.
OPEN_NAMES = frozenset(
    {
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        LEAVE,
        "reach_parents",
        "privacy",
        "accessibility",
        "contact",
        "help",
    }
)


def lock(request: HttpRequest, *, token: str, back: str, at: datetime) -> HttpResponse:
    """Lock this session to the page of one link, and go there; `back`: where the worker goes on.

    A slow request of another tab cannot save the session as it was before, and the browser keeps
    no page of the worker.
    """
    end_visit(request)
    door = {"link": links.hash_of(token), "back": back, "since": at.timestamp()}
    request.session[DOOR_KEY] = door
    renew_session(request)
    response = redirect("guardian", token)
    response["Clear-Site-Data"] = '"cache"'
    return response


class DoorMiddleware:
    """Keeps a locked session at the guardian's page until the worker is back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let through what is open, and send all else to the lock."""
        door = request.session.get(DOOR_KEY)
        if door and _is_back(request, door):
            _unlock(request, door)
        elif door and not _is_open(request.path, door):
            lock_screen = reverse("account_reauthenticate")
            return redirect(f"{lock_screen}?{urlencode({'next': door['back']})}")
        elif door:
            request.is_at_door = True  # type: ignore[attr-defined]
            if request.method == "POST" and request.path == reverse(LEAVE):
                _stop(door)
        return self.get_response(request)


def _is_back(request: HttpRequest, door: dict[str, Any]) -> bool:
    """Say whether the worker proved again who it is, since the lock."""
    records = get_authentication_records(request, request.user)
    return any(one.get("reauthenticated") and one["at"] > door["since"] for one in records)


def _unlock(request: HttpRequest, door: dict[str, Any]) -> None:
    del request.session[DOOR_KEY]
    end_visit(request)
    _stop(door)


def _stop(door: dict[str, Any]) -> None:
    """Let the link answer no more: the device goes back to the worker."""
    links.stop_answering(token_hash=door["link"], at=timezone.now())


def _is_open(path: str, door: dict[str, Any]) -> bool:
    if path.startswith(settings.STATIC_URL):
        return True
    try:
        found = resolve(path)
    except Resolver404:
        return False
    is_its_page = links.hash_of(found.kwargs.get("token", "")) == door["link"]
    return is_its_page or found.url_name in OPEN_NAMES
