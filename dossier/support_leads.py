"""Who keeps the overview for a child with support (regiehouder): one at a time."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import ExpressionWrapper, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from children.models import Child
from dossier import support
from dossier.models import Lead
from dossier.support import ADDED, ENDED, SupportError
from partners.access import Actor
from partners.models import Membership
from partners.states import CHILDCARE_ROLES

PART = "lead"


def candidates(child: Child, *, day: date) -> QuerySet[Membership]:
    """Return who of the child's own childcare can keep the overview."""
    places = (child.location_id, child.location.holder_id)
    members = Membership.objects.working_on(day).filter(
        role__in=CHILDCARE_ROLES, organisation__in=places
    )
    return members.select_related("user").order_by("user__name", "pk")


def with_presence(rows: Any, *, day: date) -> Any:
    """Return who keeps the overview with `is_here`: no for a colleague who works here no more."""
    here = Membership.objects.working_on(day).order_by().values("pk")
    is_here = Q(membership=None) | Q(membership__in=here)
    return rows.annotate(is_here=ExpressionWrapper(is_here, models.BooleanField()))


@transaction.atomic
def name_one_of_us(
    *, child_key: UUID, membership_id: int, since: date, by: Actor, at: datetime
) -> Lead:
    """Let somebody of childcare keep the overview; who did so before stops.

    Raises: DoesNotExist, PermissionDenied, SupportError.
    """
    child = support.child_to_add(child_key, None, by=by)
    rows = candidates(child, day=timezone.localdate(at))
    member = rows.filter(pk=membership_id).first()
    if member is None:
        raise SupportError(_("Kies iemand die nu bij jullie werkt."), "member")
    return _name(Lead(**support.added(child, by, at), membership=member, since=since), by, at)


@transaction.atomic
def name_outsider(
    *, child_key: UUID, name: str, organisation: str, since: date, by: Actor, at: datetime
) -> Lead:
    """Let somebody from outside keep the overview; who did so before stops.

    Raises: DoesNotExist, PermissionDenied, SupportError.
    """
    child = support.child_to_add(child_key, None, by=by)
    name, organisation = support.text(name, "name"), support.text(organisation, "organisation")
    if not name or not organisation:
        field = "organisation" if name else "name"
        raise SupportError(_("Vul de naam in, en bij welke organisatie iemand werkt."), field)
    own = support.added(child, by, at)
    return _name(Lead(**own, name=name, organisation=organisation, since=since), by, at)


@transaction.atomic
def end(*, key: UUID, until: date, by: Actor, at: datetime) -> Lead:
    """Say until which day somebody kept the overview. Raises: as `support.row_to_change`."""
    lead = support.row_to_change(Lead, key, by=by)
    if lead.until is not None:
        raise SupportError(_("Deze regiehouder is al gestopt."))
    support.refuse_end(until, lead.since, at, "until")
    lead.until = until
    lead.save(update_fields=["until"])
    support.record(lead, PART, ENDED, by=by, at=at)
    return lead


def _name(lead: Lead, by: Actor, at: datetime) -> Lead:
    support.refuse_day(lead.since, lead.child, at, "since")
    before = Lead.objects.filter(child=lead.child, until=None).first()
    if before is not None:
        before.until = max(before.since, lead.since - timedelta(days=1))
        before.save(update_fields=["until"])
        support.record(before, PART, ENDED, by=by, at=at)
    lead.save()
    support.record(lead, PART, ADDED, by=by, at=at)
    return lead
