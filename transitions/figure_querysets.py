"""Who sees which figures: a municipality its own, a school and a location what is shown of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from children.querysets import locations_of
from partners.among import Among
from partners.models import ChildcareLocation
from partners.querysets import ScopedQuerySet
from partners.states import Role
from transitions.figure_states import FigurePlace

if TYPE_CHECKING:
    from partners.access import Actor
    from transitions import models as tables  # noqa: F401 - named in the bases below

OF_CITY = frozenset({FigurePlace.CITY, FigurePlace.DISTRICT, FigurePlace.SCHOOL})
OF_SCHOOL, OF_CHILDCARE = frozenset({Role.QC, Role.SCH}), frozenset({Role.KOC, Role.KCC})


class FigurePeriodQuerySet(ScopedQuerySet["tables.FigurePeriod"]):
    """Quarters and years of which the figures were counted."""

    def visible_to(self, actor: Actor) -> Self:
        """Return those of which the actor sees a cell."""
        from transitions.models import FigureCell  # noqa: PLC0415 - needs this module first

        cells = FigureCell.objects.visible_to(actor).order_by()
        return self.filter(pk__in=cells.values("period"))


class FigureCountQuerySet(ScopedQuerySet["tables.FigureCount"]):
    """What was counted of the quarters of a year that is not over."""

    def visible_to(self, actor: Actor) -> Self:
        """Return nothing: nobody sees a count, only what may be shown of it."""
        return self.none()


class FigureCellQuerySet(ScopedQuerySet["tables.FigureCell"]):
    """Cells, as they were shown or hidden once and for all."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the cells of the own municipality, of own schools, or of own locations."""
        if actor.role == Role.GEM:
            own = {"period__municipality__in": actor.municipality_ids}
            return self.filter(place__in=OF_CITY, **own)
        if actor.role in OF_SCHOOL:
            return self.filter(school__in=actor.organisation_ids)
        if actor.role in OF_CHILDCARE:
            rows: Any = ChildcareLocation.objects.filter(locations_of(actor)).order_by()
            return self.filter(Among("location", rows.values("pk")))
        return self.none()
