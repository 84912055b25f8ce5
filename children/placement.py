"""A school places a child whose form it may read in one of its kleutergroepen, or takes it out."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from children.models import Child, ConsentQuestion, Group
from children.reach import FORM, Ground, Reach
from partners import audit
from partners.access import Actor
from partners.refusals import RefusedError
from partners.roles import Permission, require

MAY_PLACE = Reach(Ground.CONSENT, FORM)


class PlacementError(RefusedError):
    """A child cannot be placed in this group."""


def possible_groups(child: Child, *, by: Actor) -> QuerySet[Group]:
    """Return the open kleutergroepen of the actor's schools whose form-consent names them."""
    given = ConsentQuestion.objects.giving(MAY_PLACE, by).filter(child=child)
    rows = Group.objects.visible_to(by).filter(closed_on=None, school__in=given.values("school"))
    return rows.select_related("school__organisation")


@transaction.atomic
def place(*, key: UUID, group_id: int | None, by: Actor, at: datetime) -> Child:
    """Place a child in a kleutergroep; None takes it out. Its teachers see it from then on.

    Raises: DoesNotExist, PermissionDenied, PlacementError.
    """
    require(by, Permission.PLACE_CHILDREN, None)
    child = Child.objects.visible_to(by).select_for_update(of=("self",), no_key=True).get(key=key)
    groups = possible_groups(child, by=by)
    group = groups.filter(pk=group_id).first() if group_id is not None else None
    if group is None and (group_id is not None or not _is_own(child, by)):
        raise PlacementError(
            _("Kies een groep van je eigen school, die het formulier mag lezen."), "group"
        )
    child.school_group = group
    child.save(update_fields=["school_group"])
    audit.record(by=by, action="child.placed", target=child, at=at)
    return child


def _is_own(child: Child, by: Actor) -> bool:
    """Say whether a child is in a group of the actor's own school, so that it can be taken out."""
    rows = Group.objects.visible_to(by)
    return child.school_group_id is not None and rows.filter(pk=child.school_group_id).exists()
