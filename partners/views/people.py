"""Pages of who manages members: the list, invite, change, end, and first administrators."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView
from django_filters.views import FilterView

from config.htmx import FragmentMixin
from config.listing import SortedListMixin
from partners import contacts, memberships
from partners.access import ActorRequiredMixin, ScopedMixin
from partners.filters import MemberFilter, OrganisationFilter
from partners.forms.members import ChangeForm, EndForm, FirstAdminForm, InviteForm
from partners.membership_rules import MembershipError
from partners.models import Membership, Organisation
from partners.modules import is_on_for
from partners.roles import Permission, require
from partners.signin import password_link
from partners.states import ModuleKind


class ManagedMixin(ActorRequiredMixin):
    """View mixin: only for who manages members; finds one membership of those."""

    permission = Permission.MANAGE_MEMBERS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse a role or person without the permission, before anything is looked up."""
        if getattr(request, "actor", None) is not None:
            require(request.actor, self.permission, None)  # type: ignore[attr-defined]
        return super().dispatch(request, *args, **kwargs)

    def managed(self) -> QuerySet[Organisation]:
        """Return the organisations whose members the actor manages."""
        return Organisation.objects.visible_to(self.request.actor).filter(
            pk__in=self.request.actor.managed_ids
        )

    def find_membership(self) -> Membership:
        """Return the membership of the address; anything outside one's own never existed."""
        rows = Membership.objects.visible_to(self.request.actor)
        found: Membership = get_object_or_404(
            rows.filter(organisation__in=self.managed()).select_related("user", "organisation"),
            pk=self.kwargs["pk"],  # type: ignore[attr-defined]
        )
        return found


class MemberListView(ManagedMixin, SortedListMixin, ScopedMixin, FragmentMixin, FilterView):
    model = Membership
    filterset_class = MemberFilter
    template_name = "partners/member_list.html"
    fragment_template_name = "partners/_member_rows.html"
    sorts = {
        "naam": ("user__sort_name", "role"),
        "rol": ("role", "user__sort_name"),
        "organisatie": ("organisation__sort_name", "user__sort_name"),
        "vanaf": ("valid_from", "user__sort_name"),
        "tot": ("valid_until", "user__sort_name"),
    }

    def get_queryset(self) -> QuerySet[Membership]:
        rows = super().get_queryset().filter(organisation__in=self.managed())
        return rows.select_related("user", "organisation")

    def get_filterset_kwargs(self, filterset_class: Any) -> dict[str, Any]:
        """Filter without a query too: who is over is left out unless asked for."""
        return {**super().get_filterset_kwargs(filterset_class), "data": self.request.GET}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        managed = list(self.managed())
        context: dict[str, Any] = super().get_context_data(organisations=managed, **kwargs)
        for membership in context["object_list"]:
            membership.state = memberships.state_on(membership, self.request.actor.day)
        return context


class MemberInviteView(ManagedMixin, FormView):
    form_class = InviteForm
    template_name = "partners/member_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        more = {"organisations": self.managed(), "today": timezone.localdate()}
        return {**super().get_form_kwargs(), **more}

    def form_valid(self, form: InviteForm) -> HttpResponse:
        try:
            granted = memberships.grant(
                invitee=form.invitee(),
                organisation=form.place(),
                appointment=form.appointment(),
                by=self.request.actor,
                at=timezone.now(),
            )
        except MembershipError as error:
            form.refuse(error)
            return self.form_invalid(form)
        return invited(self.request, granted)


def invited(request: HttpRequest, granted: memberships.Granted) -> HttpResponse:
    """Say what happens next; somebody without an address needs a link by hand."""
    membership = granted.membership
    person = membership.user
    if not person.email and not person.has_usable_password():
        messages.success(request, _("%s is toegevoegd. Geef nu de link door.") % person)
        return redirect("member_link", pk=membership.pk)
    if granted.is_new_user:
        text = _("%s is uitgenodigd en krijgt een mail met een link.")
    else:
        text = _("%s heeft al een account en krijgt een mail over deze rol.")
    messages.success(request, text % person)
    return redirect("members")


