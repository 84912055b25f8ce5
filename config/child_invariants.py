"""What must hold of children and consent, checked on the live database by `manage.py doctor`."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from children import consents
from children.models import ConsentEvent, ConsentQuestion
from config import sealing
from config.env import ConfigurationError
from dossier import signatures
from dossier.models import ObservationRequest
from transitions.models import InformationMatch


def child_keys_are_given() -> Iterator[str]:
    """Find an installation that has no key to seal with, or something that is none."""
    try:
        sealing.seal()
    except ConfigurationError as error:
        yield str(error)


def consents_are_what_was_said() -> Iterator[str]:
    """Find questions that give access, or do not, otherwise than their events say."""
    events = Prefetch("events", ConsentEvent.objects.order_by("pk"))
    rows = ConsentQuestion.objects.prefetch_related(events, "child__guardians").order_by("pk")
    for question in rows.iterator(chunk_size=1000):
        said = consents.is_yes(question, question.events.all(), consents.deciding(question.child))
        if said != question.is_live:
            yield _("Toestemming %d geeft niet de toegang die is gezegd.") % question.pk


def requests_were_signed() -> Iterator[str]:
    """Find requests that were sent by a consent for something else than what was asked."""
    rows = ObservationRequest.objects.exclude(consent=None).select_related("consent")
    for request in rows.order_by("pk").iterator(chunk_size=1000):
        consent = request.consent
        signed = consent and (consent.child_id, consent.school_id, consent.scope)
        if signed != (request.child_id, request.school_id, signatures.scope_of(request)):
            yield _("Verzoek %s is verstuurd zonder de handtekening die erbij hoort.") % request.key


def schools_look_once() -> Iterator[str]:
    """Find children of whom one school could read twice within a term what parents decide."""
    rows = InformationMatch.objects.exclude(weighed_at=None).order_by("weighed_at", "pk")
    found: Any = rows.select_related("request__registration", "child")
    last: dict[tuple[int, int], Any] = {}
    for said in found.iterator(chunk_size=1000):
        looked = (said.child_id, said.request.registration.school_id)
        before = last.get(looked)
        if before and before.weighed_at < said.weighed_at < before.until:
            yield _("Een school kijkt twee keer tegelijk naar kind %s.") % said.child.key
        last[looked] = said


CHECKS = (
    child_keys_are_given,
    consents_are_what_was_said,
    requests_were_signed,
    schools_look_once,
)
