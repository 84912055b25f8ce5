"""A concept letter on screen and as PDF, before anything is established."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.generic import TemplateView, View

from partners.access import ActorRequiredMixin
from partners.modules import ModuleRequiredMixin
from partners.roles import Permission, require
from subsidies.models import SubsidyYear
from subsidies.preview import Preview, concept_of
from subsidies.rendering import pdf_of
from subsidies.views.letters import refuse_small_counts
from subsidies.views.years import REFUSALS, find_year


class PreviewMixin(ModuleRequiredMixin, ActorRequiredMixin):
    """View mixin: a year of the address, for who may see letters."""

    kwargs: dict[str, Any]

    def find_year(self) -> SubsidyYear:
        year = find_year(self.request, self.kwargs["code"], self.kwargs["label"])
        require(self.request.actor, Permission.VIEW_LETTERS, year.municipality.organisation)
        return year

    def find_preview(self, year: SubsidyYear) -> Preview | None:
        """Return the concept that the address asks for.

        Raises: see `concept_of`; PermissionDenied: it holds counts that the actor may not see.
        """
        number = self.request.GET.get("bestuur", "")
        preview = concept_of(year, number=number, at=timezone.now())
        if preview:
            refuse_small_counts(self.request.actor, (row.components for row in preview.rows))
        return preview


class LetterPreviewView(PreviewMixin, TemplateView):
    template_name = "subsidies/letter_preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        year, preview, refusal = self.find_year(), None, ""
        try:
            preview = self.find_preview(year)
        except REFUSALS as error:
            refusal = str(error)
        letter = preview.content if preview else None
        more = {"preview": preview, "letter": letter, "refusal": refusal}
        return super().get_context_data(year=year, **more, **kwargs)


class LetterPreviewPdfView(PreviewMixin, View):
    def get(self, request: HttpRequest, code: str, label: str) -> HttpResponse:
        try:
            preview = self.find_preview(self.find_year())
        except REFUSALS as error:
            raise Http404 from error
        if preview is None:
            raise Http404
        content = pdf_of(preview.content.as_json())
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = 'inline; filename="concept.pdf"'
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response
