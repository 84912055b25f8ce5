"""The form for whoever got a code from a parent: no account, one page to ask and one to read.

Nothing of a child stands on the first page; whatever is wrong gets the same answer.
"""

from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from children.forms.guardian import read_day
from children.views.guardian import unkept
from partners.signin import renew_session
from transitions import parents_codes

NO_DATE = gettext_lazy("Vul de geboortedatum van het kind in, bijvoorbeeld 4-9-2023.")
NO_MATCH = gettext_lazy(
    "Deze code en deze geboortedatum horen niet bij elkaar, of de code is gebruikt, gestopt of "
    "verlopen. Kijk ze na. Na vijf verkeerde datums werkt een code niet meer. Vraag de ouder dan "
    "om een nieuwe."
)
KEY = "parents_code"  # in the session of a browser in which a code was typed


class CarriedView(View):
    """Base: kept by no cache, found by no search engine."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return unkept(super().dispatch(request, *args, **kwargs))  # type: ignore[arg-type]


class CarriedGateView(CarriedView):
    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for the code and the birth date."""
        return gate(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Open the form when they fit each other."""
        if not ratelimit.consume(request, action="parents_code_gate"):
            return gate(request, _("Dit is te vaak geprobeerd. Wacht vijf minuten."), 429)
        born_on = read_day(request.POST.get("geboren", ""))
        if born_on is None:
            return gate(request, str(NO_DATE))
        typed = request.POST.get("code", "")[:40]
        code = parents_codes.enter(typed=typed, born_on=born_on, at=timezone.now())
        if code is None:
            return gate(request, str(NO_MATCH))
        request.session[KEY] = code.code_hash
        renew_session(request)
        return redirect("parents_code_read")


class CarriedReadView(CarriedView):
    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what the parent let somebody read, for half an hour."""
        kept = request.session.get(KEY, "")
        found = parents_codes.read(code_hash=kept, at=timezone.now()) if kept else None
        if found is None:
            return redirect("parents_code")
        return render(request, "transitions/carried_read.html", {"found": found})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Close the form again."""
        parents_codes.close(code_hash=request.session.pop(KEY, ""), at=timezone.now())
        return redirect("parents_code")


def gate(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    """Show the page that asks, with what is wrong."""
    return render(request, "transitions/carried_gate.html", {"error": error}, status=status)
