"""Pages of the kinds of activities of a municipality: the list, and changing one."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from partners.modules import ModuleRequiredMixin
from partners.refusals import RefusedError
from partners.states import ModuleKind
from partners.views.settings import MunicipalityMixin, SettingFormView
from subsidies import activity_kinds
from subsidies.activity_kinds import Kind
from subsidies.hour_forms import ActivityKindForm
from subsidies.states import ActivityCode


class KindsMixin(ModuleRequiredMixin, MunicipalityMixin):
    """View mixin: the kinds of a municipality where Subsidie is on."""

    module = ModuleKind.SUBSIDY

    def kinds(self) -> dict[ActivityCode, Kind]:
        """Return all kinds of the municipality."""
        town = self.municipality.pk
        return activity_kinds.kinds_of([town])[town]


class ActivityKindListView(KindsMixin, TemplateView):
    template_name = "subsidies/activitykind_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(kinds=list(self.kinds().values()), **kwargs)


class ActivityKindView(KindsMixin, SettingFormView):
    form_class = ActivityKindForm
    title = gettext_lazy("Soort activiteit wijzigen")
    intro = gettext_lazy("Uren die al zijn geboekt, houden hun minuten en krijgen de nieuwe naam.")

    def home(self) -> str:
        return reverse("activity_kinds", args=[self.municipality.key])

    def get_form_kwargs(self) -> dict[str, Any]:
        found = {code.value: kind for code, kind in self.kinds().items()}
        if self.kwargs["kind"] not in found:
            raise Http404
        return {**super().get_form_kwargs(), "kind": found[self.kwargs["kind"]]}

    def form_valid(self, form: ActivityKindForm) -> HttpResponse:
        given = {"by": self.request.actor, "at": timezone.now()}
        try:
            kind = activity_kinds.save_kind(
                municipality_id=self.municipality.pk, kind=form.values(), **given
            )
        except RefusedError as error:
            form.refuse(error)
            return self.form_invalid(form)
        return self.finish(_("%s is bewaard.") % kind.name)
