"""Which subsidy rows an actor sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from partners.states import Role
from subsidies.states import LetterState, RenderState, YearState

if TYPE_CHECKING:
    from datetime import datetime

    from partners.access import Actor
    from subsidies import models as tables  # noqa: F401 - named in the bases below

YEAR_ROLES = frozenset({Role.GEM, Role.SIG, Role.ISS, Role.DPO})
OWN_AMOUNT_ROLES = frozenset({Role.BRD, Role.QC, Role.SCH})

FIXED_STATES = frozenset({YearState.ESTABLISHED, YearState.CLOSED})
SHOWN_STATES = {
    Role.BRD: FIXED_STATES | {YearState.ALIGNED},
    Role.QC: FIXED_STATES,
    Role.SCH: FIXED_STATES,
}


class SubsidyYearQuerySet(models.QuerySet["tables.SubsidyYear"]):
    """Subsidy years."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the years of own municipalities; schools: established ones; boards: and proposed.

        Source: policy choice, domain of the roles (a proposal is put before issuer and boards).
        """
        here = self.filter(municipality__in=actor.municipality_ids)
        if actor.role in YEAR_ROLES:
            return here
        if actor.role in OWN_AMOUNT_ROLES:
            return here.filter(state__in=SHOWN_STATES[actor.role])
        return self.none()


class AllocationQuerySet(models.QuerySet["tables.Allocation"]):
    """Amounts per school."""

    def visible_to(self, actor: Actor) -> Self:
        """Return all amounts of own municipalities, or those of own schools."""
        if actor.role in YEAR_ROLES:
            return self.filter(year__municipality__in=actor.municipality_ids)
        if actor.role not in OWN_AMOUNT_ROLES:
            return self.none()
        ids = actor.organisation_ids
        return self.filter(Q(school__in=ids) | Q(board__in=ids))


class AllocationRunQuerySet(models.QuerySet["tables.AllocationRun"]):
    """Calculations that were kept."""

    def visible_to(self, actor: Actor) -> Self:
        """Return those of own municipalities, to who sees whole years."""
        if actor.role not in YEAR_ROLES:
            return self.none()
        return self.filter(key__year__municipality__in=actor.municipality_ids)


class SchoolFigureQuerySet(models.QuerySet["tables.SchoolFigure"]):
    """Figures of schools."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the figures of own municipalities, or those of own schools.

        Exact numbers: who may see a row may see its value; every other export masks below five.
        """
        if actor.role in YEAR_ROLES:
            return self.filter(school__municipality__in=actor.municipality_ids)
        if actor.role not in OWN_AMOUNT_ROLES:
            return self.none()
        ids = actor.organisation_ids
        return self.filter(Q(school__in=ids) | Q(school__board__in=ids))


class YearCommentQuerySet(models.QuerySet["tables.YearComment"]):
    """Comments on a proposed allocation."""

    def visible_to(self, actor: Actor) -> Self:
        """Return all of own municipalities; a board: its own and the answers about its schools."""
        if actor.role in YEAR_ROLES:
            return self.filter(year__municipality__in=actor.municipality_ids)
        if actor.role != Role.BRD:
            return self.none()
        ids = actor.organisation_ids
        return self.filter(Q(organisation__in=ids) | Q(school__board__in=ids))


class DecisionLetterQuerySet(models.QuerySet["tables.DecisionLetter"]):
    """Decision letters."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the letters of own municipalities; a board sees its own once sent."""
        if actor.role in YEAR_ROLES:
            return self.filter(year__municipality__in=actor.municipality_ids)
        if actor.role == Role.BRD:
            return self.filter(board__in=actor.organisation_ids, state=LetterState.SENT)
        return self.none()

    def current(self) -> Self:
        """Return the letters that were not cancelled."""
        return self.exclude(state=LetterState.CANCELLED)

    def renderable(self, at: datetime) -> Self:
        """Return the letters whose PDF is waiting to be made now."""
        return self.filter(render_state=RenderState.QUEUED, render_not_before__lte=at)


