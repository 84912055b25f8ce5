"""Who sees which line of an intake list, which question for information, and what it answers.

A school reads an answer that the database makes of facts at fixed moments, in one expression for
every child and for none: a refusal, a silence and a child that nobody knows cost the same and look
the same (ADR 0029).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from children.consents import ANSWER_TERM
from children.querysets import locations_of, module_is_on
from children.reach import Thing, reach_of
from children.states import STOPS, ConsentAct, ConsentScope
from dossier.querysets import open_on
from partners.among import Among
from partners.models import ChildcareLocation, School
from partners.querysets import ScopedQuerySet
from partners.states import Role
from transitions.registration_states import InformationStand, Preschool

if TYPE_CHECKING:
    from partners.access import Actor
    from transitions import models as tables  # noqa: F401 - named in the bases below

KEEPERS = frozenset({Role.QC, Role.SCH})
SOON_DAYS = 14


def schools_of(actor: Actor) -> QuerySet[School]:
    """Return the open schools with Overdracht whose list an actor keeps, or oversees."""
    schools = School.objects.filter(module_is_on(), open_on(actor.day))
    if actor.role in KEEPERS:
        return schools.filter(pk__in=actor.organisation_ids)
    if actor.role == Role.DPO:
        own = Q(pk__in=actor.organisation_ids) | Q(board__in=actor.organisation_ids)
        return schools.filter(own)
    return schools.none()


class SchoolRegistrationQuerySet(ScopedQuerySet["tables.SchoolRegistration"]):
    """Lines of intake lists."""

    def open(self) -> Self:
        """Return who is still expected."""
        return self.filter(ended_on=None)

    def visible_to(self, actor: Actor) -> Self:
        """Return the lines of own schools; to its officer those of its schools too."""
        return self.filter(Among("school", schools_of(actor).order_by().values("pk")))

    def with_information(self, at: datetime) -> Self:
        """Add what the school reads now: `information`, by when it stands, and `is_urgent`.

        Urgent is an intake within two weeks, or past and not noted, for which nothing is known to
        come from a childcare that could be asked.
        """
        from transitions.models import InformationRequest  # noqa: PLC0415 - needs this module first

        asked = InformationRequest.objects.filter(registration=OuterRef("pk"), ended_at=None)
        answered: QuerySet[Any] = asked.order_by().with_answers(at)
        not_asked = Value(InformationStand.NOT_ASKED.value)
        soon = timezone.localdate(at) + timedelta(days=SOON_DAYS)
        waits = Q(preschool=Preschool.LOCATION, intake_held_on=None, intake_on__lte=soon)
        return self.annotate(
            information=Coalesce(Subquery(answered.values("answer")[:1]), not_asked),
            answer_at=Subquery(asked.order_by().values("answer_at")[:1]),
            settles_at=Subquery(asked.order_by().values("settles_at")[:1]),
        ).annotate(
            is_urgent=Case(
                When(waits & ~Q(information=InformationStand.COMING), ended_on=None, then=Value(0)),
                default=Value(1),
                output_field=IntegerField(),
            )
        )


class InformationRequestQuerySet(ScopedQuerySet["tables.InformationRequest"]):
    """Questions for information."""

    def visible_to(self, actor: Actor) -> Self:
        """Return what own schools asked; to childcare what is asked of own locations.

        Childcare reads a line of a school as long as it can answer, and after that as long as it
        is about a child of its own.
        """
        from transitions.models import (  # noqa: PLC0415 - the models need this module first
            InformationMatch,
            SchoolRegistration,
        )

        if reach_of(actor.role, Thing.INTAKE) is None:
            lines = SchoolRegistration.objects.visible_to(actor).order_by()
            return self.filter(registration__in=lines.values("pk"))
        own = ChildcareLocation.objects.filter(module_is_on(), locations_of(actor)).order_by()
        named = InformationMatch.objects.visible_to(actor).newest().order_by().values("request")
        return self.filter(
            Among("location", own.values("pk")),
            Q(settles_at__date__gte=actor.day) | Q(pk__in=named),
            ended_at=None,
            registration__ended_on=None,
        )

    def with_answers(self, at: datetime) -> Self:
        """Add `answer`, what the school reads at a moment: a value of InformationStand.

        Before its moment every question is only asked. Then a live yes says that it comes; what
        was weighed says that parents decide; all else is no information, whatever it is.
        """
        from transitions.models import InformationMatch  # noqa: PLC0415 - needs this module first

        own = InformationMatch.objects.filter(request=OuterRef("pk")).order_by()
        return self.annotate(
            answer=Case(
                When(answer_at__gt=at, then=Value(InformationStand.ASKED.value)),
                When(Exists(own.coming(at)), then=Value(InformationStand.COMING.value)),
                When(Exists(own.deciding(at)), then=Value(InformationStand.PARENTS_DECIDING.value)),
                default=Value(InformationStand.NO_INFORMATION.value),
                output_field=CharField(),
            )
        )

    def with_child(self) -> Self:
        """Add for childcare whether somebody said whom it is about, and which child: `child`."""
        from transitions.models import InformationMatch  # noqa: PLC0415 - needs this module first

        said = InformationMatch.objects.filter(request=OuterRef("pk")).order_by("-pk")
        return self.annotate(is_said=Exists(said), child=Subquery(said.values("child")[:1]))


class InformationMatchQuerySet(ScopedQuerySet["tables.InformationMatch"]):
    """Which child a question is about: a fact of childcare that no school reads."""

    def visible_to(self, actor: Actor) -> Self:
        """Return what was said of children whom childcare sees."""
        from children.models import Child  # noqa: PLC0415 - the model needs its query set first

        seen = Child.objects.visible_to(actor, Thing.INTAKE).order_by()
        return self.filter(Among("child", seen.values("pk")))

    def newest(self) -> Self:
        """Return what was said last of each question."""
        later = self._others(pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later))

    def newest_in_time(self) -> Self:
        """Return what was said last of each question before its answer."""
        later = self._others(pk__gt=OuterRef("pk"), at__lte=OuterRef("request__answer_at"))
        return self.filter(~Exists(later), at__lte=F("request__answer_at"))

    def coming(self, at: datetime) -> Self:
        """Return those of a child whose form this school may read now."""
        from children.models import ConsentQuestion  # noqa: PLC0415 - needs this module first

        given = ConsentQuestion.objects.live(timezone.localdate(at)).filter(
            scope=ConsentScope.SHARE_FORM,
            school=OuterRef("request__registration__school"),
            child=OuterRef("child"),
        )
        return self.newest().filter(Exists(given.order_by()))

    def deciding(self, at: datetime) -> Self:
        """Return those whose parents had not said no, nor let a question lie, when it was weighed.

        Reads only what was noted until then and never changes, so that nothing that anybody does
        afterwards shows before `until`.
        """
        asked = self._asked()
        lately = asked.filter(at__gt=OuterRef("weighed_at") - ANSWER_TERM)
        return self.newest_in_time().filter(
            Q(~Exists(asked)) | Q(Exists(lately)),
            ~Exists(self._stops()),
            weighed_at__lte=at,
            until__gt=at,
        )

    def _others(self, **which: Any) -> QuerySet[Any]:
        return self.model.objects.filter(request=OuterRef("request"), **which).order_by()

    @staticmethod
    def _asked() -> QuerySet[Any]:
        """Return when the parents of the child of a row were asked about its school, until then."""
        from children.models import ConsentEvent  # noqa: PLC0415 - needs this module first

        return ConsentEvent.objects.filter(
            act=ConsentAct.REQUESTED,
            at__lte=OuterRef("weighed_at"),
            question__child=OuterRef("child"),
            question__scope=ConsentScope.SHARE_FORM,
            question__school=OuterRef("request__registration__school"),
        ).order_by()

    @staticmethod
    def _stops() -> QuerySet[Any]:
        """Return each no to this school, or to being asked, that nobody took back until then."""
        from children.models import ConsentEvent  # noqa: PLC0415 - needs this module first

        to_school = Q(
            question__scope=ConsentScope.SHARE_FORM,
            question__school=OuterRef("request__registration__school"),
        )
        taken_back = ConsentEvent.objects.filter(
            Q(question__school=OuterRef("question__school")) | Q(question__school=None),
            act=ConsentAct.GRANTED,
            at__lte=OuterRef(OuterRef("weighed_at")),
            guardian=OuterRef("guardian"),
            question__scope=OuterRef("question__scope"),
            pk__gt=OuterRef("pk"),
        ).order_by()
        stops = ConsentEvent.objects.filter(
            to_school | Q(question__scope=ConsentScope.ASKED_AT_35),
            act__in=STOPS,
            at__lte=OuterRef("weighed_at"),
            question__child=OuterRef("child"),
        ).order_by()
        return stops.filter(~Exists(taken_back))
