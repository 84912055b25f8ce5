"""What a guardian reads of support; behind the code, as all reading."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from children import guardian_answers, guardian_reading
from children.consent_texts import WORDINGS
from children.reading_texts import READING
from children.views.guardian_reading import Reading
from dossier import parents_support

PART = "support"  # what the log says was read


class GuardianSupportView(Reading):
    """Read what was noted of help and support."""

    template_name = "dossier/guardian_support.html"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        at, guardian, reading = timezone.now(), self.link.guardian, READING[self.language]
        guardian_reading.note(link=self.link, part=PART, at=at)
        more: dict[str, Any] = {
            "reading": reading,
            "heading": reading["support_heading"].format(child=guardian.child.first_name),
            "sections": parents_support.shown(guardian, self.language, at),
            "is_hidden": guardian_answers.hides_places(guardian),
            "back": self.here("guardian_read"),
        }
        return self.show(WORDINGS[self.language].words, **more)