class LetterRunQuerySet(models.QuerySet["tables.LetterRun"]):
    """Batches of letters."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the runs of own municipalities."""
        if actor.role not in YEAR_ROLES:
            return self.none()
        return self.filter(year__municipality__in=actor.municipality_ids)


class LetterOpeningQuerySet(models.QuerySet["tables.LetterOpening"]):
    """Who opened which letter."""

    def visible_to(self, actor: Actor) -> Self:
        """Return those of own municipalities to who sees whole years."""
        if actor.role not in YEAR_ROLES:
            return self.none()
        return self.filter(letter__year__municipality__in=actor.municipality_ids)


class LetterTextQuerySet(models.QuerySet["tables.LetterText"]):
    """Texts of letters."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the versions of own municipalities."""
        if actor.role not in YEAR_ROLES:
            return self.none()
        return self.filter(municipality__in=actor.municipality_ids)


class LetterTermsQuerySet(models.QuerySet["tables.LetterTerms"]):
    """What the letters of a year say besides amounts."""

    def visible_to(self, actor: Actor) -> Self:
        """Return those of own municipalities."""
        if actor.role not in YEAR_ROLES:
            return self.none()
        return self.filter(year__municipality__in=actor.municipality_ids)


class SchoolChangeQuerySet(models.QuerySet["tables.SchoolChange"]):
    """Reported changes of schools."""

    def visible_to(self, actor: Actor) -> Self:
        """Return all of own municipalities; boards and schools: those that touch their own."""
        if actor.role in YEAR_ROLES:
            return self.filter(year__municipality__in=actor.municipality_ids)
        ids = actor.organisation_ids
        if actor.role == Role.SCH:
            return self.filter(Q(school__in=ids) | Q(other__in=ids))
        if actor.role == Role.BRD:
            from subsidies.models import AmendedAmount  # noqa: PLC0415 - it needs this module first

            touched = AmendedAmount.objects.filter(board__in=ids).values("change")
            own = Q(school__board__in=ids) | Q(other__board__in=ids) | Q(new_board__in=ids)
            return self.filter(own | Q(pk__in=touched))
        return self.none()


class AmendedAmountQuerySet(models.QuerySet["tables.AmendedAmount"]):
    """Amounts after a change."""

    def visible_to(self, actor: Actor) -> Self:
        """Return all of own municipalities, or those of own schools and boards."""
        if actor.role in YEAR_ROLES:
            return self.filter(change__year__municipality__in=actor.municipality_ids)
        if actor.role not in OWN_AMOUNT_ROLES:
            return self.none()
        ids = actor.organisation_ids
        return self.filter(Q(school__in=ids) | Q(board__in=ids))


class ObjectionQuerySet(models.QuerySet["tables.Objection"]):
    """Objections to letters."""

    def visible_to(self, actor: Actor) -> Self:
        """Return those of own municipalities; a board sees its own."""
        if actor.role in YEAR_ROLES:
            return self.filter(letter__year__municipality__in=actor.municipality_ids)
        if actor.role == Role.BRD:
            return self.filter(letter__board__in=actor.organisation_ids)
        return self.none()


class ActivityKindQuerySet(models.QuerySet["tables.ActivityKind"]):
    """Kinds of activities as a municipality changed them."""

    def visible_to(self, actor: Actor) -> Self:
        """Return those of own municipalities."""
        return self.filter(municipality__in=actor.municipality_ids)


class TimeEntryQuerySet(models.QuerySet["tables.TimeEntry"]):
    """Hours of coordinators."""

    def visible_to(self, actor: Actor) -> Self:
        """Return a coordinator's own lines at own schools; nobody reads those of another."""
        if actor.role != Role.QC:
            return self.none()
        return self.filter(membership__user=actor.user, school__in=actor.organisation_ids)

    def counted_for(self, actor: Actor) -> Self:
        """Return the lines that count in what an actor sees of schools: sums, never a line."""
        if actor.role == Role.GEM:
            return self.filter(school__municipality__in=actor.municipality_ids)
        if actor.role not in OWN_AMOUNT_ROLES:
            return self.none()
        ids = actor.organisation_ids
        return self.filter(Q(school__in=ids) | Q(school__board__in=ids))
