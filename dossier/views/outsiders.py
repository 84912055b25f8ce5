"""The report of a support team for who has no account: an address, a code, and the report.

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

from children.views.guardian import unkept
from dossier import outsiders
from partners.signin import renew_session

NO_MATCH = gettext_lazy(
    "Dit adres en deze code horen niet bij elkaar, of de code is gebruikt of verlopen. Kijk de "
    "code na. Na vijf keer is het een kwartier dicht. Vraag anders de kinderopvang om een nieuwe "
    "code."
)
KEY = "outsider_reads"  # in the session of a browser in which a code was typed


class OutsiderView(View):
    """Base: kept by no cache, found by no search engine."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return unkept(super().dispatch(request, *args, **kwargs))  # type: ignore[arg-type]


class OutsiderGateView(OutsiderView):
    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Ask for the code, whether the address is known or not."""
        return gate(request)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Open the report when the code fits the address."""
        if not ratelimit.consume(request, action="outsider_gate"):
            return gate(request, _("Dit is te vaak geprobeerd. Wacht vijf minuten."), 429)
        at = timezone.now()
        if outsiders.enter(token=token, typed=request.POST.get("code", ""), at=at) is None:
            return gate(request, str(NO_MATCH))
        request.session[KEY] = outsiders.hash_of(token)
        renew_session(request)
        return redirect("outsider_report", token)


class OutsiderReportView(OutsiderView):
    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show the report, as long as the parents agree and the hour is not over."""
        report = None
        if request.session.get(KEY) == outsiders.hash_of(token):
            report = outsiders.read(token=token, at=timezone.now())
        if report is None:
            return redirect("outsider", token)
        return render(request, "dossier/outsider_report.html", {"report": report})

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Close the report again."""
        if request.session.pop(KEY, None) == outsiders.hash_of(token):
            outsiders.leave(token=token, at=timezone.now())
        return redirect("outsider", token)


def gate(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    """Show the page that asks for the code, with what is wrong."""
    return render(request, "dossier/outsider_gate.html", {"error": error}, status=status)
