"""Pages of hours by school: the list with its files, and one school by kind and month."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import ListView, TemplateView

from config.htmx import FragmentMixin
from config.listing import PAGE, PER_PAGE, SORT, csv_response
from config.workbook import workbook_response
from partners.models import School
from partners.roles import Permission
from subsidies import burn_down, hour_exports, hour_totals
from subsidies.hour_forms import SchoolHoursForm
from subsidies.hour_totals import SchoolHours
from subsidies.models import SubsidyYear
from subsidies.views.hours import HoursMixin


class YearOfHoursMixin(HoursMixin):
    """View mixin: the year that was asked for with `jaar`, else the running one."""

    permission = Permission.VIEW_HOURS
    request: Any

    @cached_property
    def years(self) -> list[SubsidyYear]:
        """Return the years to choose from."""
        return list(hour_totals.shown_years(self.request.actor))

    @cached_property
    def year(self) -> SubsidyYear | None:
        """Return the year that is shown, if there is any."""
        asked = self.request.GET.get("jaar", "")
        by_key = {hour_totals.key_of(year): year for year in self.years}
        return by_key.get(asked) or hour_totals.running(self.years, self.request.actor.day)

    @cached_property
    def rows(self) -> list[SchoolHours]:
        """Return the schools of that year, all with the same kinds."""
        found = hour_totals.school_hours(self.request.actor, self.year) if self.year else []
        return hour_totals.alike(found)


class SchoolHoursListView(YearOfHoursMixin, FragmentMixin, ListView):
    template_name = "subsidies/schoolhours_list.html"
    paginate_by, page_kwarg = PER_PAGE, PAGE

    def get_queryset(self) -> Any:
        self.form = SchoolHoursForm(self.request.GET, years=self.years)
        found = self.form.cleaned_data if self.form.is_valid() else {}
        rows = hour_totals.narrowed(self.rows, found.get("q", ""), found.get("toon", ""))
        return hour_totals.in_order(rows, self.request.GET.get(SORT, ""))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wanted = request.GET.get("als", "")
        if wanted in {"csv", "xlsx"} and self.year is not None:
            return schools_file(self.get_queryset(), self.year, wanted)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        whole = self.rows
        return super().get_context_data(
            year=self.year,
            filter={"form": self.form},
            kinds=whole[0].kinds if whole else [],
            without=[row for row in whole if not row.minutes],
            total=hour_totals.together(whole),
            **kwargs,
        )


def schools_file(rows: list[SchoolHours], year: SubsidyYear, kind: str) -> HttpResponse:
    """Return the sums of schools as a file."""
    table, name = hour_exports.schools_table(rows), f"uren-per-school-{year.label}.{kind}"
    if kind == "csv":
        return csv_response(name, [column.title for column in table.columns], table.rows)
    title, author = _("Uren per school %s") % year.label, year.municipality.name
    return workbook_response(name, hour_exports.hours_workbook(table, title=title, author=author))


class SchoolHoursView(YearOfHoursMixin, TemplateView):
    """One school: hours by kind and month against what it was granted; no day and no note."""

    template_name = "subsidies/schoolhours_detail.html"
    kwargs: dict[str, Any]

    @cached_property
    def school(self) -> School:
        """Return the school of the address; another's never existed."""
        rows = School.objects.visible_to(self.request.actor).select_related("organisation")
        return get_object_or_404(rows, organisation__key=self.kwargs["key"])

    @cached_property
    def years(self) -> list[SubsidyYear]:
        """Return the years of the municipality of the school."""
        rows = hour_totals.shown_years(self.request.actor)
        return list(rows.filter(municipality=self.school.municipality_id))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = next((one for one in self.rows if one.school.pk == self.school.pk), None)
        return super().get_context_data(
            school=self.school,
            year=self.year,
            years=[(hour_totals.key_of(one), one) for one in self.years],
            row=row,
            **self.in_the_year(row, self.year),
            **kwargs,
        )

    def in_the_year(self, row: SchoolHours | None, year: SubsidyYear | None) -> dict[str, Any]:
        """Return the months of a school and their picture; nothing without hours or a year."""
        if row is None or year is None:
            return {}
        today = self.request.actor.day
        months = [month for month in row.months(year) if month[0] <= today]
        return {"months": months, "chart": burn_down.burn_down([row], year, today)}
