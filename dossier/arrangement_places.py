"""Places of a child in the arrangements of its municipality, and where it went from there."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from children.ages import SCHOOL_MONTHS, age_words, months_after
from children.models import Arrangement, Child
from dossier import support
from dossier.models import ArrangementPlace
from dossier.support import ADDED, ENDED, SupportError
from dossier.support_states import Outflow, SupportPart
from partners.access import Actor

PART = SupportPart.PLACES


def offered(child: Child) -> QuerySet[Arrangement]:
    """Return the arrangements of the child's municipality that are on and begin before school.

    A later one (a schakelklas) is the school's own record: it is counted, not described here.
    """
    here = Arrangement.objects.filter(municipality=child.location.municipality_id, is_on=True)
    return here.filter(from_months__lt=SCHOOL_MONTHS)


@transaction.atomic
def place(
    *, child_key: UUID, arrangement_id: int, from_day: date, by: Actor, at: datetime
) -> ArrangementPlace:
    """Note that a child has a place from a day on.

    Raises: DoesNotExist, PermissionDenied, SupportError: it has one, or is too young or too old.
    """
    child = support.child_to_add(child_key, PART, by=by)
    support.refuse_day(from_day, child, at, "from_day", is_ahead=True)
    arrangement = offered(child).filter(pk=arrangement_id).first()
    if arrangement is None:
        raise SupportError(_("Kies een arrangement dat de gemeente nu biedt."), "arrangement")
    open_ones = ArrangementPlace.objects.filter(child=child, until_day=None)
    if open_ones.filter(arrangement=arrangement).exists():
        raise SupportError(_("Dit kind heeft hier al een plek."), "arrangement")
    _refuse_age(child, arrangement, from_day)
    row = ArrangementPlace.objects.create(
        **support.added(child, by, at),
        arrangement=arrangement,
        name=arrangement.name,
        from_day=from_day,
    )
    support.record(row, PART, ADDED, by=by, at=at)
    return row


@transaction.atomic
def end(*, key: UUID, until: date, outflow: Outflow, by: Actor, at: datetime) -> ArrangementPlace:
    """Note where a child went from an arrangement.

    Raises: DoesNotExist, PermissionDenied, SupportError.
    """
    row = support.row_to_change(ArrangementPlace, key, by=by)
    if row.until_day is not None:
        raise SupportError(_("Deze plek is al gestopt."))
    support.refuse_end(until, row.from_day, at, "until_day")
    row.until_day, row.outflow = until, outflow
    row.save(update_fields=["until_day", "outflow"])
    support.record(row, PART, ENDED, by=by, at=at)
    return row


def _refuse_age(child: Child, arrangement: Arrangement, from_day: date) -> None:
    first = months_after(child.born_on, arrangement.from_months)
    if not first <= from_day < months_after(child.born_on, arrangement.until_months):
        raise SupportError(
            _("%(name)s is voor kinderen van %(first)s tot %(last)s: kies een andere dag.")
            % {
                "name": arrangement.name,
                "first": age_words(arrangement.from_months),
                "last": age_words(arrangement.until_months),
            },
            "from_day",
        )
