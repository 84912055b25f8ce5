"""Pages of the school holidays; they are listed with the holidays of a year."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView, View

from partners import school_holidays
from partners.forms.holidays import SchoolHolidayForm
from partners.models import SchoolHoliday
from partners.school_holidays import SchoolHolidayError
from partners.views.settings import MunicipalityMixin, SettingFormView


class SchoolHolidayAddView(SettingFormView):
    form_class = SchoolHolidayForm
    title = gettext_lazy("Schoolvakantie toevoegen")
    intro = gettext_lazy(
        "In deze dagen zijn de scholen dicht: wat zij moeten doen, vragen we eerder."
    )

    def home(self) -> str:
        return reverse("holidays", args=[self.municipality.key])

    def form_valid(self, form: SchoolHolidayForm) -> HttpResponse:
        by, at = self.request.actor, timezone.now()
        try:
            row = school_holidays.add(
                municipality_id=self.municipality.pk, by=by, at=at, **form.cleaned_data
            )
        except SchoolHolidayError as error:
            form.refuse(error)
            return self.form_invalid(form)
        messages.success(self.request, _("%s is toegevoegd.") % row.name.capitalize())
        return redirect(f"{self.home()}?jaar={row.first_day.year}")


class SchoolHolidayRemoveView(MunicipalityMixin, TemplateView):
    """The confirm page of taking a school holiday away, and the act itself."""

    template_name = "partners/school_holiday_remove.html"

    def row(self) -> SchoolHoliday:
        """Return the holiday of the address."""
        try:
            day = date.fromisoformat(self.kwargs["day"])
        except ValueError as error:
            raise Http404 from error
        rows = SchoolHoliday.objects.visible_to(self.request.actor)
        found: SchoolHoliday = get_object_or_404(
            rows, municipality=self.municipality, first_day=day
        )
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(row=self.row(), **kwargs)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        row, by = self.row(), self.request.actor
        school_holidays.remove(
            municipality_id=self.municipality.pk, first_day=row.first_day, by=by, at=timezone.now()
        )
        messages.success(request, _("%s is weggehaald.") % row.name.capitalize())
        page = reverse("holidays", args=[self.municipality.key])
        return redirect(f"{page}?jaar={row.first_day.year}")


class SchoolHolidaysTakeOverView(MunicipalityMixin, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        count = school_holidays.take_over(
            municipality_id=self.municipality.pk, by=self.request.actor, at=timezone.now()
        )
        text = ngettext("%d vakantie is overgenomen.", "%d vakanties zijn overgenomen.", count)
        messages.success(request, text % count)
        year = request.POST.get("jaar", "")
        page = reverse("holidays", args=[self.municipality.key])
        return redirect(f"{page}?jaar={year}" if year.isdecimal() else page)
