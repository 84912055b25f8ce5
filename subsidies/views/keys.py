"""Filling in a year: budget and key, with the outcome beside it while somebody types."""

from decimal import Decimal
from functools import cached_property, partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from config.htmx import FragmentMixin
from partners.models import School
from partners.modules import ModuleRequiredMixin
from partners.roles import Permission
from partners.views.settings import MunicipalityMixin
from subsidies.calculation import calculate, current_key
from subsidies.forms import EMPTY, INDEXED, BeginForm, YearForm, initial_of
from subsidies.key_forms import KeyEditor
from subsidies.keys import read_key
from subsidies.models import SubsidyYear
from subsidies.outcome import Outcome, outcome_of
from subsidies.school_years import next_first_year, period_of, years_to_begin
from subsidies.views.years import REFUSALS, find_year, log_if_locked, year_url
from subsidies.years import (
    NEW,
    StaleYearError,
    copy_year,
    made_by_another,
    save_year,
)

START = {"components": [{"kind": "fixed"}]}
REARRANGES = ("toevoegen", "weg", "terug")
ONLY_SHOWS = (*REARRANGES, "rekenen", "gelijk")
LOCKED = gettext_lazy("Dit jaar is vastgesteld en kan niet meer veranderen.")


class YearMakingMixin(ModuleRequiredMixin, MunicipalityMixin):
    """View mixin: a page about one municipality, for who fills in its years."""

    permission = Permission.EDIT_YEAR


class YearBeginView(YearMakingMixin, FormView):
    """How a new year begins; the first one of a municipality is always empty."""

    form_class = BeginForm
    template_name = "subsidies/subsidyyear_begin.html"

    def get_initial(self) -> dict[str, Any]:
        shown = next_first_year(self.municipality, timezone.localdate())
        return {"begin": INDEXED, "first_year": shown}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.last is None:
            return redirect("subsidy_year_empty", self.municipality.key)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.last is None:
            return redirect("subsidy_year_empty", self.municipality.key)
        return super().post(request, *args, **kwargs)

    @property
    def last(self) -> SubsidyYear | None:
        rows = SubsidyYear.objects.visible_to(self.request.actor)
        return rows.filter(municipality=self.municipality).order_by("-first_year").first()

    def get_form_kwargs(self) -> dict[str, Any]:
        back = reverse("subsidy_years")
        return {**super().get_form_kwargs(), "last": self.last, "cancel_url": back}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        first = next_first_year(self.municipality, timezone.localdate())
        label = f"{first}-{first + 1}"
        return super().get_context_data(label=label, **kwargs)

    def form_valid(self, form: BeginForm) -> HttpResponse:
        if form.cleaned_data["begin"] == EMPTY:
            return redirect("subsidy_year_empty", self.municipality.key)
        try:
            year = self.copy(form.index_to_use, form.cleaned_data["first_year"])
        except REFUSALS as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, _("Het nieuwe jaar staat klaar als concept."))
        return redirect(year_url(year, "subsidy_year_edit"))

    def copy(self, index: Decimal | None, first_year: int) -> SubsidyYear:
        return copy_year(
            municipality=self.municipality, by=self.request.actor, at=timezone.now(),
            index=index, first_year=first_year,
        )  # fmt: skip


