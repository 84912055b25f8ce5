"""Pages that change one child: its data by childcare, its kleutergroep by the school."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from children import changes, consent_effects, placement
from children.forms.changes import ChildChangeForm, PlaceForm
from children.views.children import ChildFormView
from partners.refusals import RefusedError
from partners.roles import Permission


class ChildChangeView(ChildFormView):
    form_class: Any = ChildChangeForm
    template_name = "children/child_change.html"

    def save(self, form: Any) -> str:
        actor, at = self.request.actor, timezone.now()
        before = consent_effects.now(self.child)
        saved = changes.change(key=self.child.key, values=form.values(), by=actor, at=at)
        effect = consent_effects.in_words(before, consent_effects.now(saved))
        return f"{_('%s is gewijzigd.') % saved} {effect}"

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            said = self.save(form)
        except RefusedError as error:
            form.refuse(error)
            return self.form_invalid(form)
        messages.success(self.request, said)
        return redirect("child", self.child.key)


class ChildPlaceView(ChildChangeView):
    permission = Permission.PLACE_CHILDREN
    form_class = PlaceForm
    template_name = "children/child_place.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if not placement.possible_groups(self.child, by=self.request.actor).exists():
            raise Http404
        return kwargs

    def save(self, form: Any) -> str:
        group, actor = form.cleaned_data["group"], self.request.actor
        chosen = group.pk if group else None
        placement.place(key=self.child.key, group_id=chosen, by=actor, at=timezone.now())
        if group is None:
            return _("%s zit nu in geen kleutergroep.") % self.child
        return _("%(child)s komt in %(group)s.") % {"child": self.child, "group": group}
