"""Which drafts an actor sees: what somebody was typing is for nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Q, QuerySet

from partners.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from dossier import models as tables  # noqa: F401 - named in the bases below
    from partners.access import Actor


class DraftQuerySet(ScopedQuerySet["tables.Draft"]):
    """Drafts."""

    def visible_to(self, actor: Actor) -> Self:
        """Return one's own, and of children those that the actor still sees.

        Whether one may still write there is asked by the place itself (`drafts.child_at`).
        """
        seen = Q(child=None) | Q(child__in=_children(actor).values("pk"))
        return self.filter(seen, user=actor.user)


def _children(actor: Actor) -> QuerySet[Any]:
    from children.models import Child  # noqa: PLC0415 - the models need this module first

    return Child.objects.visible_to(actor).order_by()
