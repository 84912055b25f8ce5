"""Pages of the children: list, one child, add, move to another group, leave, undo."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView
from django_filters.views import FilterView

from children import ages, arrangements, consents, enrolment, placement, reading, stands
from children.enrolment import AlreadyHereError, EnrolmentError
from children.filters import ChildFilter
from children.forms.enrolment import ChildForm, LeaveForm, MoveForm
from children.models import Child, ConsentQuestion, Group, Guardian
from children.reach import Thing, reach_of
from children.states import LeaveReason
from config.htmx import FragmentMixin
from config.listing import SortedListMixin
from partners.access import Actor, ActorRequiredMixin, ScopedMixin
from partners.models import ChildcareLocation, School
from partners.modules import ModuleRequiredMixin
from partners.roles import Permission, can, require
from partners.states import ModuleKind

# What a domain function raises when it is out of the actor's sight by now.
GONE = (
    Child.DoesNotExist,
    ConsentQuestion.DoesNotExist,
    Guardian.DoesNotExist,
    Group.DoesNotExist,
    ChildcareLocation.DoesNotExist,
    School.DoesNotExist,
)


@contextmanager
def gone_is_404() -> Iterator[None]:
    """Let a child that is out of sight since it was read be one that never existed."""
    try:
        yield
    except GONE as error:
        raise Http404 from error


class PermittedMixin:
    """View mixin: for whom the permission is, asked once somebody is known to be signed in."""

    permission = Permission.VIEW_CHILDREN

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(request.actor, self.permission, None)
        with gone_is_404():
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class ChildrenMixin(ModuleRequiredMixin, ActorRequiredMixin, PermittedMixin):
    """View mixin: only where Overdracht is on, and for whom the permission is."""

    module = ModuleKind.HANDOVER


class ChildListView(ChildrenMixin, SortedListMixin, ScopedMixin, FragmentMixin, FilterView):
    model = Child
    filterset_class = ChildFilter
    template_name = "children/child_list.html"
    sorts = {
        "eerst": ("is_later", "born_on", "sort_name"),
        "naam": ("sort_name",),
        "geboren": ("born_on", "sort_name"),
        "groep": ("group__sort_name", "sort_name"),
    }

    def get_queryset(self) -> QuerySet[Child]:
        day = self.request.actor.day
        ahead = When(born_on__range=ages.births_ahead(day), left_on=None, then=Value(0))
        later = Case(ahead, default=Value(1), output_field=IntegerField())
        rows = ScopedMixin.get_queryset(self).annotate(is_later=later)
        return self.order(rows.select_related("group", "location__organisation"))

    def get_filterset_kwargs(self, filterset_class: Any) -> dict[str, Any]:
        """Filter without a query too: who left is left out unless asked for."""
        return {**super().get_filterset_kwargs(filterset_class), "data": self.request.GET}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = self.request.actor
        context: dict[str, Any] = super().get_context_data(**kwargs)
        reading.note(actor, list(context["object_list"]), thing=Thing.CHILD, at=timezone.now())
        for child in context["object_list"]:
            child.handover_day = ages.handover_day(child.born_on)
        places = {child.location_id for child in context["object_list"]}
        return {
            **context,
            "may_add": can(actor, Permission.EDIT_CHILDREN),
            "is_childcare": can(actor, Permission.ASK_CONSENT),
            "has_many_places": len(places) > 1,
        }


def sees_support(actor: Actor, child: Child) -> bool:
    """Say whether there is a page about the support of a child for an actor; one query at most."""
    if can(actor, Permission.ASK_CONSENT):
        return True
    seen = Q()
    for thing in (Thing.SUPPORT, Thing.ARRANGEMENT, Thing.SCORE):
        seen |= Q(pk__in=Child.objects.visible_to(actor, thing).order_by().values("pk"))
    return Child.objects.visible_to(actor).filter(seen, pk=child.pk).exists()


class ChildView(ChildrenMixin, TemplateView):
    template_name = "children/child_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor, at = self.request.actor, timezone.now()
        child = reading.one(actor, self.kwargs["key"], thing=Thing.CHILD, at=at)
        return super().get_context_data(
            child=child,
            handover_day=ages.handover_day(child.born_on),
            may_edit=can(actor, Permission.EDIT_CHILDREN),
            may_undo=can(actor, Permission.UNDO_CHILDREN) and enrolment.is_new(child, at),
            may_return=enrolment.is_just_gone(child, actor.day),
            may_see_log=reach_of(actor.role, Thing.LOG) is not None,
            may_see_support=sees_support(actor, child),
            **self.of_childcare(child),
            **self.of_school(child),
            **kwargs,
        )

    def of_childcare(self, child: Child) -> dict[str, Any]:
        """Return guardians and what they were asked, for whom may know it; each a read."""
        actor, at = self.request.actor, timezone.now()
        if not can(actor, Permission.ASK_CONSENT):
            return {"guardians": None}
        reading.note(actor, [child], thing=Thing.GUARDIAN, at=at)
        reading.note(actor, [child], thing=Thing.CONSENT, at=at)
        rows = Child.objects.visible_to(actor, Thing.CONSENT)
        asked = stands.with_questions(rows).get(pk=child.pk)
        guardians = Guardian.objects.visible_to(actor).filter(child=child, ended_on=None)
        found = {"standings": stands.standings(asked, at), "deciding": consents.deciding(asked)}
        can_do = {"may_ask": True, "gives_codes": can(actor, Permission.GIVE_READ_CODES)}
        can_do["may_hand_over"] = can(actor, Permission.FILL_HANDOVER)
        can_do["may_run_teams"] = can(actor, Permission.RUN_TEAMS) and child.left_on is None
        return {"guardians": guardians, **can_do, **found}

    def of_school(self, child: Child) -> dict[str, Any]:
        """Return what parents allow a school, and whether it may place the child."""
        actor = self.request.actor
        if not can(actor, Permission.PLACE_CHILDREN):
            return {}
        reading.note(actor, [child], thing=Thing.CONSENT, at=timezone.now())
        given = ConsentQuestion.objects.visible_to(actor).filter(child=child)
        groups = placement.possible_groups(child, by=actor)
        return {
            "given": given.select_related("school__organisation"),
            "may_place": groups.exists(),
        }


class ChildAddView(ChildrenMixin, FormView):
    permission = Permission.EDIT_CHILDREN
    form_class = ChildForm
    template_name = "children/child_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        municipality = self.request.actor.municipality
        months = arrangements.entry_months(municipality.pk)
        return super().get_context_data(entry_age=ages.age_words(months), **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "actor": self.request.actor}

    def form_valid(self, form: ChildForm) -> HttpResponse:
        actor, at = self.request.actor, timezone.now()
        try:
            child = enrolment.add(new=form.new_child(), **form.said(), by=actor, at=at)
        except AlreadyHereError as error:
            reading.note(actor, error.found, thing=Thing.CHILD, at=at)
            form.ask_about(error.found)
            return self.form_invalid(form)
        except EnrolmentError as error:
            form.refuse(error)
            return self.form_invalid(form)
        messages.success(self.request, _("%s is toegevoegd.") % child)
        return redirect("child", child.key)


class ChildFormView(ChildrenMixin, FormView):
    """Base: a change of one child, asked on a page of its own."""

    permission = Permission.EDIT_CHILDREN
    form_class: Any
    child: Child

    def get_form_kwargs(self) -> dict[str, Any]:
        actor, key = self.request.actor, self.kwargs["key"]
        self.child = reading.one(actor, key, thing=Thing.CHILD, at=timezone.now())
        return {**super().get_form_kwargs(), "actor": actor, "child": self.child}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "child": self.child}


class ChildMoveView(ChildFormView):
    form_class: Any = MoveForm
    template_name = "children/child_move.html"

    def save(self, data: dict[str, Any]) -> str:
        enrolment.move_group(
            key=self.child.key,
            group_id=data["group"].pk,
            from_day=data["from_day"],
            is_over=data["is_over"],
            by=self.request.actor,
            at=timezone.now(),
        )
        return _("%(child)s zit nu in %(group)s.") % {"child": self.child, "group": data["group"]}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            said = self.save(form.cleaned_data)
        except EnrolmentError as error:
            form.refuse(error)
            return self.form_invalid(form)
        messages.success(self.request, said)
        return redirect("children")


class ChildLeaveView(ChildMoveView):
    form_class = LeaveForm
    template_name = "children/child_leave.html"

    def save(self, data: dict[str, Any]) -> str:
        enrolment.leave(
            key=self.child.key,
            on=data["left_on"],
            because=LeaveReason(data["because"]),
            by=self.request.actor,
            at=timezone.now(),
        )
        return _("Het vertrek van %s is genoteerd.") % self.child


class ChildUndoView(ChildrenMixin, TemplateView):
    """The page that asks whether an entry was a mistake, and the act itself."""

    permission = Permission.UNDO_CHILDREN
    template_name = "children/child_undo.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor, at = self.request.actor, timezone.now()
        child = reading.one(actor, self.kwargs["key"], thing=Thing.CHILD, at=at)
        return super().get_context_data(child=child, **kwargs)

    def act(self, child: Child) -> str:
        enrolment.undo_entry(key=child.key, by=self.request.actor, at=timezone.now())
        return _("De invoer van %s is ongedaan gemaakt.") % child

    def post(self, request: HttpRequest, key: UUID) -> HttpResponse:
        context = self.get_context_data()
        try:
            said = self.act(context["child"])
        except EnrolmentError as error:
            return self.render_to_response({**context, "refusal": error.message})
        messages.success(request, said)
        return redirect("children")


class ChildReturnView(ChildUndoView):
    """The page that asks whether a child is back, and the act itself."""

    permission = Permission.EDIT_CHILDREN
    template_name = "children/child_return.html"

    def act(self, child: Child) -> str:
        enrolment.undo_leaving(key=child.key, by=self.request.actor, at=timezone.now())
        return _("%s is weer hier.") % child
