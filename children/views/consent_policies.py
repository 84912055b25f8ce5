"""The page on which a childcare organisation chooses for what all parents must say yes."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView

from children import consent_policies
from children.forms.consent_policies import ConsentPolicyForm
from children.views.holder_choices import HolderChoiceMixin
from partners.roles import Permission


class ConsentPolicyView(HolderChoiceMixin, FormView):
    permission = Permission.SET_CONSENT_POLICY
    form_class = ConsentPolicyForm
    template_name = "children/consent_policy.html"

    def get_initial(self) -> dict[str, Any]:
        return {"by_everybody": consent_policies.chosen(self.holder.pk)}

    def form_valid(self, form: ConsentPolicyForm) -> HttpResponse:
        consent_policies.save(
            holder_id=self.holder.pk,
            by_everybody=form.scopes(),
            by=self.request.actor,
            at=timezone.now(),
        )
        messages.success(self.request, _("Bewaard: dit geldt vanaf de volgende vraag."))
        return redirect("consents")
