"""Pages of the person who is signed in: which role, which organisation, and no role at all."""

from typing import Any

from allauth.usersessions.views import ListUserSessionsView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView, View

from partners import signin_log
from partners.access import ROLE_KEY, ActorRequiredMixin, actor_for
from partners.devices import device_of
from partners.models import Membership, Municipality, Organisation
from partners.roles import Permission, can


class SwitchRoleView(ActorRequiredMixin, View):
    """Go on in another role that the person holds now."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        held = {role.value for role in self.request.actor.all_roles}
        role = request.POST.get("role", "")
        if role not in held:
            raise Http404
        request.session[ROLE_KEY] = role
        actor = actor_for(self.request.actor.user, day=timezone.localdate(), role=role)
        if actor is not None:
            signin_log.role_switched(actor)
        return redirect("start")


class SessionsView(ListUserSessionsView):
    """Where the person is signed in, with devices in words."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["sessions"].reverse()  # the newest first
        for session in context["sessions"]:
            session.device = device_of(session.user_agent)
        return context


class NoRoleView(TemplateView):
    """For somebody who can sign in but is a member nowhere (any more)."""

    template_name = "partners/no_role.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return redirect("account_login")
        if getattr(request, "actor", None) is not None:
            return redirect("start")
        return super().dispatch(request, *args, **kwargs)


class MyOrganisationView(ActorRequiredMixin, TemplateView):
    """Who we are, who manages the members, what I am here, and whom to ask."""

    template_name = "partners/organisation_own.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = self.request.actor
        seen = Membership.objects.visible_to(actor).active_on(actor.day)
        own = Organisation.objects.visible_to(actor).filter(pk__in=actor.organisation_ids)
        mine = actor.user.memberships.not_over_on(actor.day)
        municipalities = Municipality.objects.visible_to(actor).select_related("organisation")
        return super().get_context_data(
            organisations=own.with_admins(seen).with_extension(),
            memberships=mine.select_related("organisation"),
            municipalities=municipalities.order_by("organisation__sort_name"),
            may_manage=can(actor, Permission.MANAGE_MEMBERS),
            may_invite=can(actor, Permission.INVITE_FIRST_ADMIN),
            **kwargs,
        )
