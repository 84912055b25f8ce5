"""The page on which a municipality chooses whether parents bring a handover themselves."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.modules import ModuleRequiredMixin
from partners.states import ModuleKind
from partners.views.settings import SettingFormView
from transitions import handover_settings
from transitions.forms.settings import HandoverSettingForm


class HandoverSettingView(ModuleRequiredMixin, SettingFormView):
    module = ModuleKind.HANDOVER
    form_class = HandoverSettingForm
    title = gettext_lazy("Overdracht")
    intro = gettext_lazy(
        "Met een eigen code laten ouders elke school het formulier één keer lezen, ook een school "
        "in een andere gemeente. Dat is een gelijke weg: niet alleen voor wie nee zegt tegen delen."
    )

    def get_initial(self) -> dict[str, Any]:
        return {"has_parents_route": handover_settings.has_parents_route(self.municipality.pk)}

    def form_valid(self, form: HandoverSettingForm) -> HttpResponse:
        handover_settings.save(
            municipality_id=self.municipality.pk,
            has_parents_route=form.cleaned_data["has_parents_route"],
            by=self.request.actor,
            at=timezone.now(),
        )
        return self.finish(_("De keuze is bewaard."))
