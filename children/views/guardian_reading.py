"""What a guardian reads: behind the link and the birth date stands a one-time code as well."""

from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from children import guardian_mails, guardian_reading, read_codes
from children.consent_texts import WORDINGS
from children.reading_texts import READING
from children.views.attachments import to_save
from children.views.guardian import DOOR_KEY, READ_KEY, GuardianInside, end_visit, give_pass


class CodeView(GuardianInside):
    """Ask for a code, and fill it in; nothing here says whether there is a mail address."""

    template_name = "children/guardian_code.html"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        return self.form("")

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        asks = "code" not in request.POST
        if not ratelimit.consume(request, action="guardian_mail" if asks else "guardian_code"):
            return self.form(WORDINGS[self.language].words["too_often"], status=429)
        return self.ask() if asks else self.enter(request.POST["code"])

    def ask(self) -> HttpResponse:
        """Queue the mail with a code, where there is an address."""
        guardian_mails.ask_code(link=self.link, language=self.language, at=timezone.now())
        messages.info(self.request, READING[self.language]["code_asked"])
        return redirect(self.here("guardian_code"))

    def enter(self, typed: str) -> HttpResponse:
        """Open the pages to read for half an hour, when the code is right."""
        at = timezone.now()
        may = read_codes.may_read(self.link)
        if not read_codes.use(link=self.link, typed=typed[:40], at=at) or not may:
            return self.form(READING[self.language]["code_wrong"])
        until = (at + read_codes.LIFE).timestamp()
        give_pass(self.request, self.kwargs["token"], until)
        self.request.session[READ_KEY] = [self.link.guardian_id, until]
        return redirect(self.here("guardian_read"))

    def form(self, error: str, status: int = 200) -> HttpResponse:
        """Show the form, with what is wrong where something is."""
        more = {"reading": READING[self.language], "back": self.here("guardian_choice")}
        return self.show(WORDINGS[self.language].words, status, error=error, **more)


class Reading(GuardianInside):
    """Base: only for a guardian who filled in a code less than half an hour ago."""

    def first_page(self) -> str:
        guardian_id, until = self.request.session.get(READ_KEY, (0, 0))
        is_fresh = timezone.now().timestamp() < until and guardian_id == self.link.guardian_id
        return "" if is_fresh and read_codes.may_read(self.link) else "guardian_code"


class ReadView(Reading):
    template_name = "children/guardian_read.html"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        at, guardian, language = timezone.now(), self.link.guardian, self.language
        guardian_reading.note(link=self.link, part="page", at=at)
        kept = guardian_reading.kept(guardian, language, at)
        files = [(row, self.file_address(row.key)) for row in kept.files]
        more: dict[str, Any] = {"kept": kept, "files": files, "reading": READING[language]}
        more |= {"copy": self.here("guardian_copy"), "back": self.here("guardian_choice")}
        for page in ("handover", "requests", "support", "reports"):  # pages of other apps
            more[page] = self.here(f"guardian_{page}")
        more |= {"can_save": DOOR_KEY not in self.request.session}
        heading = READING[language]["read_heading"].format(child=guardian.child.first_name)
        return self.show(WORDINGS[language].words, heading=heading, **more)

    def file_address(self, key: UUID) -> str:
        """Return where a file is saved."""
        return reverse("guardian_file", args=[self.kwargs["token"], key])

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Close the pages: on a device of somebody else nobody reads on."""
        end_visit(request)
        return redirect(self.here("guardian"))


class Saving(Reading):
    """Base: something to save; not on a worker's device, where it would stay behind."""

    def first_page(self) -> str:
        page = super().first_page()
        is_lent = DOOR_KEY in self.request.session
        return page or ("guardian_read" if is_lent else "")


class CopyView(Saving):
    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        at = timezone.now()
        guardian_reading.note(link=self.link, part="copy", at=at)
        text = guardian_reading.as_json(self.link.guardian, self.language, at)
        response = HttpResponse(text, content_type="application/json")
        response["Content-Disposition"] = 'attachment; filename="soepele-overgang.json"'
        return response


class FileView(Saving):
    def get(self, _request: HttpRequest, key: UUID, **_kwargs: Any) -> HttpResponse:
        found = guardian_reading.opened(link=self.link, key=key, at=timezone.now())
        return to_save(found)
