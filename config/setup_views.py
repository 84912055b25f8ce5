"""Pages of the set-up of a municipality: five steps, each skippable and open to come back to."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView

from config.setup import STEPS, first_open, steps_of
from partners.municipalities import mark_step
from partners.states import SetupMark
from partners.views.settings import MunicipalityMixin

MARKS = {"overslaan": SetupMark.SKIPPED, "bekeken": SetupMark.SEEN, "openen": None}


class SetupView(MunicipalityMixin, TemplateView):
    """The set-up at one step; without a number at the first that is open."""

    template_name = "config/setup.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        steps = steps_of(self.municipality, self.request.actor)
        current = first_open(steps)
        number = self.kwargs.get("number", current.number if current else len(steps))
        if not 1 <= number <= len(steps):
            raise Http404
        return super().get_context_data(
            steps=steps,
            step=steps[number - 1],
            done=sum(step.state != "open" for step in steps),
            previous=number - 1,
            following=number + 1 if number < len(steps) else 0,
            is_complete=current is None,
            **kwargs,
        )

    def post(self, request: HttpRequest, code: str, number: int) -> HttpResponse:
        action = request.POST.get("wat", "")
        if action not in MARKS or not 1 <= number <= len(STEPS):
            raise Http404
        mark_step(
            municipality_id=self.municipality.pk,
            step=STEPS[number - 1][0],
            mark=MARKS[action],
            by=self.request.actor,
            at=timezone.now(),
        )
        if action == "openen" or number == len(STEPS):
            return redirect("setup_step", code, number)
        return redirect("setup_step", code, number + 1)
