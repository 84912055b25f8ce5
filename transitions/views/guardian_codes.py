"""The page on which a parent makes a code to let a school read the form; behind the own code."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from children import guardian_answers
from children.consent_texts import WORDINGS
from children.reading_texts import READING
from children.views.guardian_reading import Reading
from config import mail
from config.formats import date_words
from dossier.views.parts import number_in
from transitions import parents_codes
from transitions.models import ParentsCode
from transitions.parents_codes import CodeError
from transitions.states import CODE_DAYS, ParentsCodeStand


class GuardianCodesView(Reading):
    """Make a code, see what became of it, and stop it. The code itself is shown once."""

    template_name = "transitions/guardian_codes.html"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        return self.page()

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Stop a code, or make one and show it; a page that is loaded again makes another."""
        at, words = timezone.now(), READING[self.language]
        if "stop" in request.POST:
            parents_codes.stop(link=self.link, pk=number_in(request.POST["stop"]), at=at)
            messages.success(request, words["own_stop_done"])
            return redirect(self.here("guardian_codes"))
        try:
            health = "gezondheid" in request.POST
            code = parents_codes.make(link=self.link, health=health, at=at)
        except CodeError as error:
            return self.page(error=words[error.code])
        return self.page(code)

    def page(self, code: str = "", error: str = "") -> HttpResponse:
        """Show the codes, with a new one or what is wrong."""
        guardian, words = self.link.guardian, READING[self.language]
        own = parents_codes.own(guardian, timezone.now())
        names = {"child": guardian.child.first_name, "days": CODE_DAYS}
        more: dict[str, Any] = {"reading": words, "own": own, "code": code, "error": error}
        more |= {"heading": words["own_heading"].format(**names)}
        more |= {"how": words["own_how"].format(**names)}
        more |= {"rows": [self.row(made, stand) for made, stand in own.codes]}
        more |= {"is_hidden": guardian_answers.hides_places(guardian)}
        more |= {"address": mail.absolute(reverse("parents_code"))}
        more |= {"back": self.here("guardian_handover")}
        return self.show(WORDINGS[self.language].words, **more)

    def row(self, code: ParentsCode, stand: ParentsCodeStand) -> tuple[str, str, int]:
        """Return when a code was made, where it stands, and its number where it can be stopped."""
        words = READING[self.language]
        until = code.used_at or code.expires_at
        said = words[f"own_{stand}"].format(day=self.day(until))
        can_stop = stand == ParentsCodeStand.LIVE or parents_codes.is_open(code, timezone.now())
        return words["own_made_on"].format(day=self.day(code.made_at)), said, can_stop * code.pk

    def day(self, moment: datetime) -> str:
        """Return a day in the language of the page."""
        with override(self.language.value):
            return date_words(moment)
