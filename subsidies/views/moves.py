"""The formal moves of a year, each with a page that says what follows: put forward, establish…"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from config.forms import Text
from partners.roles import Permission
from subsidies import alignment, progress, removal, years
from subsidies.alignment import CommentError
from subsidies.calculation import calculate
from subsidies.forms import CommentForm
from subsidies.models import SubsidyYear
from subsidies.outcome import Outcome, outcome_of
from subsidies.stands import why_changed, why_not_closed
from subsidies.views.years import REFUSALS, YearMixin, comment_form, log_if_locked, year_url


def version_of(request: HttpRequest) -> int:
    """Return the version that the page showed; -1, which no year has, where there is none."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def digest_of(request: HttpRequest) -> str:
    """Return which outcome the page showed; nothing, which no outcome has, where there is none."""
    return request.POST.get("uitkomst", "")


class YearMoveView(YearMixin, TemplateView):
    """Ask first, then act; a refusal is told on the year's page and changes nothing."""

    act: Callable[..., SubsidyYear]
    name: Text = ""
    done: Text = ""
    needs_outcome = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        outcome = outcome_of(partial(calculate, self.year))
        shown = {"refusal": self.refusal_of(outcome), "move_name": self.name, "outcome": outcome}
        return super().get_context_data(**shown | kwargs)

    def refusal_of(self, outcome: Outcome) -> str:
        """Return why the move cannot be made now, or nothing."""
        return outcome.refusal if self.needs_outcome else ""

    def more(self, request: HttpRequest) -> dict[str, Any]:
        """Return what else the act takes from the page."""
        return {}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            type(self).act(
                year_id=self.year.pk,
                by=self.request.actor,
                at=timezone.now(),
                version=version_of(request),
                **self.more(request),
            )
        except REFUSALS as error:
            log_if_locked(request, self.year, str(error))
            messages.error(request, str(error))
            return redirect(year_url(self.year))
        messages.success(request, str(self.done))
        return redirect(self.get_success_url())

    def get_success_url(self) -> str:
        return year_url(self.year)


class YearAlignView(YearMoveView):
    permission = Permission.ALIGN_YEAR
    template_name = "subsidies/subsidyyear_align.html"
    name = gettext_lazy("Verdeling voorleggen")
    act = alignment.align
    done = gettext_lazy("De verdeling is voorgelegd. Reacties verschijnen op deze pagina.")

    def more(self, request: HttpRequest) -> dict[str, Any]:
        return {"digest": digest_of(request)}


class YearWithdrawView(YearMoveView):
    permission = Permission.ALIGN_YEAR
    template_name = "subsidies/subsidyyear_withdraw.html"
    name = gettext_lazy("Verdeling terugnemen")
    needs_outcome = False
    act = alignment.withdraw
    done = gettext_lazy("De verdeling is weer een concept. De reacties zijn bewaard.")


class YearEstablishView(YearMoveView):
    permission = Permission.ESTABLISH_YEAR
    template_name = "subsidies/subsidyyear_establish.html"
    name = gettext_lazy("Verdeling vaststellen")
    act = years.establish
    done = gettext_lazy("De verdeling is vastgesteld. Nu kunnen de brieven.")

    def more(self, request: HttpRequest) -> dict[str, Any]:
        return {"digest": digest_of(request), "skipped_note": request.POST.get("reden", "").strip()}

    def refusal_of(self, outcome: Outcome) -> str:
        changed = why_changed(self.year, outcome.calculation) if outcome.calculation else ""
        return outcome.refusal or changed


class YearCloseView(YearMoveView):
    permission = Permission.CLOSE_YEAR
    template_name = "subsidies/subsidyyear_close.html"
    name = gettext_lazy("Jaar afsluiten")
    needs_outcome = False
    act = years.close_year
    done = gettext_lazy("Het subsidiejaar is afgesloten.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        refusal = why_not_closed(self.year, self.request.actor.day)
        return super().get_context_data(refusal=refusal, **kwargs)


class YearRemoveView(YearMoveView):
    permission = Permission.EDIT_YEAR
    template_name = "subsidies/subsidyyear_remove.html"
    name = gettext_lazy("Concept weghalen")
    needs_outcome = False
    act = removal.remove_year
    done = gettext_lazy("Het concept is weggehaald.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(refusal=removal.why_not_removed(self.year), **kwargs)

    def get_success_url(self) -> str:
        return reverse("subsidy_years")


class YearCommentView(YearMixin, FormView):
    """Keep a comment on a proposal; whatever comes of it is told on the year's page."""

    http_method_names = ["post"]
    permission = Permission.COMMENT_YEAR

    def get_form(self, form_class: Any = None) -> CommentForm:
        rows = progress.rows_for(self.year, self.request.actor)
        return comment_form(self.year, rows, self.request.POST)

    def get_success_url(self) -> str:
        return f"{year_url(self.year)}#reacties"

    def form_invalid(self, form: CommentForm) -> HttpResponse:
        sentences = [str(texts[0]) for texts in form.errors.values()]
        log_if_locked(self.request, self.year, " ".join(sentences))
        for sentence in sentences:
            messages.error(self.request, sentence)
        return redirect(self.get_success_url())

    def form_valid(self, form: CommentForm) -> HttpResponse:
        try:
            alignment.comment(
                year_id=self.year.pk,
                text=form.cleaned_data["text"],
                school_code=form.cleaned_data["school"],
                by=self.request.actor,
                at=timezone.now(),
            )
        except (CommentError, *REFUSALS) as error:
            log_if_locked(self.request, self.year, str(error))
            messages.error(self.request, str(error))
        else:
            messages.success(self.request, _("Je reactie is geplaatst."))
        return super().form_valid(form)
