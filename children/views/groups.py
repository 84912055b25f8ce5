"""Pages of the groups: list, add, change, close."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView, TemplateView

from children import groups
from children.forms.groups import GroupForm
from children.groups import GroupError
from children.models import Group
from children.views.children import ChildrenMixin
from config.listing import SortedListMixin
from partners.access import ScopedMixin
from partners.roles import Permission
from partners.views.way_back import WayBackMixin


class GroupListView(ChildrenMixin, SortedListMixin, ScopedMixin, ListView):  # type: ignore[misc]
    permission = Permission.EDIT_GROUPS
    model = Group
    template_name = "children/group_list.html"
    sorts = {
        "naam": ("sort_name",),
        "soort": ("kind", "sort_name"),
        "plaatsen": ("places", "sort_name"),
    }

    def get_queryset(self) -> QuerySet[Group]:
        rows = groups.with_counts(ScopedMixin.get_queryset(self))
        return self.order(rows.select_related("location__organisation", "school__organisation"))


class GroupAddView(WayBackMixin, ChildrenMixin, FormView):
    permission = Permission.EDIT_GROUPS
    form_class = GroupForm
    template_name = "children/group_form.html"
    group: Group | None = None

    def home(self) -> str:
        return reverse("groups")

    def get_form_kwargs(self) -> dict[str, Any]:
        more = {"actor": self.request.actor, "group": self.group}
        return {**super().get_form_kwargs(), **more}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(group=self.group, **kwargs)

    def save(self, form: GroupForm) -> Group:
        return groups.make(
            place=form.cleaned_data["place"],
            values=form.values(),
            by=self.request.actor,
            at=timezone.now(),
        )

    def form_valid(self, form: GroupForm) -> HttpResponse:
        try:
            saved = self.save(form)
        except GroupError as error:
            form.refuse(error)
            return self.form_invalid(form)
        messages.success(self.request, _("%s is bewaard.") % saved)
        return redirect(self.back())


class GroupChangeView(GroupAddView):
    def get_form_kwargs(self) -> dict[str, Any]:
        rows = Group.objects.visible_to(self.request.actor)
        self.group = get_object_or_404(rows.filter(closed_on=None), pk=self.kwargs["pk"])
        return super().get_form_kwargs()

    def save(self, form: GroupForm) -> Group:
        return groups.change(
            group_id=self.kwargs["pk"],
            values=form.values(),
            by=self.request.actor,
            at=timezone.now(),
        )


class GroupCloseView(ChildrenMixin, TemplateView):
    """The page that asks whether a group may be closed, and the act itself."""

    permission = Permission.EDIT_GROUPS
    template_name = "children/group_close.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = groups.with_counts(Group.objects.visible_to(self.request.actor))
        group = get_object_or_404(rows.filter(closed_on=None), pk=self.kwargs["pk"])
        return super().get_context_data(group=group, **kwargs)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        context = self.get_context_data()
        try:
            closed = groups.close(group_id=pk, by=self.request.actor, at=timezone.now())
        except GroupError as error:
            return self.render_to_response({**context, "refusal": error.message})
        messages.success(request, _("%s is gesloten.") % closed)
        return redirect("groups")
