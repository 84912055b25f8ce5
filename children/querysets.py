"""Which rows of the dossier an actor sees: `children.reach` as filters (ADR 0018).

A rule is a filter on columns of the table itself or a subquery, never a join: no duplicates, and
rows can be locked. Nothing here looks at a route or a form: whoever forgets a check sees nothing.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, OuterRef, Q, QuerySet

from children.reach import Ground, Reach, Thing, reach_of
from children.states import ConsentScope, FileKind, LeaveReason, ScanState
from partners.models import ChildcareLocation, School
from partners.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from children import models as tables  # noqa: F401 - named in the bases below
    from partners.access import Actor

MONTHS_IN_GROUP = 54  # a teacher reads until half a year after the fourth birthday
HEALTH = Reach(Ground.CONSENT, frozenset({ConsentScope.HEALTH}))
THING_OF_FILE = {FileKind.REPORT: Thing.REPORT, FileKind.PROOF: Thing.PROOF}


def locations_of(actor: Actor) -> Q:
    """Return the childcare locations of an actor: own ones, and all of an own organisation."""
    return Q(pk__in=actor.organisation_ids) | Q(holder__in=actor.organisation_ids)


class ConsentQuestionQuerySet(ScopedQuerySet["tables.ConsentQuestion"]):
    """Questions for consent."""

    def live(self, day: date) -> Self:
        """Return those that let somebody see something on a day."""
        closed = School.objects.filter(closed_on__lte=day).values("pk")
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), is_live=True).exclude(
            school__in=closed
        )

    def giving(self, reach: Reach, actor: Actor) -> Self:
        """Return the live ones that name a school of the actor, for what a role may see."""
        found = self.live(actor.day).filter(
            scope__in=reach.scopes, school__in=actor.organisation_ids
        )
        return found.filter(sections__contains=[reach.section]) if reach.section else found

    def visible_to(self, actor: Actor) -> Self:
        """Return what an actor may know of questions; a school only what lets it see."""
        reach = reach_of(actor.role, Thing.CONSENT)
        if reach is None:
            return self.none()
        seen = self.filter(child__in=_children_for(actor, Thing.CONSENT).values("pk"))
        return seen.giving(reach, actor) if reach.ground == Ground.CONSENT else seen


class ChildQuerySet(ScopedQuerySet["tables.Child"]):
    """Children."""

    def present(self) -> Self:
        """Return those who have not left."""
        return self.filter(left_on=None)

    def visible_to(self, actor: Actor, thing: Thing = Thing.CHILD) -> Self:
        """Return the children of whom an actor may see a thing on its day."""
        reach = reach_of(actor.role, thing)
        if reach is None:
            return self.none()
        return self.exclude(left_because=LeaveReason.MISTAKE).filter(_rule(reach, actor))


class OfChildQuerySet(ScopedQuerySet[Any]):
    """Base: rows that hang on a child and are seen as one thing."""

    thing: Thing

    def visible_to(self, actor: Actor) -> Self:
        """Return the rows of the children of whom the actor may see this."""
        return self.filter(child__in=_children_for(actor, self.thing).values("pk"))


class GuardianQuerySet(OfChildQuerySet):
    """Guardians."""

    thing = Thing.GUARDIAN


class AttachmentQuerySet(ScopedQuerySet["tables.Attachment"]):
    """Files: each kind on its own ground, and what is about health with its own yes."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the clean files an actor may see."""
        seen = Q()
        for kind, thing in THING_OF_FILE.items():
            reach = reach_of(actor.role, thing)
            if reach is not None:
                seen |= Q(kind=kind) & self._through(thing, reach, actor)
        return self.filter(seen) if seen else self.none()

    def _through(self, thing: Thing, reach: Reach, actor: Actor) -> Q:
        rule = Q(child__in=_children_for(actor, thing).values("pk"))
        rule &= Q(scan=ScanState.CLEAN)
        if reach.ground != Ground.CONSENT:
            return rule
        return rule & (Q(is_health=False) | Q(Exists(_giving_both(reach, HEALTH, actor))))


