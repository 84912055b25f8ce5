"""Pages of the subsidy year: list, one year, fill in, establish."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, ListView, TemplateView

from config.htmx import FragmentMixin
from config.listing import SORT
from partners.access import ActorRequiredMixin, ScopedMixin
from partners.models import Municipality
from partners.roles import Permission, can, require
from subsidies import progress
from subsidies.allocation import BudgetError
from subsidies.forms import YearForm, has_richer_key, initial_of
from subsidies.keys import InvalidKeyError
from subsidies.models import SubsidyYear
from subsidies.states import IllegalMoveError
from subsidies.years import (
    StaleYearError,
    calculate,
    establish,
    first_year_of,
    next_first_year,
    save_year,
)

REFUSALS = (InvalidKeyError, BudgetError, IllegalMoveError, StaleYearError)


def find_year(request: HttpRequest, code: str, label: str) -> SubsidyYear:
    """Return a year that the actor may see; anything else never existed."""
    try:
        first_year = first_year_of(label)
    except ValueError as error:
        raise Http404 from error
    rows = SubsidyYear.objects.visible_to(request.actor)  # type: ignore[attr-defined]
    return get_object_or_404(
        rows.select_related("municipality__organisation", "established_by"),
        municipality__organisation__key=code,
        first_year=first_year,
    )


def year_url(year: SubsidyYear, name: str = "subsidy_year") -> str:
    """Return the address of a year's page."""
    return reverse(name, args=[year.municipality.key, year.label])


class YearListView(ScopedMixin, ListView):
    model = SubsidyYear
    template_name = "subsidies/subsidyyear_list.html"

    def get_queryset(self) -> Any:
        require_any(self.request, Permission.VIEW_YEAR, Permission.VIEW_OWN_AMOUNT)
        return super().get_queryset().select_related("municipality__organisation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = Municipality.objects.visible_to(self.request.actor).select_related("organisation")
        may = [m for m in own if can(self.request.actor, Permission.EDIT_YEAR, m.organisation)]
        return super().get_context_data(may_create=may, **kwargs)


def require_any(request: Any, *permissions: Permission) -> None:
    """Let an actor with one of the permissions pass.

    Raises: PermissionDenied.
    """
    if not any(can(request.actor, permission) for permission in permissions):
        require(request.actor, permissions[0], None)


class YearDetailView(ActorRequiredMixin, FragmentMixin, DetailView):
    template_name = "subsidies/subsidyyear_detail.html"
    fragment_template_name = "subsidies/_subsidyyear_progress.html"
    context_object_name = "year"

    def get_object(self, queryset: Any = None) -> SubsidyYear:
        require_any(self.request, Permission.VIEW_YEAR, Permission.VIEW_OWN_AMOUNT)
        return find_year(self.request, self.kwargs["code"], self.kwargs["label"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        order = self.request.GET.get(SORT, "")
        page = progress.page_of(self.object, self.request.actor, order)
        return super().get_context_data(page=page, **kwargs)


class YearFormView(ActorRequiredMixin, FormView):
    """Make a year, or change a draft."""

    form_class = YearForm
    template_name = "subsidies/subsidyyear_form.html"
    year: SubsidyYear | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if getattr(request, "actor", None):
            self.prepare(request, kwargs["code"], kwargs.get("label"))
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def prepare(self, request: Any, code: str, label: str | None) -> None:
        rows = Municipality.objects.visible_to(request.actor).select_related("organisation")
        self.municipality = get_object_or_404(rows, organisation__key=code)
        require(request.actor, Permission.EDIT_YEAR, self.municipality.organisation)
        if label is not None:
            self.year = find_year(request, code, label)
        today = timezone.localdate()
        self.first_year = (
            self.year.first_year if self.year else next_first_year(self.municipality, today)
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.year and self.year.is_established:
            messages.error(request, _("Dit jaar is vastgesteld en kan niet meer veranderen."))
            return redirect(year_url(self.year))
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return initial_of(self.year) if self.year else {"first_year": self.first_year}

    def refuse_other_year(self, shown: int | None) -> None:
        """Refuse a page that showed another year than it would make now. Raises: StaleYearError."""
        if shown not in {None, self.first_year}:
            raise StaleYearError(
                _("Iemand anders heeft dit jaar intussen gemaakt: bekijk het eerst.")
            )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        label = f"{self.first_year}-{self.first_year + 1}"
        return super().get_context_data(
            year=self.year,
            label=label,
            municipality=self.municipality,
            replaces_key=self.year is not None and has_richer_key(self.year),
            **kwargs,
        )

    def form_valid(self, form: YearForm) -> HttpResponse:
        try:
            self.refuse_other_year(form.cleaned_data["first_year"])
            year = save_year(
                municipality=self.municipality,
                first_year=self.first_year,
                by=self.request.actor,
                at=timezone.now(),
                **form.values(),
            )
        except REFUSALS as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, _("Concept opgeslagen."))
        return redirect(year_url(year))


class YearEstablishView(ActorRequiredMixin, TemplateView):
    """The confirm page of establishing, and the act itself."""

    template_name = "subsidies/subsidyyear_establish.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        year = find_year(self.request, kwargs["code"], kwargs["label"])
        require(self.request.actor, Permission.ESTABLISH_YEAR, year.municipality.organisation)
        outcome, refusal = None, ""
        try:
            outcome = calculate(year)
        except REFUSALS as error:
            refusal = str(error)
        return super().get_context_data(year=year, outcome=outcome, refusal=refusal, **kwargs)

    def post(self, request: HttpRequest, code: str, label: str) -> HttpResponse:
        year = find_year(request, code, label)
        version = request.POST.get("version", "")
        try:
            establish(
                year_id=year.pk,
                by=self.request.actor,
                at=timezone.now(),
                version=int(version) if version.isdecimal() else -1,
            )
        except REFUSALS as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("De verdeling is vastgesteld. Nu kunnen de brieven."))
        return redirect(year_url(year))
