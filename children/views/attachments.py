"""Files about a child: the list, adding one, and saving one.

A file is never shown inside the browser and never kept by it.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import FormView

from children import attachments, reading
from children.attachments import NotScannedError
from children.file_contents import FileRefusedError
from children.forms.attachments import FileForm
from children.models import Attachment, Child
from children.reach import Thing
from children.views.children import ChildrenMixin
from partners.access import ActorRequiredMixin
from partners.modules import ModuleRequiredMixin
from partners.roles import Permission
from partners.states import ModuleKind


def to_save(attachment: Attachment) -> HttpResponse:
    """Answer with a file that a browser saves, and neither shows nor keeps."""
    response = HttpResponse(attachment.content, content_type=attachment.media_type)
    name = attachments.file_name(attachment)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


class AttachmentView(ModuleRequiredMixin, ActorRequiredMixin, View):
    module = ModuleKind.HANDOVER

    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        actor = self.request.actor
        try:
            attachment = attachments.opened(key=key, by=actor, at=timezone.now())
        except NotScannedError as error:
            return render(request, "404.html", {"reason": str(error)}, status=404)
        return to_save(attachment)


class AttachmentRemoveView(ChildrenMixin, View):
    """The act of taking away a file that was added by mistake."""

    permission = Permission.UNDO_CHILDREN

    def post(self, request: HttpRequest, key: UUID) -> HttpResponse:
        child = attachments.remove(key=key, by=self.request.actor, at=timezone.now())
        messages.success(request, _("Het bestand is weggehaald."))
        return redirect("child_files", child.key)


class FilesView(ChildrenMixin, FormView):
    form_class = FileForm
    template_name = "children/file_list.html"
    child: Child

    def get_form_kwargs(self) -> dict[str, Any]:
        actor, key = self.request.actor, self.kwargs["key"]
        self.child = reading.one(actor, key, thing=Thing.CHILD, at=timezone.now())
        if self.request.method == "POST" and not attachments.may_add(actor):
            raise PermissionDenied
        return super().get_form_kwargs()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        actor = self.request.actor
        kept = attachments.listed(child=self.child, by=actor, at=timezone.now())
        more = {"child": self.child, "kept": kept, "may_add": attachments.may_add(actor)}
        return context | more

    def form_valid(self, form: FileForm) -> HttpResponse:
        by, at = self.request.actor, timezone.now()
        try:
            attachments.add(child=self.child, new=form.new_file(), by=by, at=at)
        except FileRefusedError as error:
            form.refuse(error)
            return self.form_invalid(form)
        messages.success(self.request, _("Het bestand is bewaard en wordt gecontroleerd."))
        return redirect("child_files", self.child.key)
