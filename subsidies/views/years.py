"""Pages of the subsidy year: list, one year, why a school gets its amount."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import DetailView, ListView, TemplateView

from config.htmx import FragmentMixin
from config.listing import PAGE, SORT
from partners.access import ActorRequiredMixin, ScopedMixin
from partners.models import Municipality
from partners.modules import ModuleRequiredMixin
from partners.roles import Permission, can, require
from subsidies import progress
from subsidies.allocation import BudgetError
from subsidies.calculation import SchoolAmount
from subsidies.exports import trace_for
from subsidies.figures import MissingFiguresError
from subsidies.forms import CommentForm
from subsidies.keys import InvalidKeyError
from subsidies.models import SubsidyYear, YearComment
from subsidies.outcome import ALL
from subsidies.school_years import first_year_of
from subsidies.states import IllegalMoveError
from subsidies.years import StaleYearError, log_refusal

REFUSALS = (
    InvalidKeyError,
    BudgetError,
    MissingFiguresError,
    IllegalMoveError,
    StaleYearError,
)
PER_PAGE = 100
SHOW = "toon"


def find_year(request: HttpRequest, code: str, label: str) -> SubsidyYear:
    """Return a year that the actor may see; anything else never existed."""
    try:
        first_year = first_year_of(label)
    except ValueError as error:
        raise Http404 from error
    rows = SubsidyYear.objects.visible_to(request.actor)  # type: ignore[attr-defined]
    return get_object_or_404(
        rows.select_related("municipality__organisation", "established_by", "aligned_by"),
        municipality__organisation__key=code,
        first_year=first_year,
    )


def year_url(year: SubsidyYear, name: str = "subsidy_year") -> str:
    """Return the address of a year's page."""
    return reverse(name, args=[year.municipality.key, year.label])


def log_if_locked(request: HttpRequest, year: SubsidyYear, reason: str) -> None:
    """Keep in the log that a change of a locked year was refused; of any other year nothing.

    Every view that writes calls this where it refuses; it looks again, for the year may have been
    established meanwhile.
    """
    actor = request.actor  # type: ignore[attr-defined]
    locked = SubsidyYear.objects.visible_to(actor).filter(established_at__isnull=False)
    if row := locked.select_related("municipality__organisation").filter(pk=year.pk).first():
        log_refusal(year=row, by=actor, at=timezone.now(), reason=reason)


def require_any(request: Any, *permissions: Permission) -> None:
    """Let an actor with one of the permissions pass.

    Raises: PermissionDenied.
    """
    if not any(can(request.actor, permission) for permission in permissions):
        require(request.actor, permissions[0], None)


class YearMixin(ModuleRequiredMixin, ActorRequiredMixin):
    """View mixin: `self.year` is the year of the address, seen with the permission it needs."""

    permission: Permission | None = None
    year: SubsidyYear

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if getattr(request, "actor", None):
            self.year = find_year(request, kwargs["code"], kwargs["label"])
            if self.permission:
                actor = request.actor  # type: ignore[attr-defined]
                require(actor, self.permission, self.year.municipality.organisation)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(year=self.year, **kwargs)  # type: ignore[misc]
        return context


class ProgressMixin(FragmentMixin):
    """View mixin: while PDFs are made the page asks how far they are; at the end it is read anew.

    The page includes the fragment in `#voortgang` and gives `making` to its context.
    """

    fragment_template_name = "subsidies/_letter_progress.html"

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Answer, and let htmx read the whole page anew once no PDF is waited for."""
        response: HttpResponse = super().render_to_response(context, **kwargs)  # type: ignore[misc]
        if self.is_fragment() and not context["making"].is_busy:
            response["HX-Refresh"] = "true"
        return response


class YearListView(ModuleRequiredMixin, ScopedMixin, ListView):
    model = SubsidyYear
    template_name = "subsidies/subsidyyear_list.html"

    def get_queryset(self) -> Any:
        require_any(self.request, Permission.VIEW_YEAR, Permission.VIEW_OWN_AMOUNT)
        return super().get_queryset().select_related("municipality__organisation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = Municipality.objects.visible_to(self.request.actor).select_related("organisation")
        may = [m for m in own if can(self.request.actor, Permission.EDIT_YEAR, m.organisation)]
        return super().get_context_data(may_create=may, **kwargs)


class YearDetailView(ModuleRequiredMixin, ActorRequiredMixin, ProgressMixin, DetailView):
    template_name = "subsidies/subsidyyear_detail.html"
    context_object_name = "year"

    def get_object(self, queryset: Any = None) -> SubsidyYear:
        require_any(self.request, Permission.VIEW_YEAR, Permission.VIEW_OWN_AMOUNT)
        return find_year(self.request, self.kwargs["code"], self.kwargs["label"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET
        page = progress.page_of(
            self.object, self.request.actor, asked.get(SORT, ""), asked.get(SHOW, ALL)
        )
        return super().get_context_data(
            page=page,
            making=page.making,
            rows=Paginator(page.rows, PER_PAGE).get_page(asked.get(PAGE)),
            chips=page.outcome.chips(page.chosen),
            comment_form=comment_form(self.object, page.all_rows) if page.may_comment else None,
            **kwargs,
        )


def comment_form(year: SubsidyYear, rows: list[SchoolAmount], data: Any = None) -> CommentForm:
    """Return the form for a comment on the schools that the page shows."""
    schools = sorted((row.school.name, row.school.key) for row in rows)
    return CommentForm(
        data,
        schools=[(key, name) for name, key in schools],
        action=year_url(year, "subsidy_year_comment"),
    )


class YearTraceView(YearMixin, TemplateView):
    """Why one school gets its amount: every step, with what went in."""

    template_name = "subsidies/subsidyyear_trace.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        require_any(self.request, Permission.VIEW_YEAR, Permission.VIEW_OWN_AMOUNT)
        trace = progress.trace_of(self.year, self.request.actor, kwargs["school"])
        if trace is None:
            raise Http404
        said = YearComment.objects.visible_to(self.request.actor).filter(
            year=self.year, school__organisation__key=kwargs["school"]
        )
        comments = said.select_related("organisation", "author")
        steps = trace_for(self.request.actor, trace)
        return super().get_context_data(trace=trace, steps=steps, comments=comments, **kwargs)
