"""Where a page sends what is being typed (static/js/autosave.js); the answer is one sentence."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from children.reach import Thing
from config.formats import time_words
from dossier import drafts
from dossier.drafts import DraftError, Kept
from dossier.forms.drafts import DraftForm
from dossier.views.parts import DossierMixin
from partners.access import Actor


class DraftView(DossierMixin, View):
    """Keep a draft, or throw it away; of a place where one may not write there is none."""

    thing = Thing.CHILD
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Answer in plain text: the script shows it below the field."""
        form = DraftForm(request.POST)
        if not form.is_valid():
            return plain(_("Niet bewaard: dit formulier kent geen concept."), status=400)
        actor: Actor = request.actor  # type: ignore[attr-defined]
        if form.cleaned_data["weg"]:
            drafts.throw_away(**form.named(), by=actor)
            return plain("")
        try:
            kept = drafts.keep(**form.written(), by=actor, at=timezone.now())
        except DraftError as error:
            return plain(error.message, status=400)
        return plain(sentence(kept))


def sentence(kept: Kept) -> str:
    """Return what stands below the field: when, and what was left out."""
    when = time_words(kept.at)
    if kept.left_out:
        return _(
            "Bewaard om %s, zonder het getal dat een burgerservicenummer kan zijn: haal het weg."
        ) % (when)
    return _("Concept bewaard om %s") % when


def plain(text: str, status: int = 200) -> HttpResponse:
    """Answer with one sentence, as text."""
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
