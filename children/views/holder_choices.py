"""What the pages share on which a childcare organisation chooses for all its locations."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from children.views.children import ChildrenMixin
from partners.access import Actor
from partners.models import ChildcareOrganisation, Organisation
from partners.roles import Permission, can
from partners.states import OrganisationKind


class HolderChoiceMixin(ChildrenMixin):
    """View mixin: the organisation of the address; one of others never existed."""

    request: Any
    kwargs: Any

    @cached_property
    def holder(self) -> ChildcareOrganisation:
        """Return the organisation. Raises: Http404."""
        rows = ChildcareOrganisation.objects.visible_to(self.request.actor)
        found: ChildcareOrganisation = get_object_or_404(
            rows.select_related("organisation"), pk=self.kwargs["pk"]
        )
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more: dict[str, Any] = super().get_context_data(holder=self.holder, **kwargs)  # type: ignore[misc]
        return more


def holders_choosing(actor: Actor, permission: Permission) -> list[Organisation]:
    """Return the childcare organisations for which an actor makes the choice of a permission."""
    if not can(actor, permission):
        return []
    own = (member.organisation for member in actor.memberships)
    return [one for one in own if one.kind == OrganisationKind.CHILDCARE_ORGANISATION]
