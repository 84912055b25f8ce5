"""The reports that a parent reads, with the parent's own view; behind the code, as all reading."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from children import guardian_answers, guardian_reading
from children.consent_texts import WORDINGS
from children.reading_texts import READING
from children.views.guardian import DOOR_KEY
from children.views.guardian_reading import Reading, Saving
from dossier import report_opinions, report_sheets, report_texts
from dossier.report_opinions import OpinionError

PART = "observation_reports"  # what the log says was read


class GuardianReportsView(Reading):
    """Read the reports, and say what one thinks of them."""

    template_name = "dossier/guardian_reports.html"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        guardian_reading.note(link=self.link, part=PART, at=timezone.now())
        return self.reports({})

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        typed = {name: request.POST.get(name, "") for name in ("mening", "verbetering", "verslag")}
        try:
            key = UUID(typed["verslag"])
        except ValueError:
            return self.reports({})
        said = {"view": typed["mening"], "correction": typed["verbetering"]}
        try:
            report_opinions.give(link=self.link, key=key, **said, at=timezone.now())
        except OpinionError as error:
            return self.reports(typed, READING[self.language][error.code])
        messages.success(request, READING[self.language]["opinion_sent"])
        return redirect(self.here("guardian_reports"))

    def reports(self, typed: dict[str, str], error: str = "") -> HttpResponse:
        """Show all reports that this parent reads now, with what was typed where it was wrong."""
        guardian, reading = self.link.guardian, READING[self.language]
        more: dict[str, Any] = {
            "reading": reading, "typed": typed, "error": error,
            "heading": reading["reports_heading"].format(child=guardian.child.first_name),
            "reports": report_texts.shown(guardian, self.language, timezone.now()),
            "is_hidden": guardian_answers.hides_places(guardian),
            "can_save": DOOR_KEY not in self.request.session,
            "back": self.here("guardian_read"), "pdf": self.here("guardian_reports_pdf"),
        }  # fmt: skip
        return self.show(WORDINGS[self.language].words, **more)


class GuardianReportsPdfView(Saving):
    """Save the reports; not on a worker's device."""

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        at = timezone.now()
        guardian_reading.note(link=self.link, part=f"{PART}_pdf", at=at)
        content = report_sheets.render(self.link.guardian, self.language, at)
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = 'attachment; filename="verslagen.pdf"'
        return response
