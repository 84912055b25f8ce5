"""Pages of support: one child, the list of children with support, and which parts are on."""

from typing import Any

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView
from django_filters.views import FilterView

from children.models import Child
from children.reach import Thing
from children.views.holder_choices import HolderChoiceMixin, holders_choosing
from config.htmx import FragmentMixin
from config.listing import SORT, SortedListMixin
from dossier import remarks, support, support_list, support_page
from dossier.forms.support_filters import SupportFilter
from dossier.forms.support_parts import PartsForm
from dossier.remark_states import RemarkAbout
from dossier.views.parts import DossierMixin
from partners.roles import Permission, can


class SupportView(DossierMixin, TemplateView):
    """The support of one child."""

    thing = Thing.SUPPORT
    template_name = "dossier/support_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = self.request.actor
        found = support_page.shown(actor, self.kwargs["key"], at=timezone.now())
        said = remarks.of_child(actor, found.child, RemarkAbout.SUPPORT)
        return super().get_context_data(support=found, child=found.child, remarks=said, **kwargs)


class SupportListView(DossierMixin, SortedListMixin, FragmentMixin, FilterView):
    """Children with support: what is to be discussed first."""

    thing = Thing.SUPPORT
    model = Child
    filterset_class = SupportFilter
    template_name = "dossier/support_list.html"
    sorts = {
        "gesprek": ("next_on", "sort_name"),
        "naam": ("sort_name",),
        "wacht": ("waits_since", "sort_name"),
    }

    def get_queryset(self) -> QuerySet[Any]:
        rows = support_list.rows(self.request.actor)
        asked = self.request.GET.get(SORT, "gesprek")
        if asked.removeprefix("-") == "naam":
            return self.order(rows)
        column = F("waits_since" if asked.removeprefix("-") == "wacht" else "next_on")
        is_back = asked.startswith("-")
        first = column.desc(nulls_last=True) if is_back else column.asc(nulls_last=True)
        return rows.order_by(first, "sort_name", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = self.request.actor
        context: dict[str, Any] = super().get_context_data(**kwargs)
        support_list.note_shown(actor, list(context["object_list"]), at=timezone.now())
        may_edit = can(actor, Permission.EDIT_SUPPORT)
        holders = holders_choosing(actor, Permission.SET_SUPPORT_PARTS)
        return {**context, "day": actor.day, "may_edit": may_edit, "holders": holders}


class SupportChoiceView(HolderChoiceMixin, FormView):
    """Which parts a childcare organisation uses."""

    permission = Permission.SET_SUPPORT_PARTS
    form_class = PartsForm
    template_name = "dossier/support_choice.html"

    def get_initial(self) -> dict[str, Any]:
        return {"parts": [part.value for part in support.parts_on(self.holder.pk)]}

    def form_valid(self, form: PartsForm) -> HttpResponse:
        parts, actor = form.chosen(), self.request.actor
        support.choose_parts(holder_id=self.holder.pk, parts=parts, by=actor, at=timezone.now())
        messages.success(self.request, _("Bewaard: dit geldt voor al jullie locaties."))
        return redirect("support_list")
