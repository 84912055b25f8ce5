"""The page on which a childcare organisation chooses for what all parents must say yes."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from children import consent_policies
from children.forms.consent_policies import ConsentPolicyForm
from children.views.children import ChildrenMixin
from partners.access import Actor
from partners.models import ChildcareOrganisation, Organisation
from partners.roles import Permission, can
from partners.states import OrganisationKind


class ConsentPolicyView(ChildrenMixin, FormView):
    permission = Permission.SET_CONSENT_POLICY
    form_class = ConsentPolicyForm
    template_name = "children/consent_policy.html"

    @cached_property
    def holder(self) -> ChildcareOrganisation:
        """Return the organisation of the address; one of others never existed."""
        rows = ChildcareOrganisation.objects.visible_to(self.request.actor)
        found: ChildcareOrganisation = get_object_or_404(
            rows.select_related("organisation"), pk=self.kwargs["pk"]
        )
        return found

    def get_initial(self) -> dict[str, Any]:
        return {"by_everybody": consent_policies.chosen(self.holder.pk)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(holder=self.holder, **kwargs)

    def form_valid(self, form: ConsentPolicyForm) -> HttpResponse:
        consent_policies.save(
            holder_id=self.holder.pk,
            by_everybody=form.scopes(),
            by=self.request.actor,
            at=timezone.now(),
        )
        messages.success(self.request, _("Bewaard: dit geldt vanaf de volgende vraag."))
        return redirect("consents")


def own_holders(actor: Actor) -> list[Organisation]:
    """Return the childcare organisations for which an actor makes this choice."""
    if not can(actor, Permission.SET_CONSENT_POLICY):
        return []
    own = (member.organisation for member in actor.memberships)
    return [one for one in own if one.kind == OrganisationKind.CHILDCARE_ORGANISATION]