class MemberChangeView(ManagedMixin, FormView):
    form_class = ChangeForm
    template_name = "partners/member_change.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        self.membership = self.find_membership()
        return {**super().get_form_kwargs(), "membership": self.membership}

    def form_valid(self, form: ChangeForm) -> HttpResponse:
        try:
            changed = memberships.change(
                membership_id=self.membership.pk,
                change=form.change(),
                by=self.request.actor,
                at=timezone.now(),
                is_last_admin_ok=form.is_last_admin_ok,
            )
        except MembershipError as error:
            form.refuse(error)
            return self.form_invalid(form)
        messages.success(self.request, _("Het lidmaatschap van %s is gewijzigd.") % changed.user)
        return redirect("members")


class MemberEndView(ManagedMixin, FormView):
    form_class = EndForm
    template_name = "partners/member_end.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        membership = self.find_membership()
        contact = contacts.held_by(membership, self.request.actor.day)
        is_on = is_on_for(self.request.actor, ModuleKind.HANDOVER)
        return super().get_context_data(
            membership=membership, contact=contact if is_on else None, **kwargs
        )

    def form_valid(self, form: EndForm) -> HttpResponse:
        try:
            ended = memberships.end(
                membership_id=self.find_membership().pk,
                last_day=form.cleaned_data["last_day"],
                by=self.request.actor,
                at=timezone.now(),
                is_last_admin_ok=form.is_last_admin_ok,
            )
        except MembershipError as error:
            form.refuse(error)
            return self.form_invalid(form)
        messages.success(self.request, _("Het lidmaatschap van %s is beëindigd.") % ended.user)
        return redirect("members" if ended.user != self.request.user else "start")


class MemberLinkView(ManagedMixin, TemplateView):
    """A link to set a password, for somebody without an address; shown once, kept nowhere."""

    template_name = "partners/member_link.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(membership=self.find_membership(), **kwargs)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            person = memberships.hand_over_link(
                membership_id=self.find_membership().pk, by=self.request.actor, at=timezone.now()
            )
        except MembershipError as error:
            return self.render_to_response(self.get_context_data(refusal=error.message))
        response = self.render_to_response(self.get_context_data(link=password_link(person)))
        response["Cache-Control"] = "no-store"
        return response


class OrganisationListView(ManagedMixin, SortedListMixin, ScopedMixin, FragmentMixin, FilterView):
    permission = Permission.INVITE_FIRST_ADMIN
    model = Organisation
    filterset_class = OrganisationFilter
    template_name = "partners/organisation_list.html"
    sorts = {
        "naam": ("sort_name", "key"),
        "soort": ("kind", "sort_name"),
        "code": ("key",),
    }

    def get_queryset(self) -> QuerySet[Organisation]:
        actor = self.request.actor
        admins = Membership.objects.visible_to(actor).not_over_on(actor.day)
        rows: Any = super().get_queryset()
        found: QuerySet[Organisation] = rows.open_on(actor.day).with_admins(admins)
        return found


class FirstAdminView(ManagedMixin, FormView):
    permission = Permission.INVITE_FIRST_ADMIN
    form_class = FirstAdminForm
    template_name = "partners/organisation_invite.html"

    def find_organisation(self) -> Organisation:
        rows = Organisation.objects.visible_to(self.request.actor)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(organisation=self.find_organisation(), **kwargs)

    def form_valid(self, form: FirstAdminForm) -> HttpResponse:
        try:
            granted = memberships.invite_first_admin(
                invitee=form.invitee(),
                organisation=self.find_organisation(),
                by=self.request.actor,
                at=timezone.now(),
            )
        except MembershipError as error:
            form.refuse(error)
            return self.form_invalid(form)
        text = _("%(person)s is uitgenodigd als beheerder van %(where)s.")
        names = {"person": granted.membership.user, "where": granted.membership.organisation}
        messages.success(self.request, text % names)
        return redirect("organisations")
