"""The page of one letter: what it says, how it came about, and what I can do with it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from partners.access import ActorRequiredMixin
from partners.modules import ModuleRequiredMixin
from partners.roles import Permission, can, require
from partners.states import Role
from subsidies import letter_elements, letter_notices, letter_stands, letter_terms, openings
from subsidies.letter_bundles import refuse_hidden
from subsidies.letter_content import LetterContent
from subsidies.letter_desk import events_of, in_order, neighbours, row_of
from subsidies.letter_forms import ApplicationForm
from subsidies.models import DecisionLetter, Objection
from subsidies.progress import making_of
from subsidies.states import IllegalMoveError, LetterState, RenderState
from subsidies.views.desk import MOVES, rights, tell, tell_post
from subsidies.views.letters import find_letter, require_letters
from subsidies.views.years import ProgressMixin


def letter_url(letter: DecisionLetter, name: str = "letter") -> str:
    """Return the address of a letter's page, or of another one about it."""
    code = letter.year.municipality.key
    return reverse(name, args=[code, letter.reference_year, letter.reference_number])


def way_back(letter: DecisionLetter) -> dict[str, str]:
    """Return what a page about a letter shows of the way back to it."""
    return {"back": letter_url(letter), "back_name": letter.reference}


class LetterMixin(ModuleRequiredMixin, ActorRequiredMixin):
    """View mixin: `self.letter` is the letter of the address, as far as the actor sees it."""

    permission: Permission | None = None
    letter: DecisionLetter

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if getattr(request, "actor", None):
            require_letters(request.actor)  # type: ignore[attr-defined]
            self.letter = find_letter(request, kwargs["code"], kwargs["year"], kwargs["number"])
            if self.permission:
                organisation = self.letter.year.municipality.organisation
                own = request.actor.role == Role.BRD  # type: ignore[attr-defined]
                place = self.letter.board.organisation if own else organisation
                require(request.actor, self.permission, place)  # type: ignore[attr-defined]
        return super().dispatch(request, *args, **kwargs)


class LetterDetailView(LetterMixin, ProgressMixin, TemplateView):
    template_name = "subsidies/decisionletter_detail.html"
    fragment_template_name = "subsidies/_decisionletter_notice.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        letter, actor = self.letter, self.request.actor
        self._look()
        is_office = actor.role != Role.BRD
        more = self._for_office() if is_office else {}
        return super().get_context_data(
            **kwargs
            | {"letter": letter, "is_office": is_office, "content": _content(letter)}
            | {"events": events_of(letter, names=is_office), "related": _related(letter, actor)}
            | self._addresses()
            | self._objections()
            | more
        )

    def _look(self) -> None:
        """Note that the actor reads the letter; to ask whether its PDF is made is no look."""
        letter, actor = self.letter, self.request.actor
        refuse_hidden(DecisionLetter.objects.visible_to(actor).filter(pk=letter.pk), by=actor)
        is_shown = self.request.method == "GET"  # a HEAD shows nobody anything
        if is_shown and not self.is_fragment():
            openings.note_opening(letter, by=actor, at=timezone.now())

    def _addresses(self) -> dict[str, Any]:
        """Return how the letter stands, and what the links of the page need."""
        letter, actor, now = self.letter, self.request.actor, timezone.now()
        opened = openings.has_opened(letter, actor.user)
        return {
            "code": letter.year.municipality.key,
            "label": letter.year.label,
            "pdf_url": letter_url(letter, "letter_pdf"),
            "making": making_of([letter]),
            "row": row_of(letter, actor, at=now, is_opened=opened),
        }

    def _for_office(self) -> dict[str, Any]:
        """Return what only who works on letters sees: elements, neighbours and rights."""
        letter, now = self.letter, timezone.now()
        rows = in_order(letter.year, self.request.actor).defer("snapshot")
        before, after = neighbours(letter, rows)
        elements = letter_elements.elements_of(letter, at=now)
        return {
            "before": before,
            "after": after,
            "elements": elements,
            "missing": [each for each in elements if each.is_missing],
            "proof": _proof(letter),
            "application_url": _application_url(letter),
            **rights(self.request, letter.year),
        }

    def _objections(self) -> dict[str, Any]:
        actor, organisation = self.request.actor, self.letter.year.municipality.organisation
        own = self.letter.board.organisation if actor.role == Role.BRD else organisation
        return {
            "objections": Objection.objects.visible_to(actor).filter(letter=self.letter),
            "last_day": letter_stands.last_objection_day(self.letter),
            "may_object": can(actor, Permission.REGISTER_OBJECTION, own),
            "may_decide": can(actor, Permission.DECIDE_OBJECTION, organisation),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        move = request.POST.get("actie", "")
        if move in MOVES:
            at, by = timezone.now(), request.actor  # type: ignore[attr-defined]
            moved = MOVES[move](letter_ids=[self.letter.pk], by=by, at=at)
            tell(request, move, moved)
            if move == "send" and moved.done:
                tell_post(request, [self.letter.pk])
        return redirect(letter_url(self.letter))


def _content(letter: DecisionLetter) -> LetterContent | None:
    """Return what the letter says, once there is a PDF that says so too."""
    if letter.render_state != RenderState.DONE:
        return None
    return LetterContent.from_json(letter.snapshot)


def _related(letter: DecisionLetter, actor: Any) -> list[DecisionLetter]:
    """Return the letters that this one changes, or that change it, as far as the actor sees."""
    seen = DecisionLetter.objects.visible_to(actor)
    found = seen.filter(later_letters=letter) | seen.filter(supersedes=letter)
    return list(found.order_by("reference_year", "reference_number"))


def _proof(letter: DecisionLetter) -> str:
    """Return how a sent letter reached its board."""
    return letter_notices.proof_of(letter).words if letter.state == LetterState.SENT else ""


def _application_url(letter: DecisionLetter) -> str:
    terms = letter_terms.terms_of(letter.year)
    return letter_url(letter, "letter_application") if terms.is_on_application else ""


class LetterApplicationView(LetterMixin, FormView):
    """Of which day the board's application is."""

    permission = Permission.DRAFT_LETTERS
    form_class = ApplicationForm
    template_name = "subsidies/letters_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "cancel_url": letter_url(self.letter)}

    def get_initial(self) -> dict[str, Any]:
        letter = self.letter
        return {
            "application_on": letter.application_on,
            "application_number": letter.application_number,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"title": _("Aanvraag invullen"), "letters": [self.letter]}
        return super().get_context_data(**shown | way_back(self.letter) | kwargs)

    def form_valid(self, form: ApplicationForm) -> HttpResponse:
        try:
            letter_terms.set_application(
                letter_id=self.letter.pk,
                by=self.request.actor,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except IllegalMoveError as error:
            messages.error(self.request, str(error))
        return redirect(letter_url(self.letter))
