"""The desk of a year's letters: see how each stands, and check, sign or send a selection."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView

from config.forms import Text
from config.listing import SORT
from partners import holidays
from partners.roles import Permission, can
from partners.states import Delivery
from subsidies import letter_moves, letter_rules
from subsidies.letter_desk import ALL, desk_of, in_order
from subsidies.letter_forms import ReasonForm, SendingDateForm
from subsidies.letter_moves import Moved
from subsidies.models import DecisionLetter
from subsidies.states import IllegalMoveError, LetterState
from subsidies.views.years import SHOW, ProgressMixin, YearMixin, year_url

CHOSEN = "brief"
MOVES: dict[str, Callable[..., Moved]] = {
    "check": letter_moves.check,
    "sign": letter_moves.sign,
    "send": letter_moves.send,
}
DONE = {
    "check": gettext_lazy("Goedgekeurd: %s."),
    "sign": gettext_lazy("Ondertekend: %s."),
    "send": gettext_lazy("Verzonden: %s."),
    "plan": gettext_lazy("Verzenddatum gekozen voor %s."),
    "reopen": gettext_lazy("Weer een concept: %s."),
    "cancel": gettext_lazy("Vervallen: %s."),
}
PAGES = {"plan": "letters_plan", "reopen": "letters_reopen", "cancel": "letters_cancel"}
MAX_NAMED = 5


def chosen_ids(values: Iterable[str]) -> list[int]:
    """Return the numbers of the letters that a page sent; anything else is no letter."""
    return [int(text) for text in values if text.isdecimal() and len(text) < 19]


def tell(request: HttpRequest, move: str, moved: Moved) -> None:
    """Say which letters moved, and of the others why not: once per reason."""
    if moved.done:
        messages.success(request, str(DONE[move]) % listed(moved.done))
    reasons: dict[str, list[str]] = {}
    for reference, sentence in moved.refused:
        reasons.setdefault(sentence, []).append(reference)
    for sentence, references in reasons.items():
        messages.error(request, f"{listed(references)}: {sentence}")


def tell_post(request: HttpRequest, ids: list[int]) -> None:
    """Remind who sent letters of those that now go by post: nothing prints them by itself."""
    rows = DecisionLetter.objects.visible_to(request.actor)  # type: ignore[attr-defined]
    sent = rows.filter(pk__in=ids, state=LetterState.SENT, delivery=Delivery.POST)
    if number := sent.count():
        words = ngettext(
            "%d brief gaat met de post: druk hem vandaag af, bij Downloaden.",
            "%d brieven gaan met de post: druk ze vandaag af, bij Downloaden.",
            number,
        )
        messages.warning(request, words % number)


def listed(references: list[str]) -> str:
    """Return references as people say them; many as a number."""
    if len(references) > MAX_NAMED:
        number = len(references)
        return ngettext("%d brief", "%d brieven", number) % number
    return ", ".join(references)


def rights(request: Any, year: Any) -> dict[str, bool]:
    """Return what the pages of letters offer this person."""
    organisation, actor = year.municipality.organisation, request.actor
    open_to = {
        "may_draft": (Permission.DRAFT_LETTERS,),
        "may_cancel": (Permission.CANCEL_LETTERS,),
        "may_reopen": (Permission.DRAFT_LETTERS, Permission.SIGN_LETTERS),
    }
    return {
        name: any(can(actor, permission, organisation) for permission in permissions)
        for name, permissions in open_to.items()
    }


class LetterDeskView(YearMixin, ProgressMixin, TemplateView):
    permission = Permission.VIEW_LETTERS
    template_name = "subsidies/letterdesk.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked, now = self.request.GET, timezone.now()
        desk = desk_of(
            self.year,
            self.request.actor,
            at=now,
            group=asked.get(SHOW, ALL),
            order=asked.get(SORT, "naam"),
        )
        form = SendingDateForm(initial={"sending_on": proposed_day(self.year)})
        more = rights(self.request, self.year)
        shown = {"desk": desk, "making": desk.making, "date_form": form}
        return super().get_context_data(**shown, **more, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        move, chosen = request.POST.get("actie", ""), chosen_ids(request.POST.getlist(CHOSEN))
        back = request.get_full_path()
        if not chosen:
            messages.error(request, _("Kies eerst een of meer brieven."))
        elif move in PAGES:
            query = urlencode({CHOSEN: chosen}, doseq=True)
            return redirect(f"{year_url(self.year, PAGES[move])}?{query}")
        elif move in MOVES:
            self.move(move, chosen)
        return redirect(back)

    def move(self, move: str, chosen: list[int]) -> None:
        """Make a move with the chosen letters of this year, and say what came of it."""
        rows = in_order(self.year, self.request.actor).filter(pk__in=chosen)
        own = set(rows.values_list("pk", flat=True))
        ids = [pk for pk in chosen if pk in own]
        moved = MOVES[move](letter_ids=ids, by=self.request.actor, at=timezone.now())
        tell(self.request, move, moved)
        if move == "send" and moved.done:
            tell_post(self.request, ids)


def proposed_day(year: Any) -> Any:
    """Return the first working day after a week: time to check and to sign."""
    equated = holidays.equated_days(year.municipality)
    return holidays.next_working_day(timezone.localdate() + timedelta(days=7), equated)


class LettersFormView(YearMixin, FormView):
    """A page that asks one thing for the letters that were chosen, and then acts."""

    template_name = "subsidies/letters_form.html"
    move = ""
    title: Text = ""
    text: Text = ""
    submit: Text = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.chosen:
            messages.error(request, _("Kies eerst een of meer brieven."))
            return redirect(year_url(self.year, "year_letters"))
        return super().get(request, *args, **kwargs)

    @cached_property
    def chosen(self) -> list[DecisionLetter]:
        """Return the chosen letters of this year, as far as the actor sees them."""
        ids = chosen_ids(self.request.GET.getlist(CHOSEN))
        rows = in_order(self.year, self.request.actor).filter(pk__in=ids)
        return list(rows.defer("snapshot"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"title": self.title, "text": self.text, "letters": self.chosen}
        back = year_url(self.year, "year_letters")
        return super().get_context_data(back=back, **shown | kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        ids = [letter.pk for letter in self.chosen]
        try:
            act = getattr(letter_moves, self.move)
            moved = act(
                letter_ids=ids, by=self.request.actor, at=timezone.now(), **form.cleaned_data
            )
        except IllegalMoveError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        tell(self.request, self.move, moved)
        return redirect(year_url(self.year, "year_letters"))


class LettersPlanView(LettersFormView):
    permission = Permission.DRAFT_LETTERS
    form_class = SendingDateForm
    move = "plan"
    title = gettext_lazy("Verzenddatum kiezen")
    text = gettext_lazy("De datum en de ondertekenaar van die dag komen in deze brieven te staan.")

    def get_initial(self) -> dict[str, Any]:
        planned = [letter.sending_on for letter in self.chosen if letter.sending_on]
        return {"sending_on": planned[0] if planned else proposed_day(self.year)}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "cancel_url": year_url(self.year, "year_letters")}

    def form_valid(self, form: Any) -> HttpResponse:
        day = form.cleaned_data["sending_on"]
        if reason := letter_rules.why_not_day(self.year.municipality, day, timezone.now()):
            form.add_error("sending_on", reason)
            return self.form_invalid(form)
        return super().form_valid(form)


class LettersReasonView(LettersFormView):
    """A move back, with a reason that is kept in the log."""

    form_class = ReasonForm

    def get_form_kwargs(self) -> dict[str, Any]:
        back = year_url(self.year, "year_letters")
        return {**super().get_form_kwargs(), "submit": self.submit, "cancel_url": back}


class LettersReopenView(LettersReasonView):
    permission = Permission.VIEW_LETTERS
    move = "reopen"
    title = gettext_lazy("Terug naar concept")
    text = gettext_lazy(
        "Controle en handtekening vervallen; daarna is alles opnieuw nodig. "
        "Het kenmerk blijft hetzelfde."
    )
    submit = gettext_lazy("Terug naar concept")


class LettersCancelView(LettersReasonView):
    permission = Permission.CANCEL_LETTERS
    move = "cancel"
    title = gettext_lazy("Brieven laten vervallen")
    text = gettext_lazy(
        "Een vervallen brief wordt niet verzonden en komt niet terug. Zijn kenmerk blijft bezet."
    )
    submit = gettext_lazy("Laten vervallen")
