"""Which handovers an actor sees: childcare of its own children, a school what was shared with it.

A school needs a live consent to share the form that names that very school, asked at each read.
What is being filled in no school sees, whatever was consented.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Exists, Q, QuerySet

from children.reach import Ground, Thing, reach_of
from dossier.querysets import given, of_own_school
from partners.among import Among
from partners.querysets import ScopedQuerySet
from transitions.states import MOST_TRIES

if TYPE_CHECKING:
    from datetime import datetime

    from partners.access import Actor
    from transitions import models as tables  # noqa: F401 - named in the bases below


class HandoverQuerySet(ScopedQuerySet["tables.Handover"]):
    """Handovers (overdrachten)."""

    def open(self) -> Self:
        """Return those that did not end."""
        return self.filter(ended_at=None)

    def visible_to(self, actor: Actor) -> Self:
        """Return those of own children; a school those that were shared with it.

        What was not shared names no school (`transitions_handover_shared_with_a_school`).
        """
        reach = reach_of(actor.role, Thing.HANDOVER)
        if reach is None:
            return self.none()
        seen = self.filter(Among("child", _keys_of_children(actor)))
        if reach.ground != Ground.CONSENT:
            return seen
        return seen.filter(of_own_school(actor), Exists(given(reach, actor)))


class OfHandoverQuerySet(ScopedQuerySet[Any]):
    """Base: what belongs to a handover, by who sees that."""

    def visible_to(self, actor: Actor) -> Self:
        """Return what belongs to the handovers that the actor sees."""
        return self.filter(Among("handover", _handovers(actor).values("pk")))


class OfChildcareQuerySet(ScopedQuerySet[Any]):
    """Base: what childcare keeps for itself of a handover; a school sees nothing of it."""

    def visible_to(self, actor: Actor) -> Self:
        """Return what belongs to the handovers of own children."""
        reach = reach_of(actor.role, Thing.HANDOVER)
        if reach is None or reach.ground == Ground.CONSENT:
            return self.none()
        return self.filter(Among("handover", _handovers(actor).values("pk")))


class FormEntryQuerySet(OfChildcareQuerySet):
    """What is being filled in."""


class PreviewOpeningQuerySet(OfChildcareQuerySet):
    """When parents read along."""


class ParentsCodeQuerySet(OfChildcareQuerySet):
    """Codes with which parents let somebody read a form: no school knows that there are any."""

    def carrying(self, at: datetime) -> Self:
        """Return those that were used, or can be: by these parents bring the form themselves."""
        can_be = Q(ended_at=None, expires_at__gt=at, wrong_tries__lt=MOST_TRIES)
        return self.filter(Q(used_at__isnull=False) | can_be)


class FormVersionQuerySet(OfHandoverQuerySet):
    """What was shared."""


class ParentViewQuerySet(OfHandoverQuerySet):
    """What parents wrote beside the form."""


class ArrivalQuerySet(OfHandoverQuerySet):
    """What schools do with what was shared with them."""


class ReadReceiptQuerySet(ScopedQuerySet["tables.ReadReceipt"]):
    """Who read it."""

    def visible_to(self, actor: Actor) -> Self:
        """Return those of the handovers that the actor sees."""
        return self.filter(Among("version__handover", _handovers(actor).values("pk")))


def _keys_of_children(actor: Actor) -> QuerySet[Any, Any]:
    from children.models import Child  # noqa: PLC0415 - the models need this module first

    return Child.objects.visible_to(actor, Thing.HANDOVER).order_by().values("pk")


def _handovers(actor: Actor) -> QuerySet[Any]:
    from transitions.models import Handover  # noqa: PLC0415 - as above

    return Handover.objects.visible_to(actor).order_by()
