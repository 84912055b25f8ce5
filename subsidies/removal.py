"""Taking away what was only tried: a variant of a key, or a year that is still a concept."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from partners.access import Actor
from partners.roles import Permission, require
from subsidies.models import AllocationRun, SubsidyYear
from subsidies.states import IllegalMoveError, YearState
from subsidies.year_log import record
from subsidies.years import refuse_stale


@transaction.atomic
def remove_variant(*, year_id: int, variant: int, by: Actor, at: datetime) -> SubsidyYear:
    """Take away a variant with its calculations; the year's own key always stays.

    Args: variant: the version number of the key.
    Raises: DoesNotExist, PermissionDenied, IllegalMoveError: the year is no concept or proposal
    any more, or has no such variant.
    """
    year = SubsidyYear.objects.visible_to(by).select_for_update().get(pk=year_id)
    require(by, Permission.EDIT_YEAR, year.municipality.organisation)
    key = year.keys.exclude(label="").filter(version=variant).first()
    if year.is_established or key is None:
        raise IllegalMoveError(_("Deze variant is er niet meer: kies er een uit de lijst."))
    key.runs.all().delete()
    key.delete()
    record(year, "year.variant_removed", by=by, at=at, details={"variant": key.label})
    return year


@transaction.atomic
def remove_year(
    *, year_id: int, by: Actor, at: datetime, version: int | None = None
) -> SubsidyYear:
    """Take away a year that is a concept, with its keys and calculations; the log keeps a line.

    What others said about it is kept, so a year with comments stays.

    Raises: DoesNotExist, PermissionDenied, StaleYearError, IllegalMoveError: put forward or
    established, or somebody commented on it.
    """
    year = SubsidyYear.objects.visible_to(by).select_for_update().get(pk=year_id)
    require(by, Permission.EDIT_YEAR, year.municipality.organisation)
    if refusal := why_not_removed(year):
        raise IllegalMoveError(refusal)
    refuse_stale(year, version)
    record(year, "year.removed", by=by, at=at, details={"year": year.label})
    AllocationRun.objects.filter(key__year=year).delete()
    year.keys.all().delete()
    year.delete()
    return year


def why_not_removed(year: SubsidyYear) -> str:
    """Return why a year cannot be taken away, or nothing when it can."""
    if year.state != YearState.DRAFT:
        return _("Alleen een concept kan weg; neem een voorgelegde verdeling eerst terug.")
    later = year.municipality.subsidy_years.filter(first_year__gt=year.first_year).first()
    if later is not None:
        return _("Na %(year)s is al %(later)s gemaakt; haal dat jaar eerst weg.") % {
            "year": year.label,
            "later": later.label,
        }
    if year.comments.exists():
        return _("Over %s is al gereageerd; reacties blijven bewaard, dus ook het jaar.") % (
            year.label
        )
    return ""
