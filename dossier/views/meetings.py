"""Pages of meetings: what waits to be closed first, planning, the agenda, moving and cancelling."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.generic import FormView, ListView, TemplateView

from children.reach import Thing
from config.htmx import FragmentMixin
from config.listing import SortedListMixin, csv_response
from dossier import action_points, agenda, closing, group_rhythm, meetings
from dossier.forms.meetings import (
    CancelForm,
    ChildrenForm,
    HeldFilterForm,
    MeetingFilterForm,
    MoveForm,
    PlanForm,
    WordsForm,
)
from dossier.meeting_states import (
    ACTIONS_OPEN,
    HAPPENED,
    TO_CLOSE,
    MeetingKind,
    MeetingState,
)
from dossier.models import Meeting
from dossier.views.parts import DossierMixin, key_in
from partners.access import Actor
from partners.refusals import RefusedError
from partners.roles import Permission, can

PROPOSED = frozenset({MeetingKind.CHILD_DISCUSSION, MeetingKind.ALIGNMENT})


class MeetingMixin(DossierMixin):
    """View mixin: the meetings of an actor."""

    permission = Permission.VIEW_MEETINGS
    thing = Thing.DISCUSSION
    request: Any
    kwargs: Any

    @cached_property
    def meeting(self) -> Meeting:
        """Return the meeting of the address. Raises: Http404."""
        return meetings.one(self.request.actor, self.kwargs["key"], at=timezone.now())


def badge_of(meeting: Any, *, has_actions: bool, at: datetime) -> str:
    """Return the state of a meeting as a badge: over and not written up, or closed with actions."""
    if meeting.state == MeetingState.SCHEDULED and meeting.is_to_close(at):
        return TO_CLOSE
    is_open = meeting.state == MeetingState.CLOSED and has_actions
    return ACTIONS_OPEN if is_open else str(meeting.state)


class MeetingListView(MeetingMixin, SortedListMixin, FragmentMixin, ListView):  # type: ignore[misc]
    template_name = "dossier/meeting_list.html"
    sorts = {
        "eerst": ("rank", "soonest", "-planned_at"),
        "dag": ("planned_at",),
        "soort": ("kind", "-planned_at"),
        "plaats": ("location__organisation__sort_name", "-planned_at"),
    }

    def get_queryset(self) -> QuerySet[Meeting]:
        self.form = MeetingFilterForm(self.request.GET)
        found = self.form.cleaned_data if self.form.is_valid() else {}
        rows = meetings.rows(self.request.actor, at=timezone.now())
        shown: dict[str, dict[str, Any]] = {
            "doen": {"rank": 0},
            "komend": {"rank": 1},
            "geweest": {"state__in": HAPPENED},
            "afgezegd": {"state": MeetingState.CANCELLED},
        }
        rows = rows.filter(**shown.get(found.get("toon", ""), {}))
        return self.order(rows.filter(kind=found["soort"]) if found.get("soort") else rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor, at = self.request.actor, timezone.now()
        context: dict[str, Any] = super().get_context_data(**kwargs)
        for row in context["object_list"]:
            row.badge = badge_of(row, has_actions=row.has_actions, at=at)
        may_plan = can(actor, Permission.PLAN_MEETINGS)
        rhythm = group_rhythm.of(actor) if may_plan else []
        return {
            **context,
            "filter": {"form": self.form},
            "may_plan": may_plan,
            "waiting": meetings.to_close(actor, at=at),
            "behind": [one for one in rhythm if one.is_behind(actor.day)],
            "in_time": [one for one in rhythm if not one.is_behind(actor.day)],
        }


class HeldMeetingListView(MeetingMixin, SortedListMixin, FragmentMixin, ListView):  # type: ignore[misc]
    """What was held, by name of place: no child, no text and nobody by name."""

    permission = Permission.VIEW_HELD_MEETINGS
    template_name = "dossier/meeting_held.html"
    fragment_template_name = "dossier/_held_rows.html"
    sorts = {
        "dag": ("-planned_at",),
        "soort": ("kind", "-planned_at"),
        "opvang": ("location__organisation__sort_name", "-planned_at"),
        "school": ("school__organisation__sort_name", "-planned_at"),
    }

    def get_queryset(self) -> QuerySet[Meeting]:
        self.form = HeldFilterForm(self.request.GET)
        self.form.is_valid()
        found = self.form.cleaned_data
        rows = meetings.held_rows(self.request.actor)
        asked = {
            "kind": found.get("soort"),
            "planned_at__date__gte": found.get("vanaf"),
            "planned_at__date__lte": found.get("tot"),
        }
        return self.order(rows.filter(**{name: value for name, value in asked.items() if value}))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("als") == "csv":
            return held_file(self.get_queryset())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(filter={"form": self.form}, **kwargs)


def held_file(rows: Any) -> HttpResponse:
    """Return what was held as a file."""
    head = [_("Dag"), _("Soort"), _("Opvang"), _("School"), _("Aanwezig"), _("Minuten")]
    lines = [
        [
            timezone.localdate(row.planned_at).isoformat(), row.get_kind_display(),
            row.location.name, row.school.name if row.school else "", row.people,
            row.spent_minutes,
        ]
        for row in rows
    ]  # fmt: skip
    return csv_response("gehouden-overleggen.csv", head, lines)


class MeetingView(MeetingMixin, TemplateView):
    """One meeting: when, who, the agenda as far as one may read it, and what was agreed."""

    template_name = "dossier/meeting_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor, at, meeting = self.request.actor, timezone.now(), self.meeting
        return super().get_context_data(
            meeting=meeting,
            kind=meeting.get_kind_display().capitalize(),
            lines=agenda.shown(actor, meeting, at=at),
            people=meetings.invitees(actor, meeting),
            **self.agreed(),
            **self.allowed(),
            **self.agenda_forms(),
            **kwargs,
        )

    def agreed(self) -> dict[str, Any]:
        """Return what was agreed, and what it makes of the state."""
        actor, meeting = self.request.actor, self.meeting
        found = action_points.of_meeting(actor, meeting)
        at = timezone.now()
        action_points.note_shown(actor, found, at=at)
        has_actions = any(one.done_at is None for one in found)
        return {
            "actions": [(one, action_points.may_finish(actor, one)) for one in found],
            "badge": badge_of(meeting, has_actions=has_actions, at=at),
        }

    def allowed(self) -> dict[str, bool]:
        """Return what may be done with the meeting now."""
        actor, meeting = self.request.actor, self.meeting
        may_write = closing.may_write(actor, meeting, timezone.now())
        is_coming = meeting.state == MeetingState.SCHEDULED
        return {
            "may_write": may_write,
            "is_to_do": may_write and meeting.state != MeetingState.CLOSED,
            "may_change": is_coming and can(actor, Permission.PLAN_MEETINGS),
        }

    def agenda_forms(self) -> dict[str, Any]:
        """Return the forms with which the agenda is filled, for whoever may."""
        actor, at = self.request.actor, timezone.now()
        is_open = self.meeting.state in {MeetingState.SCHEDULED, MeetingState.HELD}
        if not is_open or not can(actor, Permission.PLAN_MEETINGS):
            return {}
        is_by_hand = "kinderen" in self.request.GET or self.meeting.kind not in PROPOSED
        find = agenda.others if is_by_hand else agenda.proposals
        found = find(actor, self.meeting, at=at)
        first = [] if is_by_hand else [str(child.key) for child in found]
        form = ChildrenForm(found=found, initial={"children": first}) if found else None
        return {"children_form": form, "words_form": WordsForm(), "is_by_hand": is_by_hand}


class MeetingAgendaView(MeetingMixin, View):
    """Put children or words on the agenda, or take a line off."""

    permission = Permission.PLAN_MEETINGS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Do what was sent, and go back to the meeting."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        meetings.one(actor, key, at=timezone.now())
        try:
            messages.success(request, self.said(actor, key))
        except RefusedError as error:
            messages.error(request, error.message)
        return redirect("meeting", key)

    def said(self, actor: Actor, key: UUID) -> str:
        """Change the agenda and return what was done."""
        sent, at = self.request.POST, timezone.now()
        if line := key_in(sent.get("weg", "")):
            agenda.remove(key=key, line=line, by=actor, at=at)
            return _("De regel is van de agenda.")
        if "words" in sent:
            agenda.add_words(key=key, **words_in(sent), by=actor, at=at)
            return _("De regel staat op de agenda.")
        chosen = [found for text in sent.getlist("children") if (found := key_in(text))]
        count = agenda.add_children(key=key, children=chosen, by=actor, at=at)
        said = ngettext("%d kind staat op de agenda.", "%d kinderen staan op de agenda.", count)
        return said % count


def words_in(sent: Any) -> dict[str, Any]:
    """Return the line without a child that was sent. Raises: AgendaError."""
    form = WordsForm(sent)
    if not form.is_valid():
        raise agenda.AgendaError(str(next(iter(form.errors.values()))[0]))
    return form.cleaned_data


class MeetingPlanView(MeetingMixin, FormView):
    permission = Permission.PLAN_MEETINGS
    form_class = PlanForm
    template_name = "dossier/meeting_plan.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        more = {"actor": self.request.actor, "asked": self.request.GET}
        return {**super().get_form_kwargs(), **more}

    def form_valid(self, form: PlanForm) -> HttpResponse:
        try:
            new, at = form.new_meeting(), timezone.now()
            meeting = meetings.plan(new=new, by=self.request.actor, at=at)
        except RefusedError as error:
            form.refuse(error)
            return self.form_invalid(form)
        messages.success(self.request, _("Het overleg is gepland. Wie komt, krijgt een mail."))
        return redirect("meeting", meeting.key)


class MeetingChangeView(MeetingMixin, FormView):
    """Base: a form about one meeting that is still to come."""

    permission = Permission.PLAN_MEETINGS
    done: Any = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "meeting": self.meeting}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(meeting=self.meeting, **kwargs)

    def change(self, form: Any) -> None:
        """Do it."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.change(form)
        except RefusedError as error:
            form.refuse(error)
            return self.form_invalid(form)
        messages.success(self.request, self.done)
        return redirect("meeting", self.kwargs["key"])


class MeetingMoveView(MeetingChangeView):
    form_class = MoveForm
    template_name = "dossier/meeting_move.html"
    done = gettext_lazy("Het overleg is verzet. Wie komt, krijgt een mail.")

    def change(self, form: MoveForm) -> None:
        """Move it."""
        meetings.move(
            key=self.meeting.key,
            when=form.span(),
            because=form.cleaned_data["because"],
            by=self.request.actor,
            at=timezone.now(),
        )


class MeetingCancelView(MeetingChangeView):
    form_class = CancelForm
    template_name = "dossier/meeting_cancel.html"
    done = gettext_lazy("Het overleg is afgezegd. Wie zou komen, krijgt een mail.")

    def change(self, form: CancelForm) -> None:
        """Cancel it."""
        because = form.cleaned_data["because"]
        at, actor = timezone.now(), self.request.actor
        meetings.cancel(key=self.meeting.key, because=because, by=actor, at=at)
