"""Handovers in the demo: one that was read, one that waits for the school, two being filled in.

Parents may read one of those along."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from children.models import Child
from partners.access import Actor
from transitions import filling, form_fields, reads, sharing
from transitions.filling import Typed
from transitions.models import Handover
from transitions.states import ObservationSystem, Rating

RATED = dict.fromkeys(form_fields.ratings(), Rating.FITS_AGE.value)


@dataclass(frozen=True)
class Filled:
    """A form of the demo: how many days ago it was filled in, and how far it came."""

    first_name: str
    days: int
    values: dict[str, str] = field(default_factory=dict)
    is_offered: bool = False
    is_shared: bool = False
    is_read: bool = False


FORMS = (
    Filled(
        "Noor",
        12,
        {
            form_fields.HELPS: "Noor wil eerst kijken. Na een kwartier doet ze mee.",
            form_fields.WATCH: "Ze eet langzaam; geef haar de tijd.",
            form_fields.WARM: form_fields.NO,
            "talents": "Ze bouwt lange treinbanen en telt alle wagons.",
            "system": ObservationSystem.KIJK.value,
        },
        is_shared=True,
        is_read=True,
    ),
    Filled(
        "Levi",
        3,
        {
            form_fields.HELPS: "Een vaste plek in de kring, en zeggen wat er straks komt.",
            form_fields.WATCH: "Onverwacht geluid: dan gaat hij onder de tafel zitten.",
            form_fields.WARM: form_fields.YES,
            form_fields.SEEN.format("language"): "Hij praat in hele zinnen met kinderen die hij "
            "kent, en weinig in de grote groep.",
            form_fields.RATING.format("wellbeing"): Rating.ATTENTION.value,
        },
        is_shared=True,
    ),
    Filled(
        "Elif",
        2,
        {
            form_fields.HELPS: "Laat haar iets voordoen: dan praat ze vanzelf mee.",
            form_fields.WARM: form_fields.NO,
        },
        is_offered=True,
    ),
    Filled("Sem", 1, {form_fields.HELPS: "Buiten spelen na het fruit."}),
)


def fill(*, contact: Actor, lead: Actor, at: datetime) -> None:
    """Fill the forms in, share some and let the school read one; once."""
    if Handover.objects.exists():
        return
    for form in FORMS:
        _fill(form, contact, lead, at)


def _fill(form: Filled, contact: Actor, lead: Actor, at: datetime) -> None:
    """Fill one in some days ago; it is shared today, as parents said yes today."""
    key, moment = Child.objects.get(first_name=form.first_name).key, at - timedelta(days=form.days)
    ratings = {} if form.first_name == "Sem" else RATED
    typed = {code: Typed(value) for code, value in (ratings | form.values).items()}
    handover = filling.save(key=key, typed=typed, by=contact, at=moment)
    if form.is_offered:
        sharing.offer(key=key, by=contact, at=at)
    if form.is_shared:
        sharing.note_talk(key=key, on=timezone.localdate(moment), by=contact, at=moment)
        sharing.share(key=key, seen=handover.changed_at, by=contact, at=at)
    if form.is_read:
        reads.read(lead, key, number=None, at=at)
