"""Pages of reminders: which a municipality sends, and what waits for oneself."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View

from config.formats import date_words
from partners import reminder_snoozes, reminder_switches, reminders
from partners.access import ActorRequiredMixin
from partners.forms.reminders import DigestDayForm, ReminderRulesForm, SnoozeForm
from partners.models import Reminder, ReminderSnooze
from partners.reminder_overview import overview
from partners.reminder_snoozes import SnoozeError
from partners.reminders import Key
from partners.states import DigestDay, SnoozeReason
from partners.views.settings import SettingFormView


class ReminderRulesView(SettingFormView):
    form_class = ReminderRulesForm
    title = gettext_lazy("Herinneringen")
    intro = gettext_lazy("Wie een mail krijgt en wanneer, staat in het handboek van de beheerder.")

    def get_form_kwargs(self) -> dict[str, Any]:
        chosen = reminder_switches.chosen_by(self.municipality)
        return {**super().get_form_kwargs(), "rules": reminders.RULES, "chosen": chosen}

    def form_valid(self, form: ReminderRulesForm) -> HttpResponse:
        reminder_switches.choose_rules(
            municipality_id=self.municipality.pk,
            codes=form.cleaned_data["rules"],
            offsets=form.offsets(),
            by=self.request.actor,
            at=timezone.now(),
        )
        return self.finish(_("De herinneringen zijn bewaard."))


class MyRemindersView(ActorRequiredMixin, TemplateView):
    """What waits for the person who is signed in, in the role that is active now."""

    template_name = "partners/my_reminders.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = self.request.actor
        form = DigestDayForm(initial={"day": actor.user.digest_day})
        return super().get_context_data(overview=overview(actor), form=form, **kwargs)


class DigestDayView(ActorRequiredMixin, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DigestDayForm(request.POST)
        if not form.is_valid():
            raise Http404
        day = DigestDay(form.cleaned_data["day"])
        reminder_snoozes.choose_digest_day(day=day, by=self.request.actor, at=timezone.now())
        messages.success(request, _("Je weekmail komt voortaan op %s.") % day.label)
        return redirect("my_reminders")


class PutOffView(ActorRequiredMixin, FormView):
    """The form to put one reminder off; what does not wait for somebody never existed."""

    form_class = SnoozeForm
    template_name = "partners/reminder_put_off.html"

    def key(self) -> Key:
        try:
            due_on = date.fromisoformat(self.kwargs["due_on"])
        except ValueError as error:
            raise Http404 from error
        return self.kwargs["rule"], self.kwargs["subject"], due_on

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "back": reverse("my_reminders")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        try:
            occasion = reminder_snoozes.own_occasion(self.key(), self.request.actor)
        except Reminder.DoesNotExist as error:
            raise Http404 from error
        text = " ".join(reminders.RULES[occasion.rule].words([occasion]))
        return super().get_context_data(text=text, **kwargs)

    def form_valid(self, form: SnoozeForm) -> HttpResponse:
        until, reason = form.cleaned_data["until"], SnoozeReason(form.cleaned_data["reason"])
        given: dict[str, Any] = {"by": self.request.actor, "at": timezone.now()}
        try:
            reminder_snoozes.put_off(key=self.key(), until=until, reason=reason, **given)
        except SnoozeError as error:
            form.refuse(error)
            return self.form_invalid(form)
        except Reminder.DoesNotExist as error:
            raise Http404 from error
        messages.success(self.request, _("Uitgesteld tot %s.") % date_words(until))
        return redirect("my_reminders")


class TakeBackView(ActorRequiredMixin, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            reminder_snoozes.take_back(snooze_id=pk, by=self.request.actor, at=timezone.now())
        except ReminderSnooze.DoesNotExist as error:
            raise Http404 from error
        messages.success(request, _("Dit staat weer bij wat er nu wacht."))
        return redirect("my_reminders")
