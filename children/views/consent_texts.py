"""Pages of the consent texts: what a municipality has approved, and each beside the Dutch."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from children import text_approvals
from children.consent_texts import OWN
from children.models import ConsentTextApproval
from children.states import RIGHT_TO_LEFT, Language
from partners.views.settings import MunicipalityMixin


class ConsentTextMixin(MunicipalityMixin):
    """View mixin: what this municipality has approved."""

    @cached_property
    def approvals(self) -> list[ConsentTextApproval]:
        """Return the approvals of this municipality, also of texts that have changed since."""
        rows = ConsentTextApproval.objects.visible_to(self.request.actor)
        return list(rows.filter(municipality=self.municipality))

    def approval(self, language: Language) -> tuple[ConsentTextApproval | None, bool]:
        """Return the approval of a language as it is now, and whether it ever had one."""
        found = {row.version: row for row in self.approvals if row.language == language}
        return found.get(text_approvals.version_of(language)), bool(found)


class ConsentTextListView(ConsentTextMixin, TemplateView):
    template_name = "children/consenttext_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [(one, one in OWN, *self.approval(one)) for one in Language]
        return super().get_context_data(rows=rows, **kwargs)


class ConsentTextView(ConsentTextMixin, TemplateView):
    template_name = "children/consenttext_detail.html"
    language: Language

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if kwargs["language"] not in Language.values:
            raise Http404
        self.language = Language(kwargs["language"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        approval, was_approved = self.approval(self.language)
        return super().get_context_data(
            one=self.language,
            is_own=self.language in OWN,
            is_rtl=self.language in RIGHT_TO_LEFT,
            approval=approval,
            was_approved=was_approved,
            pairs=text_approvals.pairs(self.language),
            version=text_approvals.version_of(self.language),
            **kwargs,
        )

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        takes_back = request.POST.get("besluit") == "terugnemen"
        read = {} if takes_back else {"version": request.POST.get("versie", "")}
        act: Any = text_approvals.take_back if takes_back else text_approvals.approve
        done = _("De goedkeuring is teruggenomen.") if takes_back else _("Goedgekeurd.")
        town, by, at = self.municipality.pk, self.request.actor, timezone.now()
        try:
            act(municipality_id=town, language=self.language, by=by, at=at, **read)
        except text_approvals.ApprovalError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, done)
        return redirect("consent_texts", self.municipality.key)
