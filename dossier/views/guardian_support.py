"""What a guardian reads of support; behind the code, as all reading."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from children import guardian_answers
from children.consent_texts import WORDINGS
from children.reading_texts import READING
from dossier import parents_support
from dossier.remark_states import RemarkAbout
from dossier.report_opinions import OpinionError
from dossier.views.guardian_remarks import Remarking

PART = "support"  # what the log says was read


class GuardianSupportView(Remarking):
    """Read what was noted of help and support."""

    template_name = "dossier/guardian_support.html"
    about, part, address = RemarkAbout.SUPPORT, PART, "guardian_support"

    def page(self, typed: dict[str, str], error: OpinionError | None = None) -> HttpResponse:
        at, guardian, reading = timezone.now(), self.link.guardian, READING[self.language]
        more: dict[str, Any] = {
            "heading": reading["support_heading"].format(child=guardian.child.first_name),
            "sections": parents_support.shown(guardian, self.language, at),
            "is_hidden": guardian_answers.hides_places(guardian),
            **self.around(typed, error),
        }
        return self.show(WORDINGS[self.language].words, **more)
