"""The page of a guardian: a link and a birth date, then the questions, and stopping.

Nothing about a child, not even that there is one, stands on a page before the birth date. A
guardian has no account, so these views have no actor: the link says whose page it is.
"""

from datetime import timedelta
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.views import View

from children import guardian_answers, guardian_mails, guardian_texts, links, text_approvals
from children.consent_texts import WORDINGS
from children.consents import ConsentRefusedError
from children.forms.guardian import lacks_parts, read_choices, read_day
from children.models import GuardianLink
from children.reading_texts import READING
from children.states import RIGHT_TO_LEFT, Language

PASS_KEY = "guardian_pass"  # noqa: S105 - the name of a place in the session
PASS_LIFE = timedelta(minutes=30)


class GuardianPage(View):
    """Base: a page in its reader's language, kept by no cache, found by no search engine."""

    template_name = ""
    language = Language.NL
    languages: list[Language] = []

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        return response  # type: ignore[return-value]

    def choose_language(self, offered: list[Language], default: Language) -> None:
        """Take the language that was asked for, where it is offered."""
        asked = self.request.GET.get("taal", "")
        chosen = [language for language in offered if language == asked]
        fallback = default if default in offered else Language.NL
        self.languages, self.language = offered, (chosen or [fallback])[0]

    def here(self, name: str) -> str:
        """Return the address of a page of this link, in the language that was chosen."""
        asked = f"?taal={self.language}" if "taal" in self.request.GET else ""
        return reverse(name, args=[self.kwargs["token"]]) + asked

    def show(self, words: dict[str, str], status: int = 200, **context: Any) -> HttpResponse:
        """Answer in the language of the page."""
        bar = [(one, one.label, one in RIGHT_TO_LEFT) for one in self.languages]
        context |= {"words": words, "languages": bar, "language": self.language}
        with translation.override(self.language):
            response = render(self.request, self.template_name, context, status=status)
        response["Content-Language"] = self.language
        return response


class GuardianGateView(GuardianPage):
    template_name = "children/guardian_gate.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.choose_language(text_approvals.available_somewhere(), Language.NL)
        return super().dispatch(request, *args, **kwargs)

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        return self.refuse("")

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        if not ratelimit.consume(request, action="guardian_gate"):
            return self.refuse("too_often", status=429)
        born_on = read_day(request.POST.get("geboren", ""))
        if born_on is None:
            return self.refuse("no_date")
        link = links.enter(token=token, born_on=born_on, at=timezone.now())
        if link is None:
            return self.refuse("no_match")
        until = (timezone.now() + PASS_LIFE).timestamp()
        request.session[PASS_KEY] = [link.pk, until]
        return redirect(self.here("guardian_choice"))

    def refuse(self, word: str, status: int = 200) -> HttpResponse:
        """Show the page, with what is wrong where something is."""
        words = WORDINGS[self.language].words
        return self.show(words, status, error=words[word] if word else "")


class GuardianInside(GuardianPage):
    """Base: a page behind the birth date, as long as the link is open and the visit is fresh."""

    link: GuardianLink

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        link_id, until = request.session.get(PASS_KEY, (0, 0))
        is_fresh = timezone.now().timestamp() < until
        link = links.known(token=kwargs["token"], link_id=link_id) if is_fresh else None
        if link is None:
            return redirect(self.here("guardian"))
        self.link = link
        offered = text_approvals.available(link.guardian.child.location.municipality)
        self.choose_language(offered, Language(link.guardian.language))
        if page := self.first_page():
            return redirect(self.here(page))
        return super().dispatch(request, *args, **kwargs)

    def first_page(self) -> str:
        """Return the page that comes before this one, when it was not passed."""
        return ""


class GuardianChoiceView(GuardianInside):
    template_name = "children/guardian_choice.html"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        at = timezone.now()
        asked = guardian_answers.asked_of(self.link.guardian, at)
        guardian_answers.see(link=self.link, asked=asked, at=at)
        return self.questions("")

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        given = read_choices(request.POST)
        if not given or lacks_parts(given):
            return self.questions("choose")
        try:
            guardian_answers.answer(
                link=self.link, given=given, language=self.language, at=timezone.now()
            )
        except ConsentRefusedError:
            return self.questions("closed")
        has_stopped = any(chosen.choice == "stop" for chosen in given.values())
        word = "stopped" if has_stopped else "thanks"
        messages.success(request, WORDINGS[self.language].words[word])
        return redirect(self.here("guardian_choice"))

    def questions(self, word: str) -> HttpResponse:
        """Show what is asked, and what was answered before."""
        guardian, at = self.link.guardian, timezone.now()
        can = links.can_answer(self.link, at)
        hide = guardian_answers.hides_places(guardian)
        cards = [
            guardian_texts.card(one, guardian, self.language, is_hidden=hide, can_answer=can)
            for one in guardian_answers.asked_of(guardian, at)
        ]
        words = guardian_texts.words_for(guardian, self.language, is_hidden=hide)
        new = [one for one in cards if not one.said and one.options]
        old = [one for one in cards if one.said]
        error = words[word] if word else ""
        return self.show(words, new=new, old=old, can_answer=can, error=error, **self.around())

    def around(self) -> dict[str, Any]:
        """Return what stands around the questions: reading what is kept, and a new link."""
        code, renew = self.here("guardian_code"), self.here("guardian_renew")
        reach = f"{reverse('reach_parents')}?taal={self.language}"
        return {"reading": READING[self.language], "code": code, "renew": renew, "reach": reach}


class GuardianRenewView(GuardianInside):
    """A new link, with one tap and to the address that childcare has; the answer never says which.

    A link that was closed, or of somebody who does not decide any more, gets no further than here.
    """

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        if ratelimit.consume(request, action="guardian_mail"):
            at = timezone.now()
            guardian_mails.ask_link(link=self.link, language=self.language, at=at)
        messages.success(request, READING[self.language]["asked_link"])
        return redirect(self.here("guardian_choice"))
