"""The signals, talks and requests that a parent reads, and files that went along; by a code too."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from children import guardian_answers
from children.consent_texts import WORDINGS
from children.models import Guardian
from children.reading_texts import READING
from children.views.attachments import to_save
from children.views.guardian_reading import Saving
from dossier import parents_notes, parents_requests
from dossier.parents_requests import RequestRead
from dossier.remark_states import RemarkAbout
from dossier.report_opinions import OpinionError
from dossier.views.guardian_remarks import Remarking

PART = "observation_requests"  # what the log says was read


class GuardianRequestsView(Remarking):
    """Read what was noted of the child, what was asked of whom, and where that stands."""

    template_name = "dossier/guardian_requests.html"
    about, part, address = RemarkAbout.REQUESTS, PART, "guardian_requests"

    def page(self, typed: dict[str, str], error: OpinionError | None = None) -> HttpResponse:
        at, guardian, reading = timezone.now(), self.link.guardian, READING[self.language]
        more: dict[str, Any] = {
            "heading": reading["requests_heading"].format(child=guardian.child.first_name),
            "notes": parents_notes.shown(guardian, self.language, at),
            "requests": self.requests(guardian, at),
            "is_hidden": guardian_answers.hides_places(guardian),
            **self.around(typed, error),
        }
        return self.show(WORDINGS[self.language].words, **more)

    def requests(self, guardian: Guardian, at: datetime) -> list[tuple[RequestRead, str, Any]]:
        """Return the requests, each with where its screening form and the other files are saved."""
        return [
            (one, self.file_of(one.screening), [(o, self.file_of(o.file)) for o in one.others])
            for one in parents_requests.shown(guardian, self.language, at)
        ]

    def file_of(self, key: UUID | None) -> str:
        """Return where a file is saved; nothing where there is none."""
        token = self.kwargs["token"]
        return reverse("guardian_request_file", args=[token, key]) if key else ""


class GuardianRequestFileView(Saving):
    """Save a file that went with a request; not on a worker's device."""

    def get(self, _request: HttpRequest, key: UUID, **_kwargs: Any) -> HttpResponse:
        found = parents_requests.opened(link=self.link, key=key, at=timezone.now())
        return to_save(found)
