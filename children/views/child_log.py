"""Who saw a child: finding it, the days, and the file for who must report a data breach."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from children import child_log, log_search
from children.forms.child_log import FindChildForm, PeriodForm
from children.models import Child
from children.reach import Thing, reach_of
from partners.access import ActorRequiredMixin
from partners.modules import ModuleOff, is_on_for, is_on_for_officer
from partners.states import ModuleKind, Role

USUAL_DAYS = 90
MOST_SHOWN = 200


class LogReaderMixin:
    """View mixin: for the roles to which the table of reach gives the log of a child.

    Where Overdracht is on; for an officer: at one of the locations of its organisation.
    """

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        actor = request.actor
        if reach_of(actor.role, Thing.LOG) is None:
            raise PermissionDenied
        is_on = is_on_for(actor, ModuleKind.HANDOVER)
        if not is_on and not is_on_for_officer(actor, ModuleKind.HANDOVER):
            raise ModuleOff(_("De module %s staat hier niet aan.") % ModuleKind.HANDOVER.label)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def usual_days(self) -> dict[str, str]:
        """Return the last three months, as a form shows them."""
        day = self.request.actor.day  # type: ignore[attr-defined]
        return {"since": short(day - timedelta(days=USUAL_DAYS)), "until": short(day)}


class ChildLogView(ActorRequiredMixin, LogReaderMixin, TemplateView):
    template_name = "children/child_log.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor, at = self.request.actor, timezone.now()
        form = PeriodForm(self.request.GET if "since" in self.request.GET else self.usual_days())
        days = form.days if form.is_valid() else {"since": actor.day, "until": actor.day}
        child, sights = child_log.seen(actor, self.kwargs["key"], **days, at=at)
        return super().get_context_data(
            child=child,
            form=form,
            sights=sights[:MOST_SHOWN] if form.is_valid() else [],
            count=len(sights),
            file_address=file_address(child, days) if form.is_valid() else "",
            is_officer=actor.role == Role.DPO,
            **kwargs,
        )


class BreachFileView(ActorRequiredMixin, LogReaderMixin, TemplateView):
    """The same as a file; whoever gets one without days is sent to the page that asks for them."""

    def get(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        form, actor = PeriodForm(request.GET), self.request.actor
        if not form.is_valid():
            return redirect("child_log", kwargs["key"])
        key, at = kwargs["key"], timezone.now()
        text = child_log.breach_file(key=key, **form.days, by=actor, at=at)
        response = HttpResponse(text, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="inzage-{str(key)[:8]}.csv"'
        response["Cache-Control"] = "private, no-store"
        return response


class FindChildView(ActorRequiredMixin, LogReaderMixin, FormView):
    form_class = FindChildForm
    template_name = "children/child_log_find.html"

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), **self.usual_days()}

    def form_valid(self, form: FindChildForm) -> HttpResponse:
        text, actor = form.cleaned_data["child"], self.request.actor
        try:
            found = log_search.find(text=text, key=form.key, by=actor, at=timezone.now())
        except log_search.TooManyError:
            form.add_error("child", _("Dit past bij te veel kinderen: vul meer van de naam in."))
            return self.form_invalid(form)
        if len(found) == 1:
            return redirect(log_address(found[0], form.days))
        rows = [(child, log_address(child, form.days)) for child in found]
        return self.render_to_response(self.get_context_data(form=form, rows=rows))


def short(day: Any) -> str:
    """Return a day as people type it."""
    return str(date_format(day, "j-n-Y"))


def log_address(child: Child, days: dict[str, Any]) -> str:
    """Return the address of the log of a child between two days."""
    asked = urlencode({name: short(day) for name, day in days.items()})
    return f"{reverse('child_log', args=[child.key])}?{asked}"


def file_address(child: Child, days: dict[str, Any]) -> str:
    """Return the address of the same as a file."""
    asked = urlencode({name: short(day) for name, day in days.items()})
    return f"{reverse('child_log_file', args=[child.key])}?{asked}"
