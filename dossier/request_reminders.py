"""R16: a request that nobody took up after a working week; two weeks later who leads there hears.

Only while parents allow it: of a request that waits for a new yes no school hears anything.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from children.querysets import module_is_on
from dossier import signatures
from dossier.models import ObservationRequest
from dossier.requests import TAKERS
from partners import holidays
from partners.models import ChildcareLocation, Municipality
from partners.reminders import Audience, Occasion, Rule, page_link
from partners.roles import Permission
from partners.states import Role

FIRST_AFTER, ESCALATED_AFTER = 5, 15  # working days since the request was sent


def untaken(municipalities: Sequence[Municipality], day: date) -> Iterator[Occasion]:
    """Bring each request that was sent and not planned, and later who leads where it waits."""
    by_pk = {one.pk: one for one in municipalities}
    places = ChildcareLocation.objects.filter(module_is_on(), municipality__in=by_pk)
    rows = ObservationRequest.objects.open().filter(
        signatures.signed_on(day),
        child__location__in=places.order_by().values("pk"),
        child__left_on=None,
        requested_at__isnull=False,
        planned_on=None,
    )
    for request in rows.select_related("child__location", "school").order_by("pk"):
        yield from _occasions(request, by_pk[request.child.location.municipality_id])


def _occasions(request: ObservationRequest, town: Municipality) -> Iterator[Occasion]:
    """Return both reminders about one request, with the working days of its municipality."""
    place, role = request.child.location, TAKERS[request.asked]
    own = frozenset({place.pk, place.holder_id})
    lead = place.pk
    if role == Role.QC and request.school_id is not None:
        own, lead = frozenset({request.school_id}), request.school_id
    sent_on, equated = timezone.localdate(request.requested_at), holidays.equated_days(town)
    due_on = holidays.add_working_days(sent_on, ESCALATED_AFTER, equated)
    first = Occasion(
        rule="R16",
        municipality=town,
        subject=f"request:{request.pk}",
        due_on=holidays.add_working_days(sent_on, FIRST_AFTER, equated),
        audiences=(Audience(own, role),),
        facts=request.pk,
        needed_by=due_on,
    )
    yield first
    leads = (Audience(frozenset({lead}), is_lead=True),)
    yield replace(first, due_on=due_on, audiences=leads, needed_by=None)


def is_waiting(occasion: Occasion, day: date) -> bool:
    """Say whether it still waits to be taken up, and parents still allow it."""
    rows = ObservationRequest.objects.open().filter(signatures.signed_on(day), pk=occasion.facts)
    return rows.filter(planned_on=None, child__left_on=None).exists()


def say_how_many(occasions: Sequence[Occasion]) -> list[str]:
    """Return one line, without a child or a place in it."""
    count = len({occasion.facts for occasion in occasions})
    text = ngettext(
        "Een verzoek om mee te kijken wacht nog op een dag: neem het aan of stuur het terug.",
        "%d verzoeken om mee te kijken wachten nog op een dag: neem ze aan of stuur ze terug.",
        count,
    )
    return [text % count if "%d" in text else text]


RULES = {
    "R16": Rule(
        "R16",
        gettext_lazy("Verzoek om mee te kijken dat nog niet is gepland"),
        untaken,
        is_waiting,
        say_how_many,
        is_on=False,
        links=page_link(gettext_lazy("Naar de verzoeken"), "requests", Permission.TAKE_REQUEST),
    )
}
