"""Pages of the arrangements of a municipality: the table, a form, and taking one away."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from children import ages, arrangements
from children.arrangements import ArrangementError
from children.forms.arrangements import ArrangementForm
from children.models import Arrangement
from partners.modules import ModuleRequiredMixin
from partners.states import ModuleKind
from partners.views.settings import MunicipalityMixin, SettingFormView


class ArrangementsMixin(ModuleRequiredMixin, MunicipalityMixin):
    """View mixin: arrangements of a municipality where Overdracht is on."""

    module = ModuleKind.HANDOVER

    def one(self) -> Arrangement:
        """Return the arrangement of the address."""
        rows = Arrangement.objects.visible_to(self.request.actor)
        found: Arrangement = get_object_or_404(
            rows, municipality=self.municipality, pk=self.kwargs["pk"]
        )
        return found


class ArrangementListView(ArrangementsMixin, TemplateView):
    template_name = "children/arrangement_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Arrangement.objects.visible_to(self.request.actor)
        own = list(rows.filter(municipality=self.municipality))
        months = arrangements.entry_months(self.municipality.pk)
        names = {row.name.lower() for row in own}
        return super().get_context_data(
            rows=[(row, *map(ages.age_words, (row.from_months, row.until_months))) for row in own],
            entry_age=ages.age_words(months),
            lacking=[row for row in arrangements.SHIPPED if row.name.lower() not in names],
            **kwargs,
        )

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        town, by = self.municipality.pk, self.request.actor
        made = arrangements.take_over(municipality_id=town, by=by, at=timezone.now())
        text = ngettext(
            "%d arrangement is overgenomen.", "%d arrangementen zijn overgenomen.", len(made)
        )
        messages.success(request, text % len(made))
        return redirect("arrangements", code)


class ArrangementAddView(ArrangementsMixin, SettingFormView):
    form_class = ArrangementForm
    title = gettext_lazy("Arrangement toevoegen")

    def home(self) -> str:
        return reverse("arrangements", args=[self.municipality.key])

    def known(self) -> Arrangement | None:
        """Return the arrangement that is changed."""
        return None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "arrangement": self.known()}

    def form_valid(self, form: ArrangementForm) -> HttpResponse:
        try:
            row = arrangements.save(
                municipality_id=self.municipality.pk,
                values=form.values(),
                arrangement_id=self.kwargs.get("pk"),
                by=self.request.actor,
                at=timezone.now(),
            )
        except ArrangementError as error:
            form.refuse(error)
            return self.form_invalid(form)
        return self.finish(_("%s is bewaard.") % row)


class ArrangementChangeView(ArrangementAddView):
    title = gettext_lazy("Arrangement wijzigen")

    def known(self) -> Arrangement:
        return self.one()


class ArrangementRemoveView(ArrangementsMixin, TemplateView):
    """The page that asks whether an arrangement may go, and the act itself."""

    template_name = "children/arrangement_remove.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(row=self.one(), **kwargs)

    def post(self, request: HttpRequest, code: str, pk: int) -> HttpResponse:
        row, by = self.one(), self.request.actor
        arrangements.remove(
            municipality_id=self.municipality.pk, arrangement_id=pk, by=by, at=timezone.now()
        )
        messages.success(request, _("%s is weggehaald.") % row)
        return redirect("arrangements", code)
