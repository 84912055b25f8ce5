"""Pages of the consent texts: what a municipality has approved, and each beside the Dutch."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from children import text_approvals
from children.consent_texts import OWN, VERSION, WORDINGS
from children.models import ConsentTextApproval
from children.reading_texts import READING
from children.states import RIGHT_TO_LEFT, Language
from partners.views.settings import MunicipalityMixin


class ConsentTextMixin(MunicipalityMixin):
    """View mixin: what this municipality has approved of the version that is in use."""

    def approvals(self) -> dict[Language, ConsentTextApproval]:
        """Return the approvals by language."""
        rows = ConsentTextApproval.objects.visible_to(self.request.actor)
        found = rows.filter(municipality=self.municipality, version=VERSION)
        return {Language(row.language): row for row in found}


class ConsentTextListView(ConsentTextMixin, TemplateView):
    template_name = "children/consenttext_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        approved = self.approvals()
        rows = [(one, one in OWN, approved.get(one)) for one in Language]
        return super().get_context_data(rows=rows, version=VERSION, **kwargs)


class ConsentTextView(ConsentTextMixin, TemplateView):
    template_name = "children/consenttext_detail.html"
    language: Language

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if kwargs["language"] not in Language.values:
            raise Http404
        self.language = Language(kwargs["language"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            one=self.language,
            is_own=self.language in OWN,
            is_rtl=self.language in RIGHT_TO_LEFT,
            approval=self.approvals().get(self.language),
            pairs=pairs(self.language),
            **kwargs,
        )

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        takes_back = request.POST.get("besluit") == "terugnemen"
        act = text_approvals.take_back if takes_back else text_approvals.approve
        done = _("De goedkeuring is teruggenomen.") if takes_back else _("Goedgekeurd.")
        town, by, at = self.municipality.pk, self.request.actor, timezone.now()
        try:
            act(municipality_id=town, language=self.language, by=by, at=at)
        except text_approvals.ApprovalError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, done)
        return redirect("consent_texts", self.municipality.key)


def pairs(language: Language) -> list[tuple[str, str]]:
    """Return each text in Dutch, and in this language."""
    ours, theirs = WORDINGS[Language.NL], WORDINGS[language]
    found = []
    for scope, ask in ours.asks.items():
        found.append((ask.question, theirs.asks[scope].question))
        found.append((ask.means, theirs.asks[scope].means))
    found += [(text, theirs.sections[part]) for part, text in ours.sections.items()]
    found += [(text, theirs.words[key]) for key, text in ours.words.items()]
    return found + [(text, READING[language][key]) for key, text in READING[Language.NL].items()]
