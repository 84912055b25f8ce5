"""The page on which a location begins, and where a practice child is made or taken away."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from children import practice, reading, starts
from children.reach import Thing
from children.views.children import ChildrenMixin
from partners.models import ChildcareLocation
from partners.refusals import RefusedError
from partners.roles import Permission, can

# What a button of the page does, and what is said afterwards.
ACTS: dict[str, tuple[Callable[..., object], Any]] = {
    "start": (starts.begin, _("Gestart: vanaf nu kun je ouders mailen. Het oefenkind is weg.")),
    "oefenen": (
        practice.make,
        _("Het oefenkind staat klaar: probeer alles uit, er gaat niets naar buiten."),
    ),
    "weghalen": (practice.remove, _("Het oefenkind is weg.")),
}


class StartView(ChildrenMixin, TemplateView):
    """What an own location has of what it begins with, and its start."""

    permission = Permission.EDIT_CHILDREN
    template_name = "children/location_start.html"

    def location(self) -> ChildcareLocation:
        """Return the location of the address; one of others never existed."""
        rows = ChildcareLocation.objects.visible_to(self.request.actor).filter(closed_on=None)
        found: ChildcareLocation = get_object_or_404(
            rows.select_related("organisation"), pk=self.kwargs["pk"]
        )
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = self.request.actor
        place = starts.readiness(self.location(), by=actor)
        if place.practice_child:
            reading.note(actor, [place.practice_child], thing=Thing.CHILD, at=timezone.now())
        may_start = can(actor, Permission.START_LOCATION)
        return super().get_context_data(place=place, may_start=may_start, **kwargs)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        location, asked = self.location(), request.POST.get("besluit", "")
        if asked not in ACTS:
            raise Http404
        act, said = ACTS[asked]
        try:
            act(location_id=location.pk, by=self.request.actor, at=timezone.now())
        except RefusedError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, said)
        return redirect("location_start", pk)
