"""The page "Gegevens voor de brieven" of a year."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView

from partners.roles import Permission
from subsidies import letter_terms
from subsidies.letter_terms import NEW, TermsError
from subsidies.states import IllegalMoveError
from subsidies.terms_forms import TermsForm
from subsidies.views.years import YearMixin, year_url


class TermsView(YearMixin, FormView):
    permission = Permission.DRAFT_LETTERS
    form_class = TermsForm
    template_name = "subsidies/letterterms_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        more = {
            "year": self.year,
            "terms": letter_terms.terms_of(self.year),
            "cancel_url": year_url(self.year),
        }
        return {**super().get_form_kwargs(), **more}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "is_new": context["form"].initial["version"] == NEW}

    def form_valid(self, form: TermsForm) -> HttpResponse:
        try:
            saved = letter_terms.save_terms(
                year_id=self.year.pk,
                terms=form.terms(),
                version=form.cleaned_data["version"],
                by=self.request.actor,
                at=timezone.now(),
            )
        except (TermsError, IllegalMoveError) as error:
            form.refuse(error)
            return self.form_invalid(form)
        messages.success(self.request, _saved_text(saved.renewed))
        return redirect(year_url(self.year, "letter_terms"))


def _saved_text(renewed: int) -> str:
    """Say that it was kept, and what that did to the drafts."""
    if not renewed:
        return _("De gegevens zijn bewaard.")
    return ngettext(
        "De gegevens zijn bewaard. %d conceptbrief is bijgewerkt.",
        "De gegevens zijn bewaard. %d conceptbrieven zijn bijgewerkt.",
        renewed,
    ) % renewed  # fmt: skip
