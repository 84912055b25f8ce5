"""The page on which a school receives a child: each part of it is a form with one button."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from partners.access import Actor
from partners.refusals import RefusedError
from partners.roles import Permission
from transitions import arrival_page, arrivals
from transitions.forms.arrivals import FORMS
from transitions.views.handovers import HandoverMixin


class ArrivalView(HandoverMixin, TemplateView):
    """What is known of an arrival, and what the school can note."""

    permission = Permission.PLACE_CHILDREN
    template_name = "transitions/arrival.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = arrival_page.of(self.request.actor, self.kwargs["key"], at=timezone.now())
        shown = {name: form(page=page) for name, form in FORMS.items()}
        return super().get_context_data(page=page, child=page.child, forms=shown, **kwargs)

    def post(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Note one part, and show the page again; with what is wrong where it is refused."""
        context = self.get_context_data()
        what = request.POST.get("what", "")
        if what not in FORMS:
            raise Http404
        form = FORMS[what](request.POST, page=context["page"])
        context["forms"][what] = form
        if form.is_valid() and self.is_kept(form):
            messages.success(request, form.said)
            return redirect("arrival", key)
        return self.render_to_response({**context, "refused": form})

    def is_kept(self, form: Any) -> bool:
        """Note it; False with the refusal in the form."""
        try:
            form.keep(self.kwargs["key"], by=self.request.actor, at=timezone.now())
        except RefusedError as error:
            form.refuse(error)
            return False
        return True


class ArrivalCloseView(HandoverMixin, View):
    """Say that a handover is done, or take that back."""

    permission = Permission.PLACE_CHILDREN
    http_method_names = ["post"]
    verb = ""

    def post(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Do it, and go back to the page."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        arrivals.VERBS[self.verb](key=key, by=actor, at=timezone.now())
        if self.verb == "close":
            text = _("De overdracht is afgesloten. Vergissing? Heropen haar op deze bladzijde.")
        else:
            text = _("De overdracht is weer open.")
        messages.success(request, text)
        return redirect("arrival", key)
