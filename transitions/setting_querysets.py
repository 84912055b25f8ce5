"""Which settings of handovers an actor sees; nothing of a child in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from partners.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from partners.access import Actor
    from transitions import models as tables  # noqa: F401 - named in the base below


class HandoverSettingQuerySet(ScopedQuerySet["tables.HandoverSetting"]):
    """What municipalities chose."""

    def visible_to(self, actor: Actor) -> Self:
        """Return those of own municipalities."""
        return self.filter(self._municipal(actor, "municipality"))
