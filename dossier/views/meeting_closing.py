"""The one screen after a meeting."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from dossier import action_points, agenda, closing, meetings
from dossier.closing import Kept
from dossier.forms.closing import ClosingForms, lines_in
from dossier.forms.drafts import Long, autosave_all
from dossier.views.meetings import MeetingMixin
from partners.refusals import RefusedError
from partners.roles import Permission


class MeetingCloseView(MeetingMixin, TemplateView):
    permission = Permission.PLAN_MEETINGS
    template_name = "dossier/meeting_close.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if reason := closing.why_not(self.meeting, timezone.now()):
            messages.warning(request, reason)
            return redirect("meeting", self.meeting.key)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Keep the screen, or show what is wrong with all that was typed."""
        self.keep_aside()
        forms = self.forms(request.POST)
        if not forms.is_valid():
            return self.render_to_response(self.get_context_data(forms=forms))
        is_final, actor = "final" in request.POST, self.request.actor
        try:
            at, notes = timezone.now(), forms.notes()
            kept = closing.keep(key=key, notes=notes, is_final=is_final, by=actor, at=at)
        except RefusedError as error:
            forms.refuse(error)
            return self.render_to_response(self.get_context_data(forms=forms))
        self.say(kept, is_final=is_final)
        return redirect("meeting", key)

    def keep_aside(self) -> None:
        """Lock up what was written about a child whose parents stopped meanwhile, and say so."""
        actor, said = self.request.actor, lines_in(self.request.POST)
        if closing.keep_aside(key=self.meeting.key, said=said, by=actor, at=timezone.now()):
            messages.warning(
                self.request,
                _(
                    "Een ouder heeft de toestemming ingetrokken: wat je over dat kind schreef, "
                    "staat niet in het overleg. Komt er binnen veertien dagen weer een ja, dan "
                    "staat je tekst er als concept."
                ),
            )

    def forms(self, data: Any = None) -> ClosingForms:
        """Return the forms of the screen."""
        actor, at, meeting = self.request.actor, timezone.now(), self.meeting
        lines = agenda.shown(actor, meeting, at=at)
        people = meetings.invitees(actor, meeting)
        forms = ClosingForms(data, meeting=meeting, lines=lines, people=people)
        texts = [Long(form, ("text",), closing.line_place(form.line)) for form in forms.lines]
        autosave_all(texts, by=actor, at=at)
        return forms

    def say(self, kept: Kept, *, is_final: bool) -> None:
        """Say what was done, and which hours could not be booked."""
        text = _("Het overleg is afgesloten.") if is_final else _("Bewaard. Je kunt later verder.")
        if kept.booked:
            names = ", ".join(member.user.name for member in kept.booked)
            text += " " + _("De uren zijn geboekt voor %s.") % names
        messages.success(self.request, text)
        for reason in kept.refused:
            messages.warning(self.request, reason)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor, at, meeting = self.request.actor, timezone.now(), self.meeting
        agreed = action_points.of_meeting(actor, meeting)
        action_points.note_shown(actor, agreed, at=at)
        forms = kwargs.pop("forms", None) or self.forms()
        return super().get_context_data(meeting=meeting, forms=forms, agreed=agreed, **kwargs)
