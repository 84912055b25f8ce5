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
from children.forms.guardian import (
    kept_fields,
    lacks_parts,
    read_choices,
    read_day,
    shown,
    shown_language,
)
from children.guardian_answers import Choice
from children.models import Child, GuardianLink
from children.reading_texts import READING
from children.states import RIGHT_TO_LEFT, Language, LeaveReason
from partners.signin import renew_session

DOOR_KEY = "door"  # in the session of a worker's device that was given to a guardian
PASS_KEY = "guardian_passes"  # noqa: S105 - the name of a place in the session
READ_KEY = "guardian_reads"
PASS_LIFE = timedelta(minutes=30)
GATE = "children/guardian_gate.html"
CLOSE = "sluiten"  # the name of the button that ends a visit


def give_pass(request: HttpRequest, token: str, until: float) -> None:
    """Let this session into the page of a link; it stays in those of other links of a guardian."""
    now = timezone.now().timestamp()
    passes = request.session.get(PASS_KEY, {}).items()
    fresh = {link: end for link, end in passes if end > now}
    request.session[PASS_KEY] = fresh | {links.hash_of(token): until}
    renew_session(request)


def has_pass(request: HttpRequest, token: str) -> bool:
    """Say whether the birth date was filled in at this link, less than half an hour ago."""
    until: float = request.session.get(PASS_KEY, {}).get(links.hash_of(token), 0)
    return timezone.now().timestamp() < until


def end_visit(request: HttpRequest) -> None:
    """Let this session forget who filled in a birth date or a code."""
    for name in (PASS_KEY, READ_KEY):
        request.session.pop(name, None)


def unkept(response: HttpResponse) -> HttpResponse:
    """Let no cache and no search engine keep an answer."""
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    return response


class GuardianPage(View):
    """Base: a page in its reader's language, kept by no cache, found by no search engine."""

    template_name = ""
    language = Language.NL
    languages: list[Language] = []

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return unkept(super().dispatch(request, *args, **kwargs))  # type: ignore[arg-type]

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

    def gate(self, word: str, status: int = 200, *, action: str = "") -> HttpResponse:
        """Show the page that asks for the birth date, with what is wrong where something is.

        Addresses in it are relative: the page is the same for whatever link.
        """
        self.template_name, words = GATE, WORDINGS[self.language].words
        asked = f"?taal={self.language}" if "taal" in self.request.GET else ""
        more = {"reading": READING[self.language], "kept": kept_fields(self.request.POST)}
        renew = f"nieuw/{asked}" if word == "no_match" else ""
        error = words[word] if word else ""
        return self.show(words, status, error=error, action=action, renew=renew, **more)


class GuardianGateView(GuardianPage):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.choose_language(text_approvals.available_somewhere(), Language.NL)
        return super().dispatch(request, *args, **kwargs)

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        return self.gate("")

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        if CLOSE in request.POST:
            end_visit(request)
            return redirect(self.here("guardian"))
        if not ratelimit.consume(request, action="guardian_gate"):
            return self.gate("too_often", status=429)
        born_on = read_day(request.POST.get("geboren", ""))
        if born_on is None:
            return self.gate("no_date")
        if links.enter(token=token, born_on=born_on, at=timezone.now()) is None:
            return self.gate("no_match")
        give_pass(request, token, (timezone.now() + PASS_LIFE).timestamp())
        sends_on = bool(kept_fields(request.POST))
        return redirect(self.here("guardian_choice"), preserve_request=sends_on)


class GuardianInside(GuardianPage):
    """Base: a page behind the birth date, as long as the link is open and the visit is fresh."""

    link: GuardianLink

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = kwargs["token"]
        link = links.known(token=token) if has_pass(request, token) else None
        if link is None:
            return unkept(self.outside())
        self.link = link
        offered = text_approvals.available(link.guardian.child.location.municipality)
        self.choose_language(offered, Language(link.guardian.language))
        if page := self.first_page():
            return redirect(self.here(page))
        return super().dispatch(request, *args, **kwargs)

    def outside(self) -> HttpResponse:
        """Answer whoever has no pass, or none any more."""
        return redirect(self.here("guardian"))

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
        if word := self.wrong_with(given):
            return self.questions(word)
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

    def outside(self) -> HttpResponse:
        if not kept_fields(self.request.POST):
            return super().outside()
        was = self.shown_language() or Language.NL
        self.choose_language(text_approvals.available_somewhere(), was)
        return self.gate("too_late", action=f"../?taal={self.language}")

    def wrong_with(self, given: dict[int, Choice]) -> str:
        """Return the word for what is wrong with these choices; a stop needs no more than itself.

        Who read another text than the one we would prove is shown the page again.
        """
        if not given or lacks_parts(given):
            return "choose"
        only_stops = all(chosen.choice == "stop" for chosen in given.values())
        return "" if only_stops or self.shown_language() == self.language else "closed"

    def shown_language(self) -> Language | None:
        """Return the language of the page that was sent, as long as we ask in the same words."""
        return shown_language(self.request.POST, self.kwargs["token"])

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

    def quiet(self, child: Child) -> str:
        """Return the heading of a page that asks nothing any more: of a child that died."""
        heading = READING[self.language]["read_heading"].format(child=child.first_name)
        return heading if child.left_because == LeaveReason.DIED else ""

    def around(self) -> dict[str, Any]:
        """Return what stands around the questions: reading what is kept, and a new link."""
        token, language = self.kwargs["token"], self.language
        return {
            "reading": READING[language],
            "shown": shown(language, token),
            "quiet": self.quiet(self.link.guardian.child),
            "code": self.here("guardian_code"),
            "gate": self.here("guardian"),
            "renew": f"{reverse('guardian_renew', args=[token])}?taal={language}",
            "reach": f"{reverse('reach_parents')}?taal={language}",
        }


class GuardianRenewView(GuardianPage):
    """A new link, with one tap and to the address that childcare has; the answer never says which.

    Without the birth date: who was kept out by the wrong dates of somebody else asks here too. A
    link that was withdrawn, or of somebody who does not decide any more, brings no mail.
    """

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        self.choose_language(text_approvals.available_somewhere(), Language.NL)
        link = links.renewable(token=token)
        if ratelimit.consume(request, action="guardian_mail") and link is not None:
            guardian = link.guardian
            offered = text_approvals.available(guardian.child.location.municipality)
            own = self.language if "taal" in request.GET else Language(guardian.language)
            language = own if own in offered else Language.NL
            guardian_mails.ask_link(link=link, language=language, at=timezone.now())
        messages.success(request, READING[self.language]["asked_link"])
        return redirect(self.here("guardian_choice"))
