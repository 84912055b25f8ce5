"""Groups of a childcare location and kleutergroepen of a school: made, changed, closed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from children.models import Child, Group, GroupWorker
from children.states import MOST_CHILDREN, GroupKind
from partners import audit
from partners.access import Actor
from partners.models import ChildcareLocation, Membership, Organisation, School
from partners.refusals import RefusedError
from partners.roles import Permission, require
from partners.states import Role


class GroupError(RefusedError):
    """A group cannot be saved or closed."""


@dataclass(frozen=True)
class GroupValues:
    """What a group is called, of which kind it is and how many children fit.

    `workers`: the memberships of who works in it and so sees its children; None leaves them.
    """

    name: str
    kind: GroupKind
    places: int
    workers: Collection[int] | None = None


def with_counts(rows: QuerySet[Group]) -> QuerySet[Any]:
    """Add how many children are in each group now."""
    present = Q(children__left_on=None)
    return rows.annotate(child_count=Count("children", filter=present, distinct=True))


def is_full(group: Group) -> bool:
    """Say whether there are as many children in a group as it has places."""
    return group.children.filter(left_on=None).count() >= group.places


def open_at(location_id: int, *, by: Actor | None) -> QuerySet[Group]:
    """Return the open groups of a location where somebody may place a child.

    A worker those in which he works; `by`: None for a command, which may use all.
    """
    rows = Group.objects.all() if by is None else Group.objects.visible_to(by)
    rows = rows.filter(location=location_id, closed_on=None)
    if by is not None and by.role == Role.KOW:
        own = [membership.pk for membership in by.memberships]
        working = GroupWorker.objects.filter(membership__in=own).values("group")
        rows = rows.filter(pk__in=working)
    return rows


def possible_workers(group: Group, *, by: Actor) -> QuerySet[Membership]:
    """Return who can work in a group: who works at its location, or teaches at its school."""
    role = Role.KOW if group.school_id is None else Role.TEA
    rows = Membership.objects.visible_to(by).active_on(by.day).select_related("user")
    return rows.filter(organisation=_organisation(group), role=role)


@transaction.atomic
def make(
    *, place: ChildcareLocation | School, values: GroupValues, by: Actor, at: datetime
) -> Group:
    """Make a group at a location, or a kleutergroep at a school.

    Raises: DoesNotExist, PermissionDenied, GroupError.
    """
    rows: Any = type(place).objects.visible_to(by)
    rows = rows.select_related("organisation")
    mine = rows.select_for_update(of=("self",), no_key=True).get(pk=place.pk)
    side = "school" if isinstance(mine, School) else "location"
    return _save(Group(**{side: mine}), values, "group.made", by, at)


@transaction.atomic
def change(*, group_id: int, values: GroupValues, by: Actor, at: datetime) -> Group:
    """Give a group another name, kind or number of places.

    Raises: DoesNotExist, PermissionDenied, GroupError.
    """
    return _save(_locked(group_id, by), values, "group.changed", by, at)


@transaction.atomic
def close(*, group_id: int, by: Actor, at: datetime) -> Group:
    """Close a group without children from today on; it stays where children have been in it.

    Raises: DoesNotExist, PermissionDenied, GroupError.
    """
    group = _locked(group_id, by)
    require(by, Permission.EDIT_GROUPS, _organisation(group))
    if group.closed_on is not None:
        raise GroupError(_("Deze groep is al gesloten."))
    count = _children_in(group, by)
    if count:
        raise GroupError(
            _("In %(group)s zitten nog kinderen (%(count)d): verplaats ze eerst.")
            % {"group": group, "count": count}
        )
    group.closed_on = timezone.localdate(at)
    group.save(update_fields=["closed_on"])
    _log(group, "group.closed", by, at)
    return group


def _children_in(group: Group, by: Actor) -> int:
    """Return how many are in a group; of a kleutergroep those whom the school may see.

    A child of whom a school may know nothing any more does not keep its group open.
    """
    if group.school_id is None:
        return group.children.filter(left_on=None).count()
    return Child.objects.visible_to(by).filter(school_group=group).count()


def _save(group: Group, values: GroupValues, action: str, by: Actor, at: datetime) -> Group:
    """Raises: PermissionDenied, GroupError."""
    require(by, Permission.EDIT_GROUPS, _organisation(group))
    _refuse(group, values)
    group.name, group.kind, group.places = values.name, values.kind, values.places
    group.save()
    if values.workers is not None:
        _employ(group, values.workers, by)
    _log(group, action, by, at)
    return group


def _employ(group: Group, ids: Collection[int], by: Actor) -> None:
    """Let exactly these people work in a group. Raises: GroupError."""
    chosen = possible_workers(group, by=by).filter(pk__in=ids)
    if chosen.count() != len(set(ids)):
        raise GroupError(_("Kies alleen mensen die hier werken."), "workers")
    group.workers.exclude(membership__in=chosen).delete()
    GroupWorker.objects.bulk_create(
        [GroupWorker(group=group, membership=member) for member in chosen], ignore_conflicts=True
    )


def _refuse(group: Group, values: GroupValues) -> None:
    """Raises: GroupError: the group would break a rule; the first one is named."""
    if group.closed_on is not None:
        raise GroupError(_("Deze groep is gesloten: hij verandert niet meer."))
    if (values.kind == GroupKind.KLEUTER) != (group.school_id is not None):
        raise GroupError(
            _("Een kleutergroep is van een school, elke andere groep van de opvang."), "kind"
        )
    most = MOST_CHILDREN.get(values.kind)
    if most is not None and values.places > most:
        text = _("In een groep van deze soort (%(kind)s) passen ten hoogste %(most)d kinderen.")
        raise GroupError(text % {"kind": values.kind.label, "most": most}, "places")
    beside = Group.objects.filter(location=group.location_id, school=group.school_id)
    if beside.exclude(pk=group.pk).filter(name__iexact=values.name).exists():
        raise GroupError(_("Er is hier al een groep die %s heet.") % values.name, "name")


def _locked(group_id: int, by: Actor) -> Group:
    rows = Group.objects.visible_to(by).select_related(
        "location__organisation", "school__organisation"
    )
    return rows.select_for_update(of=("self",), no_key=True).get(pk=group_id)


def _organisation(group: Group) -> Organisation:
    place = group.location or group.school
    assert place is not None  # noqa: S101 - children_group_of_one_side
    return place.organisation


def _log(group: Group, action: str, by: Actor, at: datetime) -> None:
    audit.record(by=by, action=action, target=group, organisation=_organisation(group), at=at)
