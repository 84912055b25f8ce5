from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import TemplateView

from config import styleguide
from config.badges import BADGES
from config.htmx import FragmentMixin
from config.icons import symbols


class HelpView(TemplateView):
    template_name = "config/help.html"


class ContactView(TemplateView):
    template_name = "config/contact.html"


class PrivacyView(TemplateView):
    template_name = "config/privacy.html"


class AccessibilityView(TemplateView):
    template_name = "config/accessibility.html"


class StyleGuideView(FragmentMixin, TemplateView):
    """Every component once, with real forms: for developers, so only in the demo or in DEBUG."""

    template_name = "config/styleguide.html"
    fragment_template_name = "config/styleguide/_rows.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (settings.DEMO or settings.DEBUG):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        data = self.request.POST or None
        is_formset = f"{styleguide.ACTIONS}-TOTAL_FORMS" in self.request.POST
        rows = styleguide.rows(self.request.GET)
        return super().get_context_data(
            form=styleguide.MeetingForm(None if is_formset else data),
            formset=styleguide.action_points(data if is_formset else None),
            table_formset=styleguide.hours_table(),
            folded_form=styleguide.FoldedForm(),
            page=Paginator(rows, 5).get_page(self.request.GET.get("bladzijde")),
            chart=styleguide.CHART,
            badges=BADGES,
            icons=sorted(symbols()),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.get(request, *args, **kwargs)
