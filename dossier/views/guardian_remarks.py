"""A page on which a parent reads, and says what it thinks of it; behind the code."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from children import guardian_reading
from children.reading_texts import READING
from children.views.guardian import DOOR_KEY
from children.views.guardian_reading import Reading
from dossier import parents_remarks, remarks
from dossier.remark_states import RemarkAbout
from dossier.report_opinions import OpinionError

FIELDS = ("mening", "verbetering")
NAMES = {"view": "mening", "correction": "verbetering"}  # of the fields, on the page


class Remarking(Reading):
    """Base: what is read, the own words about it with the answer, and the form for more."""

    about: RemarkAbout
    part = ""  # what the log says was read
    address = ""

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        guardian_reading.note(link=self.link, part=self.part, at=timezone.now())
        return self.page(dict.fromkeys(FIELDS, ""))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Keep what was written, or show the page again with what is wrong."""
        typed = {name: request.POST.get(name, "") for name in FIELDS}
        said = {field: typed[name] for field, name in NAMES.items()}
        try:
            remarks.give(link=self.link, about=self.about, **said, at=timezone.now())
        except OpinionError as error:
            return self.page(typed, error)
        messages.success(request, READING[self.language]["remark_sent"])
        return redirect(self.here(self.address))

    def page(self, typed: dict[str, str], error: OpinionError | None = None) -> HttpResponse:
        """Show all that is read here, with what was typed where it was wrong."""
        raise NotImplementedError

    def around(self, typed: dict[str, str], error: OpinionError | None) -> dict[str, Any]:
        """Return what every such page has: the own words, the form, the PDF and the way back."""
        guardian, reading = self.link.guardian, READING[self.language]
        return {
            "reading": reading,
            "said": parents_remarks.shown(guardian, self.about, self.language),
            "may_write": parents_remarks.may_write(guardian, self.about),
            "typed": typed,
            "error": reading[error.code] if error else "",
            "wrong": NAMES[error.field or "view"] if error else "",
            "can_save": DOOR_KEY not in self.request.session,
            "pdf": self.here("guardian_reports_pdf"),
            "back": self.here("guardian_read"),
        }
