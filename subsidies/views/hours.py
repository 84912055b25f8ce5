"""Pages of a coordinator's own hours: the week grid, undoing a save, and taking it away."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from config.listing import csv_response
from config.workbook import workbook_response
from partners.access import ActorRequiredMixin
from partners.modules import ModuleRequiredMixin
from partners.roles import Permission, require
from partners.states import ModuleKind
from subsidies import burn_down, hour_exports, hour_saves, hour_totals, hour_undo, hour_weeks
from subsidies.hour_forms import WeekForm
from subsidies.hour_rules import HoursError
from subsidies.hour_saves import ChangedMeanwhileError
from subsidies.hour_weeks import Week, monday_of

FIRST_WEEK = date(2020, 8, 3)
ONE_WEEK = timedelta(days=7)


class HoursMixin(ModuleRequiredMixin, ActorRequiredMixin):
    """View mixin: hours, where Subsidie is on and for whom the permission is."""

    module = ModuleKind.SUBSIDY
    permission = Permission.BOOK_HOURS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse a role without the permission."""
        if getattr(request, "actor", None) is not None:
            require(request.actor, self.permission, None)  # type: ignore[attr-defined]
        return super().dispatch(request, *args, **kwargs)


class WeekMixin(HoursMixin):
    """View mixin: the week of the address, `2026-47`; without one the running week."""

    request: Any
    kwargs: dict[str, Any]

    @cached_property
    def monday(self) -> date:
        """Return the first day of the week. Raises: Http404: no week, or one to come."""
        this_week = monday_of(self.request.actor.day)
        if "number" not in self.kwargs:
            return this_week
        try:
            found = date.fromisocalendar(self.kwargs["year"], self.kwargs["number"], 1)
        except ValueError as error:
            raise Http404 from error
        if not FIRST_WEEK <= found <= this_week:
            raise Http404
        return found

    @cached_property
    def week(self) -> Week:
        """Return the grid of the week."""
        return hour_weeks.week_of(self.request.actor, self.monday)

    def home(self) -> HttpResponse:
        """Go back to the page of the week."""
        year, number, _day = self.monday.isocalendar()
        return redirect("hours_week", year, number)


class WeekView(WeekMixin, FormView):
    """The grid; what was typed is kept as a whole or not at all."""

    form_class = WeekForm
    template_name = "subsidies/hours_week.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "week": self.week}

    def form_valid(self, form: WeekForm) -> HttpResponse:
        given = {"monday": self.monday, "by": self.request.actor, "at": timezone.now()}
        try:
            hour_saves.save_week(changes=form.changes(), notes=form.notes(), **given)
        except HoursError as error:
            return self.refused(form, error)
        messages.success(self.request, _("Je uren van deze week zijn bewaard."))
        return self.home()

    def refused(self, form: WeekForm, error: HoursError) -> HttpResponse:
        """Show a refusal with all that was typed, on the week as it stands by now."""
        if isinstance(error, ChangedMeanwhileError):
            del self.week
            form = WeekForm(form.data_after(error), week=self.week)
            form.full_clean()
        form.refuse(error)
        return self.form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor, monday = self.request.actor, self.monday
        return super().get_context_data(
            week=self.week,
            week_hours=hour_totals.as_hours(self.week.minutes),
            shown_day=shown_day(self.week, self.request.GET.get("dag", "")),
            before=week_number(monday - ONE_WEEK) if monday > FIRST_WEEK else None,
            after=week_number(monday + ONE_WEEK) if monday + ONE_WEEK <= actor.day else None,
            number=week_number(monday),
            saved=hour_undo.last_save(actor, monday),
            **self.year_so_far(),
            **kwargs,
        )

    def year_so_far(self) -> dict[str, Any]:
        """Return the year of this week: what was booked at the own schools, and the picture."""
        actor = self.request.actor
        years = hour_totals.years_on(actor, self.monday)
        rows = [row for year in years for row in hour_totals.school_hours(actor, year)]
        year = next(iter(years), None)
        chart = burn_down.burn_down(rows, year, actor.day) if year and rows else None
        return {"year": year, "rows": rows, "total": hour_totals.together(rows), "chart": chart}


def week_number(monday: date) -> tuple[int, int]:
    """Return the year and number of a week."""
    year, number, _day = monday.isocalendar()
    return year, number


def shown_day(week: Week, asked: str) -> date:
    """Return the day that a phone shows: the one asked for, else today or the last before it."""
    past = [day for day in week.days if day <= week.today]
    known = {day.isoformat(): day for day in week.days}
    return known.get(asked, past[-1] if past else week.days[0])


class UndoView(WeekMixin, View):
    """Bring back what was saved last in a week."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        actor = self.request.actor
        saved = hour_undo.last_save(actor, self.monday)
        if saved is None or str(saved.key) != request.POST.get("beurt"):
            messages.error(request, _("Er is daarna al iets gewijzigd: pas de minuten zelf aan."))
            return self.home()
        try:
            hour_undo.undo(save_key=saved.key, by=actor, at=timezone.now())
        except HoursError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("De week staat weer zoals daarvoor."))
        return self.home()


class OwnHoursFileView(HoursMixin, View):
    """The own lines of a year as a file."""

    def get(self, request: HttpRequest, label: str, kind: str) -> HttpResponse:
        actor = self.request.actor
        years = [year for year in hour_totals.shown_years(actor) if year.label == label]
        if not years or kind not in {"csv", "xlsx"}:
            raise Http404
        table, name = hour_exports.own_table(actor, years), f"mijn-uren-{label}.{kind}"
        if kind == "csv":
            return csv_response(name, [column.title for column in table.columns], table.rows)
        title = _("Mijn uren %s") % label
        content = hour_exports.hours_workbook(table, title=title, author=actor.user.name)
        return workbook_response(name, content)
