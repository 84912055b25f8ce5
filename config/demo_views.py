"""The start page, and the doors and the reset of the demo."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from children import links
from children.states import Channel
from config import start
from config.demo import cast, children
from config.demo.fill import is_filled, reset
from partners.access import ROLE_KEY
from partners.models import User


def is_demo() -> bool:
    """Say whether this is a demo with its accounts in place."""
    return bool(settings.DEMO) and is_filled()


class StartView(TemplateView):
    """Signed in: the role's own page. A visitor: the demo's doors, or the sign-in page."""

    def get_template_names(self) -> list[str]:
        return ["config/start.html" if self.request.user.is_authenticated else "config/doors.html"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            if getattr(request, "actor", None) is None:
                return redirect("no_role")
        elif not is_demo():
            return redirect("account_login")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = getattr(self.request, "actor", None)
        if actor is None:
            doors = {"doors": cast.DOORS[:6], "more_doors": cast.DOORS[6:]}
            parent = children.parent_of_the_door()
            return super().get_context_data(parent=parent, **doors, **kwargs)
        return super().get_context_data(
            title=start.TITLES[actor.role],
            cards=start.cards_for(actor),
            waits=start.waits_for_child_modules(actor),
            **start.week_for(actor, at=timezone.now()),
            **start.upcoming_for(actor, at=timezone.now()),
            **kwargs,
        )


class DemoEnterView(View):
    """One click signs in as somebody of the demo, in the role of the door."""

    def post(self, request: HttpRequest) -> HttpResponse:
        door = next((d for d in cast.DOORS if d.role == request.POST.get("role")), None)
        if door is None or not is_demo():
            raise Http404
        user = get_object_or_404(User, email=door.email, is_demo=True, is_active=True)
        logout(request)
        login(request, user, backend="partners.signin.AccountBackend")
        request.session[ROLE_KEY] = door.role.value
        return redirect("start")


class DemoParentView(View):
    """One click opens the page of a parent of the demo, which asks for the birth date."""

    def post(self, request: HttpRequest) -> HttpResponse:
        parent = children.parent_of_the_door() if is_demo() else None
        if parent is None:
            raise Http404
        logout(request)
        at = timezone.now()
        token = links.make(guardian_id=parent.pk, channel=Channel.SHEET, by=None, at=at)
        return redirect("guardian", token)


class DemoResetView(TemplateView):
    """The confirm page of putting the demo back, and the act itself."""

    template_name = "config/demo_reset.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not is_demo():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        reset(at=timezone.now())
        logout(request)
        messages.success(request, _("De demo is teruggezet. De brieven worden opnieuw gemaakt."))
        return redirect("start")
