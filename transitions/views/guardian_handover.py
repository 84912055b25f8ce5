"""The form that a parent reads along, with the own words beside it; behind the code."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from children import guardian_answers
from children.consent_texts import WORDINGS
from children.reading_texts import READING
from children.views.guardian_reading import Reading
from dossier.report_opinions import OpinionError
from transitions import parents_codes, parents_preview


class GuardianHandoverView(Reading):
    """Read the form, and write beside it."""

    template_name = "transitions/guardian_handover.html"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        parents_preview.opened(link=self.link, at=timezone.now())
        return self.page("")

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Keep what was written, or show the page again with what is wrong."""
        text, words = request.POST.get("zienswijze", ""), READING[self.language]
        try:
            said = parents_preview.say(link=self.link, text=text, at=timezone.now())
        except OpinionError as error:
            return self.page(text, words[error.code])
        if said is not None:
            messages.success(request, words["handover_sent"])
        return redirect(self.here("guardian_handover"))

    def page(self, typed: str, error: str = "") -> HttpResponse:
        """Show what there is to read now."""
        guardian, reading = self.link.guardian, READING[self.language]
        more: dict[str, Any] = {
            "reading": reading,
            "heading": reading["handover_heading"].format(child=guardian.child.first_name),
            "preview": parents_preview.shown(guardian, timezone.now()),
            "is_hidden": guardian_answers.hides_places(guardian),
            "typed": typed,
            "error": error,
            "own": self.here("guardian_codes") if parents_codes.is_shown(guardian) else "",
            "back": self.here("guardian_read"),
        }
        return self.show(WORDINGS[self.language].words, **more)
