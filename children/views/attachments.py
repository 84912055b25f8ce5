"""A file about a child, to save: never shown inside the browser and never kept by it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from children import attachments
from children.attachments import NotScannedError
from partners.access import ActorRequiredMixin
from partners.modules import ModuleRequiredMixin
from partners.states import ModuleKind


class AttachmentView(ModuleRequiredMixin, ActorRequiredMixin, View):
    module = ModuleKind.HANDOVER

    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        actor = self.request.actor
        try:
            attachment = attachments.opened(key=key, by=actor, at=timezone.now())
        except NotScannedError as error:
            return render(request, "404.html", {"reason": str(error)}, status=404)
        response = HttpResponse(attachment.content, content_type=attachment.media_type)
        name = attachments.file_name(attachment)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response
