"""The requests that a parent reads, and the files that went along; behind the code as well."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from children import attachments, guardian_answers, guardian_reading
from children.consent_texts import WORDINGS
from children.reading_texts import READING
from children.views.guardian import DOOR_KEY
from children.views.guardian_reading import Reading, Saving
from dossier import parents_requests

PART = "observation_requests"  # what the log says was read


class GuardianRequestsView(Reading):
    """Read what was asked about the child, of whom, and where that stands."""

    template_name = "dossier/guardian_requests.html"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        at, guardian, reading = timezone.now(), self.link.guardian, READING[self.language]
        guardian_reading.note(link=self.link, part=PART, at=at)
        more: dict[str, Any] = {
            "reading": reading,
            "heading": reading["requests_heading"].format(child=guardian.child.first_name),
            "requests": [
                (one, self.file_of(one.screening), [(o, self.file_of(o.file)) for o in one.others])
                for one in parents_requests.shown(guardian, self.language, at)
            ],
            "is_hidden": guardian_answers.hides_places(guardian),
            "can_save": DOOR_KEY not in self.request.session,
            "back": self.here("guardian_read"),
        }
        return self.show(WORDINGS[self.language].words, **more)

    def file_of(self, key: UUID | None) -> str:
        """Return where a file is saved; nothing where there is none."""
        token = self.kwargs["token"]
        return reverse("guardian_request_file", args=[token, key]) if key else ""


class GuardianRequestFileView(Saving):
    """Save a file that went with a request; not on a worker's device."""

    def get(self, _request: HttpRequest, key: UUID, **_kwargs: Any) -> HttpResponse:
        found = parents_requests.opened(link=self.link, key=key, at=timezone.now())
        response = HttpResponse(found.content, content_type=found.media_type)
        name = attachments.file_name(found)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["X-Content-Type-Options"] = "nosniff"
        return response
