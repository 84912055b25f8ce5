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
        location_id, group_id = form.place_ids()
        columns = ColumnsForm(form.pasted, location_id, request.POST)
        chosen = Choices(columns.chosen(), group_id, answers=request.POST)
        preview, refusal = None, ""
        try:
            if request.POST.get("bewaren") == seal(form.pasted, chosen, location_id):
                return self.read_in(form, chosen)
            preview = self.look(form, chosen)
        except NotReadyError as error:
            preview, refusal = error.preview, error.message
        except RefusedError as error:
            refusal = error.message
        return self.show(form, columns, chosen, preview, refusal)

    def read_in(self, form: ListForm, chosen: Choices) -> HttpResponse:
        """Add the children and go to the list of them."""
        location_id, _group = form.place_ids()
        by, at = self.request.actor, timezone.now()
        made = list_import.read_in(form.pasted, chosen, location_id=location_id, by=by, at=at)
        text = ngettext("%d kind is toegevoegd.", "%d kinderen zijn toegevoegd.", len(made))
        messages.success(self.request, text % len(made))
        return redirect("children")

    def look(self, form: ListForm, chosen: Choices) -> Preview:
        """Return what would happen."""
        rows = ChildcareLocation.objects.visible_to(self.request.actor)
        rows = rows.select_related("kindcentrum")
        location = get_object_or_404(rows, pk=form.place_ids()[0])
        by, at = self.request.actor, timezone.now()
        return list_import.look(form.pasted, chosen, location=location, by=by, at=at)

    def show(
        self,
        form: ListForm,
        columns: ColumnsForm,
        chosen: Choices,
        preview: Preview | None,
        refusal: str,
    ) -> HttpResponse:
        """Show the list with what would become of it."""
        passed = [at for at, own in enumerate(chosen.fields) if own == ListField.NOTHING]
        text = form.pasted.as_text(passed)
        again = {"place": form.cleaned_data["place"], "text": text}
        context = self.get_context_data(
            form=ListForm(actor=self.request.actor, initial=again),
            columns=columns,
            preview=preview,
            refusal=refusal,
            seal=seal(form.pasted, chosen, form.place_ids()[0]),
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
