"""The mailbox of the demo: mails that never left the machine, to read and to click in."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.views.generic import DetailView, ListView

from config.listing import PAGE, PER_PAGE
from partners.access import ScopedMixin
from partners.models import MailboxMessage

EVERYONE = "alle"


class MailboxMixin(ScopedMixin):
    """View mixin: in a demo visitors may look into each other's post; elsewhere there is none."""

    model: Any = MailboxMessage

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Say outside a demo that this page does not exist."""
        if not settings.DEMO:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def everything(self) -> QuerySet[MailboxMessage]:
        """Return all mails for somebody of the demo's cast; anybody else reads only their own."""
        actor = self.request.actor
        return MailboxMessage.objects.visible_to(actor, is_shared=actor.user.is_demo)


class MailboxView(MailboxMixin, ListView):
    template_name = "partners/mailbox_list.html"
    paginate_by = PER_PAGE
    page_kwarg = PAGE

    def is_everyone(self) -> bool:
        return bool(self.request.GET.get("wie") == EVERYONE)

    def get_queryset(self) -> QuerySet[MailboxMessage]:
        own: QuerySet[MailboxMessage] = super().get_queryset()
        return self.everything() if self.is_everyone() else own

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            is_everyone=self.is_everyone(),
            own_count=super().get_queryset().count(),
            count=self.everything().count(),
            **kwargs,
        )


class MailboxMessageView(MailboxMixin, DetailView):
    template_name = "partners/mailbox_detail.html"

    def get_queryset(self) -> QuerySet[MailboxMessage]:
        return self.everything()
