"""Pages of letters that end a subsidy: its withdrawal, and its settlement after the year."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from partners.roles import Permission
from subsidies import closing_letters
from subsidies.amendments import ChangeError
from subsidies.change_forms import GroundForm, SettlementForm
from subsidies.closing_letters import Lower
from subsidies.later_letters import Following
from subsidies.letter_grounds import LOWER
from subsidies.states import IllegalMoveError
from subsidies.views.changes import tell_drafted
from subsidies.views.letter import LetterMixin, letter_url, way_back
from subsidies.views.years import YearMixin, year_url


class LetterWithdrawView(LetterMixin, FormView):
    """Draft the withdrawal of a sent letter, on a ground of the law."""

    permission = Permission.DRAFT_LETTERS
    form_class = GroundForm
    template_name = "subsidies/letters_form.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if refusal := closing_letters.why_not_withdrawn(self.letter, timezone.now()):
            messages.error(request, refusal)
            return redirect(letter_url(self.letter))
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        grounds = closing_letters.grounds_of(self.letter)
        more = {"grounds": grounds, "cancel_url": letter_url(self.letter)}
        return {**super().get_form_kwargs(), **more}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("Subsidie intrekken")
        text = _("Er komt een nieuwe brief; de verzonden brief verandert niet.")
        shown = {"title": title, "text": text, "letters": [self.letter]}
        return super().get_context_data(**shown | way_back(self.letter) | kwargs)

    def form_valid(self, form: GroundForm) -> HttpResponse:
        by, at = self.request.actor, timezone.now()
        try:
            made = closing_letters.draft_withdrawal(
                letter_id=self.letter.pk, by=by, at=at, **form.cleaned_data
            )
        except (IllegalMoveError, ChangeError) as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, _("Opgesteld: %s.") % made.reference)
        return redirect(letter_url(made))


class SettlementView(YearMixin, TemplateView):
    """Settle a year of regime `standard`: each board at the amount in force, or lower."""

    permission = Permission.DRAFT_LETTERS
    template_name = "subsidies/settlement_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        try:
            rows = closing_letters.to_settle(self.year, timezone.now())
        except IllegalMoveError as error:
            return super().get_context_data(refusal=str(error), **kwargs)
        data = self.request.POST or None
        pairs = [(row, form_of(row, data)) for row in rows]
        is_due = any(row.is_due for row in rows)
        return super().get_context_data(pairs=pairs, is_due=is_due, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data()
        pairs = [pair for pair in context.get("pairs", []) if pair[1]]
        if any([not form.is_valid() for _row, form in pairs]):  # noqa: C419 - judge every form
            return self.render_to_response(context)
        lower = {row.board.pk: lowered(form.cleaned_data) for row, form in pairs}
        given = {"by": self.request.actor, "at": timezone.now(), "lower": lower}
        try:
            outcome = closing_letters.draft_settlements(year_id=self.year.pk, **given)
        except (IllegalMoveError, ChangeError) as error:
            messages.error(request, str(error))
            return self.render_to_response(context)
        tell_drafted(request, outcome)
        return redirect(year_url(self.year, "year_letters"))


def form_of(row: Following, data: Any) -> SettlementForm | None:
    """Return the form of a board whose letter can be drafted now."""
    if not row.is_due:
        return None
    prefix, initial = f"bestuur-{row.board.key}", {"amount": row.before}
    return SettlementForm(data, prefix=prefix, initial=initial, grounds=LOWER)


def lowered(typed: dict[str, Any]) -> Lower:
    """Return what was typed for one board."""
    return Lower(typed["amount"], typed["ground"], typed["reasons"])
