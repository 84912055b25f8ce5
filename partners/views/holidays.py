"""Pages of the holidays: those of a year, and the days that a decree adds."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from partners import holidays, school_holidays
from partners.forms.holidays import EquatedDayForm
from partners.holidays import HolidayError
from partners.models import EquatedDay, SchoolHoliday
from partners.views.settings import MunicipalityMixin, SettingFormView

FIRST_YEAR, LAST_YEAR = 2020, 2099


class HolidayListView(MunicipalityMixin, TemplateView):
    template_name = "partners/holiday_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        year = self.asked_year()
        rows = EquatedDay.objects.visible_to(self.request.actor)
        region = school_holidays.region_of(self.municipality)
        return super().get_context_data(
            year=year,
            before=year - 1 if year > FIRST_YEAR else None,
            after=year + 1 if year < LAST_YEAR else None,
            holidays=holidays.recognised(year),
            equated=rows.filter(municipality=self.municipality, day__year=year),
            closed=self.closed(year),
            region=region,
            missing_count=len(school_holidays.missing(self.municipality, region)),
            **kwargs,
        )

    def closed(self, year: int) -> QuerySet[SchoolHoliday]:
        """Return the school holidays that touch a year."""
        rows = SchoolHoliday.objects.visible_to(self.request.actor)
        own = rows.filter(municipality=self.municipality)
        return own.filter(first_day__year__lte=year, last_day__year__gte=year)

    def asked_year(self) -> int:
        """Return the year of the address, else the running one."""
        asked = self.request.GET.get("jaar", "")
        year = int(asked) if asked.isdecimal() and len(asked) == len("2026") else 0
        return year if FIRST_YEAR <= year <= LAST_YEAR else timezone.localdate().year


class HolidayAddView(SettingFormView):
    form_class = EquatedDayForm
    title = gettext_lazy("Dag gelijkstellen met een feestdag")
    intro = gettext_lazy("Een termijn die op deze dag zou aflopen, loopt een werkdag langer.")

    def home(self) -> str:
        return reverse("holidays", args=[self.municipality.key])

    def form_valid(self, form: EquatedDayForm) -> HttpResponse:
        by, at = self.request.actor, timezone.now()
        try:
            row = holidays.add_equated_day(
                municipality_id=self.municipality.pk, by=by, at=at, **form.cleaned_data
            )
        except HolidayError as error:
            form.refuse(error)
            return self.form_invalid(form)
        messages.success(self.request, _("%s is toegevoegd.") % row.name)
        return redirect(f"{self.home()}?jaar={row.day.year}")


class HolidayRemoveView(MunicipalityMixin, TemplateView):
    """The confirm page of taking a day away, and the act itself."""

    template_name = "partners/holiday_remove.html"

    def row(self) -> EquatedDay:
        """Return the day of the address."""
        try:
            day = date.fromisoformat(self.kwargs["day"])
        except ValueError as error:
            raise Http404 from error
        rows = EquatedDay.objects.visible_to(self.request.actor)
        found: EquatedDay = get_object_or_404(rows, municipality=self.municipality, day=day)
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(row=self.row(), **kwargs)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        row, by = self.row(), self.request.actor
        holidays.remove_equated_day(
            municipality_id=self.municipality.pk, day=row.day, by=by, at=timezone.now()
        )
        messages.success(request, _("%s is weggehaald.") % row.name)
        page = reverse("holidays", args=[self.municipality.key])
        return redirect(f"{page}?jaar={row.day.year}")