class GroupQuerySet(ScopedQuerySet["tables.Group"]):
    """Groups: no child in it, so a location or a school sees its own."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the groups of the actor's own locations and schools."""
        locations = ChildcareLocation.objects.filter(locations_of(actor)).values("pk")
        return self.filter(Q(location__in=locations) | Q(school__in=actor.organisation_ids))


class ConsentTextApprovalQuerySet(ScopedQuerySet["tables.ConsentTextApproval"]):
    """Approved translations: nothing of a child in it."""

    def visible_to(self, actor: Actor) -> Self:
        """Return those of own municipalities."""
        return self.filter(self._municipal(actor, "municipality"))


class OfLocationQuerySet(ScopedQuerySet[Any]):
    """Base: what a childcare location keeps of itself, without a child in it."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the rows of the actor's own locations."""
        own = ChildcareLocation.objects.filter(locations_of(actor)).values("pk")
        return self.filter(location__in=own)


class LocationStartQuerySet(OfLocationQuerySet):
    """Starts of locations."""


class ColumnNameQuerySet(OfLocationQuerySet):
    """Remembered columns of locations."""


class ArrangementQuerySet(ScopedQuerySet["tables.Arrangement"]):
    """Arrangements: nothing of a child in it."""

    def visible_to(self, actor: Actor) -> Self:
        """Return those of own municipalities."""
        return self.filter(self._municipal(actor, "municipality"))


def _children_for(actor: Actor, thing: Thing) -> QuerySet[Any]:
    from children.models import Child  # noqa: PLC0415 - the model needs this module first

    return Child.objects.visible_to(actor, thing).order_by()


def _giving_both(reach: Reach, other: Reach, actor: Actor) -> QuerySet[Any]:
    """Return the questions that let one school of the actor see both, of the child of a row."""
    from children.models import ConsentQuestion  # noqa: PLC0415 - the model needs this first

    same = ConsentQuestion.objects.filter(child=OuterRef("child"), school=OuterRef("school"))
    given = ConsentQuestion.objects.filter(child=OuterRef("child")).giving(reach, actor)
    return given.filter(Exists(same.giving(other, actor)))


def _rule(reach: Reach, actor: Actor) -> Q:
    """Return the filter on children that a reach stands for."""
    return RULES[reach.ground](reach, actor)


def _own_locations(_reach: Reach, actor: Actor) -> Q:
    return Q(location__in=ChildcareLocation.objects.filter(locations_of(actor)).values("pk"))


def _own_groups(_reach: Reach, actor: Actor) -> Q:
    own = [membership.pk for membership in actor.memberships]
    return Q(location__in=actor.organisation_ids) & (
        Q(group__in=_groups_of(actor)) | Q(mentor__in=own)
    )


def _groups_of(actor: Actor) -> QuerySet[Any, Any]:
    """Return the keys of the groups in which an actor works."""
    from children.models import GroupWorker  # noqa: PLC0415 - the model needs this module first

    own = [membership.pk for membership in actor.memberships]
    return GroupWorker.objects.filter(membership__in=own).values("group")


def _consent(reach: Reach, actor: Actor) -> Q:
    from children.models import (  # noqa: PLC0415 - the models need this module first
        ConsentQuestion,
        Group,
    )

    given = ConsentQuestion.objects.filter(child=OuterRef("pk")).giving(reach, actor)
    if not reach.own_group:
        return Q(Exists(given), is_practice=False)
    placed = Group.objects.filter(pk=OuterRef(OuterRef("school_group")), pk__in=_groups_of(actor))
    given = given.filter(school__in=placed.values("school"))
    youngest = actor.day - relativedelta(months=MONTHS_IN_GROUP)
    return Q(Exists(given), is_practice=False, born_on__gt=youngest)


RULES = {
    Ground.OWN_LOCATION: _own_locations,
    Ground.OWN_GROUPS: _own_groups,
    Ground.CONSENT: _consent,
    Ground.OFFICER: _own_locations,
}
