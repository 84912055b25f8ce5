"""Which support teams an actor sees, and what hangs on them (ADR 0026).

Childcare sees those of its own children. The coordinator of a school sees one under a live
`support_team` that names that very school, once it was invited; who else works there only when
invited itself. What childcare still writes it does not see, nor whom parents did not agree to yet.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Exists, F, OuterRef, QuerySet

from children.reach import Ground, Reach, Thing, reach_of
from dossier.querysets import given, location_is_on
from partners.among import Among
from partners.querysets import ScopedQuerySet
from partners.states import Role

if TYPE_CHECKING:
    from dossier import models as tables  # noqa: F401 - named in the bases below
    from partners.access import Actor


class SupportTeamQuerySet(ScopedQuerySet["tables.SupportTeam"]):
    """Support teams (SOT's)."""

    def open(self) -> Self:
        """Return those that nobody closed."""
        return self.filter(closed_at=None)

    def visible_to(self, actor: Actor) -> Self:
        """Return those of own childcare, and those to which an own school was invited."""
        from children.models import Child  # noqa: PLC0415 - the models need this module first

        reach = reach_of(actor.role, Thing.TEAM)
        if reach is None:
            return self.none()
        children = Child.objects.visible_to(actor, Thing.TEAM).order_by()
        seen = self.filter(Among("child", children.values("pk")))
        if reach.ground != Ground.CONSENT:
            return seen
        return seen.filter(location_is_on(), Exists(_invited(reach, actor)))

    def handed_over(self, actor: Actor) -> Self:
        """Return those that end with a name at a school, of whose support the actor may read.

        A school reads the name as part of the support that parents let it read: it is the school
        to which the team was handed over, never a later one.
        """
        from children.models import Child  # noqa: PLC0415 - as above

        reach = reach_of(actor.role, Thing.SUPPORT)
        if reach is None:
            return self.none()
        children = Child.objects.visible_to(actor, Thing.SUPPORT).order_by()
        seen = self.filter(Among("child", children.values("pk"))).exclude(handed_to="")
        if reach.ground != Ground.CONSENT:
            return seen
        return seen.filter(Exists(given(reach, actor, "handed_school")))


class OfTeamQuerySet(ScopedQuerySet[Any]):
    """Base: what hangs on a support team and is seen with it."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the rows of the teams that an actor sees."""
        return self.filter(team__in=_teams(actor))


class TeamPartnerQuerySet(OfTeamQuerySet):
    """Partners in support teams: to a school those to whom the parents said yes."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the partners in teams of own childcare, and in others' teams the agreed ones."""
        seen = super().visible_to(actor)
        return seen if _is_own(actor) else seen.agreed_on(actor.day)

    def taking_part(self) -> Self:
        """Return those whom the parents did not take off again."""
        return self.filter(ended_at=None)

    def agreed_on(self, day: date) -> Self:
        """Return those whom a consent that holds on a day names."""
        from children.models import ConsentQuestion  # noqa: PLC0415 - as above

        live = ConsentQuestion.objects.live(day).filter(child=OuterRef("team__child"))
        return self.filter(Exists(live.filter(team_partners=OuterRef("pk"))))


class FollowUpQuerySet(OfTeamQuerySet):
    """Follow-up calls."""


class TeamReportQuerySet(OfTeamQuerySet):
    """Versions of reports: to a school those that were shared."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the versions of own childcare, and the shared ones of others' teams."""
        seen = super().visible_to(actor)
        return seen if _is_own(actor) else seen.filter(shared_at__isnull=False)


class OutsiderCodeQuerySet(ScopedQuerySet["tables.OutsiderCode"]):
    """Codes of outsiders: childcare, which gives them, knows of them."""

    def visible_to(self, actor: Actor) -> Self:
        """Return those of own childcare."""
        reach = reach_of(actor.role, Thing.TEAM)
        if reach is None or reach.ground == Ground.CONSENT:
            return self.none()
        return self.filter(partner__team__in=_teams(actor))


def _is_own(actor: Actor) -> bool:
    """Say whether somebody sees teams as childcare, and not by a consent."""
    reach = reach_of(actor.role, Thing.TEAM)
    return reach is not None and reach.ground != Ground.CONSENT


def _teams(actor: Actor) -> QuerySet[Any, Any]:
    from dossier.models import SupportTeam  # noqa: PLC0415 - as above

    return SupportTeam.objects.visible_to(actor).order_by().values("pk")


def _invited(reach: Reach, actor: Actor) -> QuerySet[Any]:
    """Return the invited partners of a team at its school whom a live consent for it names.

    The coordinator of that school takes part for it; another colleague only when invited itself.
    """
    from children.models import ConsentQuestion  # noqa: PLC0415 - as above
    from dossier.models import TeamPartner  # noqa: PLC0415 - as above

    same = ConsentQuestion.objects.filter(
        child=OuterRef("team__child"), team_partners=OuterRef("pk")
    )
    given = same.filter(school=OuterRef("team__school")).giving(reach, actor)
    here = TeamPartner.objects.filter(team=OuterRef("pk"), invited_at__isnull=False, ended_at=None)
    if actor.role != Role.QC:
        here = here.filter(membership__in=actor.membership_ids)
    at_school = here.filter(membership__organisation=F("team__school"))
    return at_school.filter(Exists(given))
