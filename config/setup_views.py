"""Pages of the set-up of a municipality: five steps, each skippable and open to come back to."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView

from config.setup import STEPS, Step, concept_gap, first_open, steps_of
from partners.municipalities import mark_step
from partners.states import SetupMark
from partners.views.settings import MunicipalityMixin

LETTER = "conceptbrief"
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
            **(kwargs | self.letter(steps[number - 1])),
        )

    def letter(self, step: Step) -> dict[str, Any]:
        """Return whether the step asks to look at the letter, and why that cannot be done yet."""
        if step.key != LETTER or step.is_done:
            return {}
        return {"asks": True, "concept_gap": concept_gap(self.municipality, self.request.actor)}

    def post(self, request: HttpRequest, code: str, number: int) -> HttpResponse:
        action = request.POST.get("wat", "")
        if action not in MARKS or not 1 <= number <= len(STEPS):
            raise Http404
        step = STEPS[number - 1][0]
        if action == "bekeken" and (refusal := self.refusal_of_seen(step)):
            messages.error(request, refusal)
            return redirect("setup_step", code, number)
        values: Any = {"by": self.request.actor, "at": timezone.now(), "mark": MARKS[action]}
        mark_step(municipality_id=self.municipality.pk, step=step, **values)
        if action == "openen" or number == len(STEPS):
            return redirect("setup_step", code, number)
        return redirect("setup_step", code, number + 1)

    def refusal_of_seen(self, step: str) -> str:
        """Return why nobody can have seen the letter. Raises: Http404: another step."""
        if step != LETTER:
            raise Http404
        return concept_gap(self.municipality, self.request.actor)
