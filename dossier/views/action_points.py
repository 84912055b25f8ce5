"""Mijn actiepunten: what is open first, and done with a way back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import ListView

from children.reach import Thing
from config.htmx import FragmentMixin
from config.listing import SortedListMixin
from dossier import action_points
from dossier.forms.closing import ActionFilterForm
from dossier.models import ActionPoint
from dossier.views.parts import DossierMixin
from partners.access import Actor
from partners.refusals import RefusedError
from partners.roles import Permission
from partners.views.way_back import WayBackMixin


class ActionListView(DossierMixin, SortedListMixin, FragmentMixin, ListView):  # type: ignore[misc]
    permission = Permission.VIEW_MEETINGS
    thing = Thing.DISCUSSION
    template_name = "dossier/actionpoint_list.html"
    sorts = {"eerst": ("is_done", "due_on"), "dag": ("due_on",)}
    request: Any

    def get_queryset(self) -> QuerySet[ActionPoint]:
        self.form = ActionFilterForm(self.request.GET)
        found = self.form.cleaned_data if self.form.is_valid() else {}
        is_everybody = found.get("van") == "allen"
        rows = action_points.rows(self.request.actor, is_everybody=is_everybody)
        wanted = {"open": {"is_done": False}, "gedaan": {"is_done": True}}
        return self.order(rows.filter(**wanted.get(found.get("stand", ""), {})))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor, at = self.request.actor, timezone.now()
        context: dict[str, Any] = super().get_context_data(**kwargs)
        action_points.note_shown(actor, context["object_list"], at=at)
        for action in context["object_list"]:
            action.may_finish = action_points.may_finish(actor, action)
            action.is_late = action.done_at is None and action.due_on < actor.day
        return {
            **context,
            "filter": {"form": self.form},
            "has_lost_sight": action_points.has_lost_sight(actor, at=at),
        }


class ActionDoneView(WayBackMixin, DossierMixin, View):
    """Set an action point to done."""

    permission = Permission.PLAN_MEETINGS
    thing = Thing.DISCUSSION
    http_method_names = ["post"]
    change = staticmethod(action_points.finish)
    said: Any = _("Gedaan. Was dat een vergissing? Zet het actiepunt weer open.")

    def home(self) -> str:
        return "/acties/"

    def post(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Do it, and go back to where one came from."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        try:
            self.change(key=key, by=actor, at=timezone.now())
        except RefusedError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, self.said)
        return redirect(self.back())


class ActionReopenView(ActionDoneView):
    """Take back that an action point is done."""

    change = staticmethod(action_points.reopen)
    said: Any = _("Het actiepunt staat weer open.")
