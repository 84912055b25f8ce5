"""The page on which a list of children is pasted, looked at and read in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from children import list_import, reading
from children.forms.lists import AlikeForm, ColumnsForm, ListForm
from children.list_import import Choices, NotReadyError, Outcome, Preview, seal
from children.models import Child, Group
from children.reach import Thing
from children.states import ListField
from children.views.children import ChildrenMixin
from partners.models import ChildcareLocation
from partners.refusals import RefusedError
from partners.roles import Permission


class ChildListImportView(ChildrenMixin, TemplateView):
    """Paste, look, read in: one page; the list itself is kept in it and nowhere else."""

    permission = Permission.EDIT_CHILDREN
    template_name = "children/child_import.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", ListForm(actor=self.request.actor))
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ListForm(request.POST, request.FILES, actor=self.request.actor)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        self.pasted, (self.location_id, group_id) = form.pasted, form.place_ids()
        self.columns = ColumnsForm(form.pasted, self.location_id, request.POST)
        self.chosen = Choices(self.columns.chosen(), group_id, answers=request.POST)
        self.seal = seal(form.pasted, self.chosen, self.location_id)
        is_confirmed = request.POST.get("bewaren") == self.seal
        return self.read_in() if is_confirmed else self.show(*self.look())

    def read_in(self) -> HttpResponse:
        """Add the children and go to the list of them."""
        to, by, at = self.location_id, self.request.actor, timezone.now()
        try:
            made = list_import.read_in(self.pasted, self.chosen, location_id=to, by=by, at=at)
        except NotReadyError as error:
            return self.show(error.preview, error.message)
        except RefusedError as error:
            return self.show(None, error.message)
        text = ngettext("%d kind is toegevoegd.", "%d kinderen zijn toegevoegd.", len(made))
        messages.success(self.request, text % len(made))
        return redirect("children")

    def look(self) -> tuple[Preview | None, str]:
        """Return what would happen, or why nothing can."""
        rows = ChildcareLocation.objects.visible_to(self.request.actor)
        place = get_object_or_404(rows.select_related("kindcentrum"), pk=self.location_id)
        by, at = self.request.actor, timezone.now()
        try:
            return list_import.look(self.pasted, self.chosen, location=place, by=by, at=at), ""
        except RefusedError as error:
            return None, error.message

    def show(self, preview: Preview | None, refusal: str) -> HttpResponse:
        """Show the list with what would become of it."""
        passed = [at for at, own in enumerate(self.chosen.fields) if own == ListField.NOTHING]
        again = {"place": self.request.POST["place"], "text": self.pasted.as_text(passed)}
        context = self.get_context_data(
            form=ListForm(actor=self.request.actor, initial=again),
            columns=self.columns,
            preview=preview,
            refusal=refusal,
            seal=self.seal,
            **self.counted(preview),
        )
        return self.render_to_response(context)

    def counted(self, preview: Preview | None) -> dict[str, Any]:
        """Return the questions and the counts of a preview, and note who is shown in them."""
        if preview is None:
            return {}
        asked = [row for row in preview.rows if row.alike and row.outcome != Outcome.HERE]
        shown = {each.child for row in preview.rows for each in row.alike if each.child}
        self.note(list(shown))
        rows = Group.objects.visible_to(self.request.actor)
        names = dict(rows.values_list("pk", "name"))
        return {
            "asked": AlikeForm(asked, self.request.POST),
            "counts": preview.counts(),
            "added": [(new, names.get(new.group_id or 0, "")) for new in preview.news],
        }

    def note(self, children: list[Child]) -> None:
        """Note that children who are here were shown."""
        reading.note(self.request.actor, children, thing=Thing.CHILD, at=timezone.now())
