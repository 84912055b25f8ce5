"""Pages of the decision letters: list, make, retry, and the PDF itself."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView, View
from django_filters.views import FilterView

from config.htmx import FragmentMixin
from config.listing import SortedListMixin
from partners.access import Actor, ActorRequiredMixin, ScopedMixin
from partners.modules import ModuleRequiredMixin
from partners.roles import Permission, can, require
from partners.states import Role
from subsidies import letter_stands, openings
from subsidies.exports import hides_letter
from subsidies.filters import LetterFilter
from subsidies.letter_bundles import refuse_hidden
from subsidies.letter_forms import DraftingForm
from subsidies.letters import draft_letters, retry
from subsidies.models import DecisionLetter
from subsidies.querysets import DecisionLetterQuerySet
from subsidies.states import IllegalMoveError, RenderState
from subsidies.views.years import YearMixin, year_url


def require_letters(actor: Actor) -> None:
    """Let a board pass, others with the permission. Raises: PermissionDenied."""
    if actor.role != Role.BRD:
        require(actor, Permission.VIEW_LETTERS, None)


def refuse_small_counts(actor: Actor, steps: Iterable[Any]) -> None:
    """Keep a letter with counts below five from who may not see these. Raises: PermissionDenied."""
    if hides_letter(actor, steps):
        raise PermissionDenied(
            _(
                "In deze brief staat een aantal kinderen onder de vijf. Dat ziet wie rekent, "
                "controleert of ondertekent, en het eigen bestuur."
            )
        )


class LetterListView(ModuleRequiredMixin, SortedListMixin, ScopedMixin, FragmentMixin, FilterView):
    model = DecisionLetter
    filterset_class = LetterFilter
    template_name = "subsidies/decisionletter_list.html"
    sorts = {
        "kenmerk": ("-reference_year", "reference_number"),
        "naam": ("board__organisation__sort_name",),
        "bedrag": ("amount", "board__organisation__sort_name"),
        "gemeente": ("year__municipality__organisation__sort_name",),
    }

    def get_queryset(self) -> QuerySet[DecisionLetter]:
        require_letters(self.request.actor)
        seen = cast("DecisionLetterQuerySet", super().get_queryset())
        rows: QuerySet[DecisionLetter] = letter_stands.with_stands(seen)
        return rows.select_related("board__organisation", "year__municipality__organisation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = self.request.actor
        context: dict[str, Any] = super().get_context_data(
            may_draft=can(actor, Permission.DRAFT_LETTERS),
            is_board=actor.role == Role.BRD,
            **kwargs,
        )
        for letter in context["object_list"]:
            letter.stand = letter_stands.stand_of(letter, actor.day)
            letter.last_day = letter_stands.last_objection_day(letter)
        return context


def find_letter(request: Any, code: str, year: int, number: int) -> DecisionLetter:
    """Return a letter that the actor may see, by its reference."""
    rows = DecisionLetter.objects.visible_to(request.actor)
    return get_object_or_404(
        rows.select_related(
            "year__municipality__organisation", "board__organisation", "mandate", "supersedes"
        ),
        year__municipality__organisation__key=code,
        reference_year=year,
        reference_number=number,
    )


class LetterPdfView(ModuleRequiredMixin, ActorRequiredMixin, View):
    def get(self, request: HttpRequest, code: str, year: int, number: int) -> HttpResponse:
        require_letters(self.request.actor)
        letter = find_letter(request, code, year, number)
        if letter.render_state != RenderState.DONE:
            raise Http404
        actor = self.request.actor
        refuse_hidden(DecisionLetter.objects.visible_to(actor).filter(pk=letter.pk), by=actor)
        if request.method == "GET":  # a HEAD shows nobody anything
            openings.note_opening(letter, by=actor, at=timezone.now())
        response = HttpResponse(bytes(letter.pdf.content), content_type="application/pdf")
        way = "attachment" if "download" in request.GET else "inline"
        response["Content-Disposition"] = f'{way}; filename="{letter.reference}.pdf"'
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response


class LetterDraftView(YearMixin, FormView):
    """The confirm page of drafting all letters of a year, and the act itself."""

    permission = Permission.DRAFT_LETTERS
    form_class = DraftingForm
    template_name = "subsidies/letterrun_confirm.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "cancel_url": year_url(self.year, "year_letters")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        boards = self.year.allocations.values("board").distinct().count()
        return super().get_context_data(boards=boards, **kwargs)

    def form_valid(self, form: DraftingForm) -> HttpResponse:
        try:
            drafted = draft_letters(
                year_id=self.year.pk, by=self.request.actor, at=timezone.now(), **form.cleaned_data
            )
        except IllegalMoveError as error:
            form.add_error("sending_on", str(error))
            return self.form_invalid(form)
        tell_drafted(self.request, drafted.created + drafted.renewed)
        return redirect(year_url(self.year, "year_letters"))


def tell_drafted(request: HttpRequest, making: int) -> None:
    """Say how many letters are made now."""
    if making:
        words = ngettext("We maken %d brief.", "We maken %d brieven.", making) % making
        messages.success(request, words)
    else:
        messages.info(request, _("Alle brieven zijn er al en er is niets veranderd."))


class LetterRetryView(ModuleRequiredMixin, ActorRequiredMixin, View):
    def post(self, request: HttpRequest, code: str, year: int, number: int) -> HttpResponse:
        letter = find_letter(request, code, year, number)
        try:
            retry(letter_id=letter.pk, by=self.request.actor, at=timezone.now())
        except IllegalMoveError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("We proberen %s opnieuw te maken.") % letter.reference)
        return redirect(year_url(letter.year, "year_letters"))
