"""The own calendar address: made, renewed and taken away; and the calendar behind it."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from children.views.guardian import unkept
from config import mail
from dossier import feeds
from partners.access import ActorRequiredMixin

REVOKE = "weghalen"  # the name of the button that takes the address away


class FeedView(ActorRequiredMixin, TemplateView):
    template_name = "dossier/feed.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(feed=feeds.of(self.request.actor), **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make an address and show it once, or take it away."""
        actor, at = self.request.actor, timezone.now()
        if REVOKE in request.POST:
            feeds.revoke(by=actor, at=at)
            messages.success(request, _("Het adres werkt niet meer."))
            return redirect("calendar")
        secret = feeds.make(by=actor, at=at)
        address = mail.absolute(reverse("calendar_file", args=[secret]))
        response = self.render_to_response(self.get_context_data(address=address))
        response["Cache-Control"] = "no-store"
        return response


class FeedFileView(View):
    """The calendar: opens without signing in, so nothing of a child stands in it."""

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        """Answer with the calendar; of an address that is no more there was never one."""
        if not ratelimit.consume(request, action="calendar_feed"):
            return HttpResponse(status=429)
        found = feeds.read(secret=secret, at=timezone.now())
        if found is None:
            raise Http404
        return unkept(HttpResponse(found, content_type="text/calendar; charset=utf-8"))
