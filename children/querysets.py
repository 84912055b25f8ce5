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
from children.states import SENT_KINDS, ConsentScope, FileKind, LeaveReason, ScanState
from partners.among import Among
from partners.models import ChildcareLocation, Module, School
from partners.querysets import ScopedQuerySet
from partners.states import ModuleKind

if TYPE_CHECKING:
    from children import models as tables  # noqa: F401 - named in the bases below
    from partners.access import Actor

MONTHS_IN_GROUP = 54  # a teacher reads until half a year after the fourth birthday
HEALTH = Reach(Ground.CONSENT, frozenset({ConsentScope.HEALTH}))
THING_OF_FILE = {
    FileKind.REPORT: Thing.REPORT,
    FileKind.PROOF: Thing.PROOF,
    FileKind.SCREENING: Thing.REQUEST,
    FileKind.OBSERVATION: Thing.REQUEST,
}


def locations_of(actor: Actor) -> Q:
    """Return the childcare locations of an actor: own ones, and all of an own organisation."""
    return Q(pk__in=actor.organisation_ids) | Q(holder__in=actor.organisation_ids)


def module_is_on() -> Exists:
    """Say of each location or school whether Overdracht is on there: its controller has an officer.

    It can be on for the whole municipality, or for one kindcentrum in it.
    """
    here = Q(kindcentrum=None) | Q(kindcentrum=OuterRef("kindcentrum"))
    on = Module.objects.filter(here, municipality=OuterRef("municipality"))
    return Exists(on.filter(kind=ModuleKind.HANDOVER))


class ConsentQuestionQuerySet(ScopedQuerySet["tables.ConsentQuestion"]):
    """Questions for consent."""

    def live(self, day: date) -> Self:
        """Return those that let somebody see something on a day."""
        closed = School.objects.filter(closed_on__lte=day).values("pk")
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), is_live=True).exclude(
            school__in=closed
        )

    def giving(self, reach: Reach, actor: Actor) -> Self:
        """Return the live ones that name a school of the actor, for what a role may see.

        With `own_group` only of the school in whose group of the actor the child is placed.
        """
        own = School.objects.filter(module_is_on(), pk__in=actor.organisation_ids).order_by()
        found = self.live(actor.day).filter(scope__in=reach.scopes, school__in=own.values("pk"))
        if reach.section:
            found = found.filter(sections__contains=[reach.section])
        return found.filter(_in_own_group(actor)) if reach.own_group else found

    def visible_to(self, actor: Actor) -> Self:
        """Return what an actor may know of questions; a school only what lets it see."""
        reach = reach_of(actor.role, Thing.CONSENT)
        if reach is None:
            return self.none()
        seen = self.filter(Among("child", _children_for(actor, Thing.CONSENT).values("pk")))
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
        rows = self if thing == Thing.LOG else self.exclude(left_because=LeaveReason.MISTAKE)
        return rows.filter(RULES[reach.ground](reach, actor))


class OfChildQuerySet(ScopedQuerySet[Any]):
    """Base: rows that hang on a child and are seen as one thing."""

    thing: Thing

    def visible_to(self, actor: Actor) -> Self:
        """Return the rows of the children of whom the actor may see this."""
        return self.filter(Among("child", _children_for(actor, self.thing).values("pk")))


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
                seen |= Q(kind=kind) & self._through(kind, thing, reach, actor)
        return self.filter(seen) if seen else self.none()

    def _through(self, kind: FileKind, thing: Thing, reach: Reach, actor: Actor) -> Q:
        rule = Q(Among("child", _children_for(actor, thing).values("pk")))
        rule &= Q(scan=ScanState.CLEAN)
        if reach.ground != Ground.CONSENT:
            return rule
        if kind in SENT_KINDS:
            rule &= Q(Exists(_giving_where_sent(reach, actor)))
            return rule & (Q(is_health=False) | Q(Exists(_giving_where_sent(HEALTH, actor))))
        return rule & (Q(is_health=False) | Q(Exists(giving_both(reach, HEALTH, actor))))


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


class ConsentPolicyQuerySet(ScopedQuerySet["tables.ConsentPolicy"]):
    """What childcare organisations chose about consent: nothing of a child in it."""

    def visible_to(self, actor: Actor) -> Self:
        """Return those of own organisations."""
        return self.filter(holder__in=actor.organisation_ids)


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


def giving_both(reach: Reach, other: Reach, actor: Actor) -> QuerySet[Any]:
    """Return the questions that let one school of the actor see both, of the child of a row."""
    from children.models import ConsentQuestion  # noqa: PLC0415 - the model needs this first

    same = ConsentQuestion.objects.filter(child=OuterRef("child"), school=OuterRef("school"))
    given = ConsentQuestion.objects.filter(child=OuterRef("child")).giving(reach, actor)
    return given.filter(Exists(same.giving(other, actor)))


def _giving_where_sent(reach: Reach, actor: Actor) -> QuerySet[Any]:
    """Return the questions that let the school see to which a file was sent, of its child."""
    from children.models import ConsentQuestion  # noqa: PLC0415 - the model needs this first

    same = ConsentQuestion.objects.filter(child=OuterRef("child"), school=OuterRef("sent_to"))
    return same.giving(reach, actor)


def _own_locations(_reach: Reach, actor: Actor) -> Q:
    own = ChildcareLocation.objects.filter(module_is_on(), locations_of(actor)).order_by()
    return Q(location__in=own.values("pk"))


def _overseen(_reach: Reach, actor: Actor) -> Q:
    """Return the rule of the officer, who looks back too where the module is off again."""
    return Q(location__in=ChildcareLocation.objects.filter(locations_of(actor)).values("pk"))


def _own_groups(_reach: Reach, actor: Actor) -> Q:
    own = ChildcareLocation.objects.filter(module_is_on(), pk__in=actor.organisation_ids)
    return Q(location__in=own.order_by().values("pk")) & (
        Q(group__in=_groups_of(actor)) | Q(mentor__in=actor.membership_ids)
    )


def _groups_of(actor: Actor) -> QuerySet[Any, Any]:
    """Return the keys of the groups in which an actor works."""
    from children.models import GroupWorker  # noqa: PLC0415 - the model needs this module first

    return GroupWorker.objects.filter(membership__in=actor.membership_ids).values("group")


def _in_own_group(actor: Actor) -> Exists:
    """Say of each question whether its child is placed in a group of the actor at its school."""
    from children.models import Child  # noqa: PLC0415 - the model needs this module first

    placed = Child.objects.filter(pk=OuterRef("child"), school_group__in=_groups_of(actor))
    return Exists(placed.filter(school_group__school=OuterRef("school")).order_by())


def _consent(reach: Reach, actor: Actor) -> Q:
    from children.models import ConsentQuestion  # noqa: PLC0415 - the model needs this first

    given = ConsentQuestion.objects.filter(child=OuterRef("pk")).giving(reach, actor)
    rule = Q(Exists(given), is_practice=False)
    if reach.own_group:
        rule &= Q(born_on__gt=actor.day - relativedelta(months=MONTHS_IN_GROUP))
    return rule


RULES = {
    Ground.OWN_LOCATION: _own_locations,
    Ground.OWN_GROUPS: _own_groups,
    Ground.CONSENT: _consent,
    Ground.OFFICER: _overseen,
}
