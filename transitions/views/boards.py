"""The board on which a school places who comes in the next half year."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from config.listing import csv_response
from dossier.views.parts import number_in
from partners.access import Actor
from partners.refusals import RefusedError
from partners.roles import Permission
from transitions import boards
from transitions.forms.arrivals import REASONS
from transitions.views.handovers import HandoverMixin

CSV_HEADER = (
    gettext_lazy("Kind"),
    gettext_lazy("Geboren op"),
    gettext_lazy("Eerste schooldag"),
    gettext_lazy("Kinderopvang"),
    gettext_lazy("Wat nodig is"),
    gettext_lazy("Kleutergroep"),
    gettext_lazy("Waarom"),
    gettext_lazy("Wat de school voorbereidt"),
    gettext_lazy("Wie dat doet"),
)


class BoardView(HandoverMixin, TemplateView):
    """Who comes, the groups with their places, and one choice per child."""

    permission = Permission.PLACE_CHILDREN
    template_name = "transitions/board.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the board, or return it as a file."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        at = timezone.now()
        board = boards.of(actor, request.GET.get("school", ""), at=at)
        if board is None or request.GET.get("als") != "csv":
            return self.render_to_response(self.get_context_data(board=board, reasons=REASONS))
        cells = boards.export(board, by=actor, at=at)
        response = csv_response("instroombord.csv", [str(name) for name in CSV_HEADER], cells)
        response["Cache-Control"] = "private, no-store"
        return response

    def post(self, request: HttpRequest) -> HttpResponse:
        """Place one child, and show the board again."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        group, reason = number_in(request.POST.get("group", "")), request.POST.get("reason", "")
        key, at = request.POST.get("child", ""), timezone.now()
        try:
            arrival = boards.place(key, group or None, reason, by=actor, at=at)
        except RefusedError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, said(arrival))
        school = number_in(request.POST.get("school", ""))
        return redirect(f"{reverse('board')}?school={school}")


def said(arrival: Any) -> str:
    """Return what happened in one sentence."""
    words = {"child": arrival.handover.child, "group": arrival.group}
    if arrival.group is None:
        return _("%(child)s zit nu in geen kleutergroep.") % words
    return _("%(child)s komt in %(group)s.") % words
