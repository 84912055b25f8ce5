"""Which calendar address an actor sees: the own one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from partners.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from dossier import models as tables  # noqa: F401 - named in the base below
    from partners.access import Actor


class CalendarFeedQuerySet(ScopedQuerySet["tables.CalendarFeed"]):
    """Addresses of calendars."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the own one."""
        return self.filter(user=actor.user)
