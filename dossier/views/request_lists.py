"""Pages with several requests: what waits on me, and what was noted and asked of one child."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView
from django_filters.views import FilterView

from children.reach import Thing
from config.htmx import FragmentMixin
from config.listing import SortedListMixin
from dossier import child_signals, remarks, request_lists
from dossier.filters import RequestFilter
from dossier.forms.drafts import Long, autosave_all
from dossier.forms.requests import SignalForm, StepForm, TalkForm
from dossier.models import ObservationRequest, ParentTalk, Signal
from dossier.remark_states import RemarkAbout
from dossier.views.parts import DossierMixin
from partners.access import Actor
from partners.refusals import RefusedError
from partners.roles import Permission, can, require


def require_part(actor: Actor) -> None:
    """Refuse who neither asks nor takes up. Raises: PermissionDenied."""
    if not can(actor, Permission.TAKE_REQUEST):
        require(actor, Permission.ASK_REQUEST, None)


class RequestMixin(DossierMixin):
    """View mixin: about signals, talks and requests."""

    thing = Thing.REQUEST


class RequestListView(RequestMixin, SortedListMixin, FragmentMixin, FilterView):
    model = ObservationRequest
    filterset_class = RequestFilter
    template_name = "dossier/request_list.html"
    fragment_template_name = "dossier/_observationrequest_rows.html"
    sorts = {
        "eerst": ("-is_mine", "is_over", "-prepared_at"),
        "naam": ("child__sort_name",),
        "gevraagd": ("requested_at",),
        "dag": ("planned_on",),
    }

    def get_queryset(self) -> QuerySet[ObservationRequest]:
        require_part(self.request.actor)
        return self.order(request_lists.rows(self.request.actor))

    def get_filterset_kwargs(self, filterset_class: Any) -> dict[str, Any]:
        """Filter without a query too: what is over is left out unless asked for."""
        return {**super().get_filterset_kwargs(filterset_class), "data": self.request.GET}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = self.request.actor
        context: dict[str, Any] = super().get_context_data(**kwargs)
        rows = list(context["object_list"])
        request_lists.note_shown(actor, rows, at=timezone.now())
        context["object_list"] = [request_lists.shown(row, actor) for row in rows]
        is_childcare = can(actor, Permission.ASK_REQUEST)
        return {
            **context,
            "waiting": request_lists.waiting(actor),
            "is_childcare": is_childcare,
        }


class ChildRequestsView(RequestMixin, TemplateView):
    """What was noted and asked of one child, with the places to note more."""

    template_name = "dossier/child_requests.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = self.request.actor
        require_part(actor)
        found = request_lists.of_child(actor, self.kwargs["key"], at=timezone.now())
        forms = {"signal_form": SignalForm(), "talk_form": TalkForm(child=found.child), **kwargs}
        may_note = can(actor, Permission.ASK_REQUEST) and found.child.left_on is None
        if may_note:
            keep_drafts(forms, child_signals.place(found.child.key), actor)
        return super().get_context_data(
            **{"found": found, "child": found.child, "may_note": may_note, **forms},
            remarks=remarks.of_child(actor, found.child, RemarkAbout.REQUESTS),
            shows_names=not request_lists.sees_by_consent(actor),
        )


def keep_drafts(forms: dict[str, Any], where: str, actor: Actor) -> None:
    """Let what is noted be kept while it is typed."""
    texts = [Long(forms["signal_form"], ("text",), where)]
    texts.append(Long(forms["talk_form"], ("agreed",), where))
    autosave_all(texts, by=actor, at=timezone.now())


class NoteView(ChildRequestsView):
    """A note that is sent from the page of the child; with faults that page comes back."""

    permission = Permission.ASK_REQUEST
    http_method_names = ["post"]
    name = ""
    done: Any = ""

    def form(self) -> StepForm:
        """Return the form with what was sent."""
        raise NotImplementedError

    def keep(self, form: Any, given: dict[str, Any]) -> None:
        """Write it. Raises: RefusedError."""
        raise NotImplementedError

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Keep it, or show what is wrong."""
        key, form = self.kwargs["key"], self.form()
        if form.is_valid():
            try:
                given = {"child_key": key, "by": self.request.actor, "at": timezone.now()}
                self.keep(form, given)
            except RefusedError as error:
                form.refuse(error)
        if form.errors:
            return self.render_to_response(self.get_context_data(**{self.name: form}))
        messages.success(request, str(self.done))
        return redirect("child_requests", key)


class NoteRemoveView(RequestMixin, View):
    """Take away a signal or a talk that one noted by mistake."""

    permission = Permission.ASK_REQUEST
    kind: type[Signal | ParentTalk] = Signal

    def post(self, request: HttpRequest, key: UUID, number: int) -> HttpResponse:
        """Take it away."""
        given: dict[str, Any] = {"by": self.request.actor, "at": timezone.now()}
        child_signals.remove(kind=self.kind, child_key=key, number=number, **given)
        messages.success(request, str(_("Weggehaald.")))
        return redirect("child_requests", key)


class SignalNoteView(NoteView):
    name, done = "signal_form", _("Het signaal is genoteerd.")

    def form(self) -> StepForm:
        return SignalForm(self.request.POST)

    def keep(self, form: Any, given: dict[str, Any]) -> None:
        child_signals.note(new=form.new_signal(), **given)


class TalkNoteView(NoteView):
    name, done = "talk_form", _("Het gesprek is genoteerd.")

    def form(self) -> StepForm:
        actor, key = self.request.actor, self.kwargs["key"]
        child = request_lists.child_of(actor, key, at=timezone.now())
        return TalkForm(self.request.POST, child=child)

    def keep(self, form: Any, given: dict[str, Any]) -> None:
        child_signals.note_talk(new=form.new_talk(), **given)