class YearEditView(YearMakingMixin, FragmentMixin, TemplateView):
    """Make a year, or change a draft.

    A request of htmx asks for the outcome only. The buttons that add or remove a part show the
    page again as it was typed, and save nothing.
    """

    template_name = "subsidies/subsidyyear_form.html"
    fragment_template_name = "subsidies/_subsidyyear_outcome.html"
    year: SubsidyYear | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if getattr(request, "actor", None) and "label" in kwargs:
            self.year = find_year(request, kwargs["code"], kwargs["label"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.year and self.year.is_established:
            messages.error(request, LOCKED)
            return redirect(year_url(self.year))
        form = YearForm(initial=initial_of(self.year) if self.year else self.start)
        key = current_key(self.year) if self.year else None
        editor = KeyEditor.from_definition(key.definition if key else START, self.schools)
        return self.show(form, editor, self.outcome_of_year())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        only_shows = self.is_fragment() or any(name in request.POST for name in ONLY_SHOWS)
        if self.year and self.year.is_established and not only_shows:
            log_if_locked(request, self.year, str(LOCKED))
            messages.error(request, LOCKED)
            return redirect(year_url(self.year))
        return self.take(request)

    def take(self, request: HttpRequest) -> HttpResponse:
        """Show or save what the page sent."""
        rearranges = any(name in request.POST for name in REARRANGES)
        editor = KeyEditor.from_post(request.POST, self.schools, is_checked=not rearranges)
        if rearranges:
            form = YearForm(initial=request.POST.dict())
            return self.show(form, editor, self.outcome_before())
        form = YearForm(request.POST)
        outcome = self.outcome_of_forms(form, editor)
        is_valid = form.is_valid() and editor.is_valid()
        if "gelijk" in request.POST and outcome.calculation:
            return self.show_equal(outcome.calculation.total, editor)
        if self.is_fragment() or "rekenen" in request.POST or not is_valid:
            return self.show(form, editor, outcome)
        return self.save(form, editor, outcome)

    def outcome_before(self) -> Outcome:
        """Return the outcome without the part that was just added, where there is one."""
        data = {**self.request.POST.dict(), "toevoegen": ""}
        form, editor = YearForm(data), KeyEditor.from_post(data, self.schools)
        return self.outcome_of_forms(form, editor)

    def show_equal(self, total: Decimal, editor: KeyEditor) -> HttpResponse:
        """Show the page with the budget that leaves nothing."""
        form = YearForm({**self.request.POST.dict(), "budget": str(total).replace(".", ",")})
        return self.show(form, editor, self.outcome_of_forms(form, editor))

    @property
    def first_year(self) -> int:
        if self.year:
            return self.year.first_year
        asked = self.request.GET.get("jaar", "")
        return next((first for first in self.offered if str(first) == asked), self.offered[0])

    @cached_property
    def offered(self) -> list[int]:
        return years_to_begin(self.municipality, timezone.localdate())

    @property
    def other_year(self) -> str:
        """Return the label of the other year that could be made instead, if there is one."""
        others = [] if self.year else [first for first in self.offered if first != self.first_year]
        return f"{others[0]}-{others[0] + 1}" if others else ""

    @property
    def start(self) -> dict[str, Any]:
        return {"first_year": self.first_year}

    @cached_property
    def schools(self) -> list[tuple[str, str]]:
        first_day, _last_day = period_of(self.draft())
        rows = School.objects.visible_to(self.request.actor).filter(municipality=self.municipality)
        pairs = rows.in_force_on(first_day).order_by("organisation__sort_name", "pk")
        return list(pairs.values_list("organisation__key", "organisation__name"))

    def draft(self) -> SubsidyYear:
        """Return the year, or an unsaved one to calculate with."""
        return self.year or SubsidyYear(municipality=self.municipality, first_year=self.first_year)

    def outcome_of_year(self) -> Outcome:
        return outcome_of(partial(calculate, self.year)) if self.year else Outcome(None)

    def outcome_of_forms(self, form: YearForm, editor: KeyEditor) -> Outcome:
        """Return what the forms lead to; nothing while one of them has a fault."""
        valid = [form.is_valid(), editor.is_valid()]  # both, so that each says what is wrong
        if not all(valid):
            return Outcome(None)
        return outcome_of(
            lambda: calculate(
                self.draft(),
                key=read_key(editor.definition()),
                budget=form.cleaned_data["budget"],
                hourly_rate=form.cleaned_data["hourly_rate"],
            )
        )

    def show(self, form: YearForm, editor: KeyEditor, outcome: Outcome) -> HttpResponse:
        has_errors = form.is_bound and not (form.is_valid() and editor.is_valid())
        context = {
            "form": form,
            "editor": editor,
            "outcome": outcome,
            "year": self.year,
            "label": f"{self.first_year}-{self.first_year + 1}",
            "other_year": self.other_year,
            "is_live": self.is_fragment(),
            "has_errors": has_errors,
        }
        response: HttpResponse = self.render_to_response(self.get_context_data(**context))
        return response

    def save(self, form: YearForm, editor: KeyEditor, outcome: Outcome) -> HttpResponse:
        try:
            self.refuse_other_year(form.cleaned_data["first_year"])
            values = {**form.values(), "definition": editor.definition()}
            values |= {} if self.year else {"version": NEW}
            year = save_year(
                municipality=self.municipality, first_year=self.first_year,
                by=self.request.actor, at=timezone.now(), **values,
            )  # fmt: skip
        except REFUSALS as error:
            if self.year:
                log_if_locked(self.request, self.year, str(error))
            form.add_error(None, str(error))
            return self.show(form, editor, outcome)
        return self.leave(year, form)

    def leave(self, year: SubsidyYear, form: YearForm) -> HttpResponseRedirect:
        if form.keeps_variant:
            name = form.cleaned_data["variant_name"]
            messages.success(self.request, _("Variant “%s” bewaard.") % name)
            return HttpResponseRedirect(year_url(year, "subsidy_year_variants"))
        messages.success(self.request, _("Concept opgeslagen."))
        return HttpResponseRedirect(year_url(year))

    def refuse_other_year(self, shown: int) -> None:
        """Refuse a page that showed another year than it would make now. Raises: StaleYearError."""
        if self.year is None and shown != self.first_year:
            raise StaleYearError(made_by_another())
