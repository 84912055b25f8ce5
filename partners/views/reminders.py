"""Page of the reminders that a municipality sends."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners import reminder_switches
from partners.forms.reminders import ReminderRulesForm
from partners.reminders import RULES
from partners.views.settings import SettingFormView


class ReminderRulesView(SettingFormView):
    form_class = ReminderRulesForm
    title = gettext_lazy("Herinneringen")
    intro = gettext_lazy("Wie een mail krijgt en wanneer, staat in het handboek van de beheerder.")

    def get_form_kwargs(self) -> dict[str, Any]:
        labels = {code: f"{code}: {rule.label}" for code, rule in sorted(RULES.items())}
        on = reminder_switches.rules_on(self.municipality)
        return {**super().get_form_kwargs(), "rules": labels, "on": on}

    def form_valid(self, form: ReminderRulesForm) -> HttpResponse:
        reminder_switches.choose_rules(
            municipality_id=self.municipality.pk,
            codes=form.cleaned_data["rules"],
            by=self.request.actor,
            at=timezone.now(),
        )
        return self.finish(_("De herinneringen zijn bewaard."))
