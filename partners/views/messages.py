"""The outbox for the functional administrator: what went out, what did not, and what to do."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView
from django_filters.views import FilterView

from config import mail
from config.formats import moment_words
from config.htmx import FragmentMixin
from config.listing import SortedListMixin, csv_response
from partners import audit, outbox
from partners.access import ActorRequest, ScopedMixin
from partners.filters import MessageFilter
from partners.models import Message
from partners.roles import Permission, require
from partners.states import IllegalMoveError, MessageState

CSV_HEADER = (
    gettext_lazy("Nummer"),
    gettext_lazy("Status"),
    gettext_lazy("Onderwerp"),
    gettext_lazy("Soort"),
    gettext_lazy("Aan"),
    gettext_lazy("Rol"),
    gettext_lazy("Gemaakt"),
    gettext_lazy("Verzonden"),
    gettext_lazy("Pogingen"),
    gettext_lazy("Melding"),
)


class MessagesMixin(ScopedMixin):
    """View mixin: for the functional administrator, with what the recipient is."""

    model: Any = Message

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse another role before anything is looked up."""
        if getattr(request, "actor", None) is not None:
            require(request.actor, Permission.VIEW_MESSAGES, None)  # type: ignore[attr-defined]
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Message]:
        """Return the messages of own municipalities."""
        rows: Any = super().get_queryset()
        found: QuerySet[Message] = rows.with_recipients(self.request.actor.day).urgent_first()
        return found


class MessageListView(SortedListMixin, MessagesMixin, FragmentMixin, FilterView):
    filterset_class = MessageFilter
    template_name = "partners/message_list.html"
    sorts = {
        "status": ("rank", "-created_at"),
        "onderwerp": ("subject", "-created_at"),
        "gemaakt": ("created_at",),
        "verzonden": ("sent_at",),
    }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        return self.export() if request.GET.get("als") == "csv" else response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = Message.objects.visible_to(self.request.actor)
        late = own.due(timezone.now()).exclude(last_error="").first()
        context: dict[str, Any] = super().get_context_data(
            chips=self.chips(own), late=late, current_state=self.current_state(), **kwargs
        )
        for message in context["object_list"]:
            message.kind = outbox.kind_of(message.cause)
        return context

    def current_state(self) -> str | None:
        return self.request.GET.get("state") or None

    def chips(self, own: QuerySet[Message]) -> list[dict[str, Any]]:
        """Return the states that occur among what was searched for, with their counts."""
        query = {"q": self.request.GET.get("q", "")}
        counts = MessageFilter(query, queryset=own, request=self.request).qs.counts()
        shown = [s for s in MessageState if counts.get(s) or s == self.current_state()]
        return [
            {"state": None, "label": _("Alle"), "count": sum(counts.values())},
            *({"state": s, "label": s.label, "count": counts.get(s, 0)} for s in shown),
        ]

    def export(self) -> HttpResponse:
        """Return what the filter shows as a spreadsheet, without addresses or texts."""
        rows = [csv_row(message) for message in self.object_list]
        audit.record(
            by=self.request.actor,
            action="messages.exported",
            at=timezone.now(),
            details={"count": len(rows)},
        )
        return csv_response("berichten.csv", [str(name) for name in CSV_HEADER], rows)


def csv_row(message: Message) -> tuple[Any, ...]:
    """Return the cells of one message."""
    return (
        message.pk,
        message.get_state_display(),
        message.subject,
        outbox.kind_of(message.cause).label,
        message.masked_address,
        roles_of(message),
        moment_words(message.created_at),
        moment_words(message.sent_at) if message.sent_at else "",
        message.tries,
        message.last_error,
    )


def roles_of(message: Message) -> str:
    """Return what the recipient is today, in words: `contactpersoon school, De Wilg`."""
    held = getattr(message.recipient, "roles_today", [])
    return "; ".join(f"{role.get_role_display()}, {role.organisation.name}" for role in held)


class MessageDetailView(MessagesMixin, DetailView):
    template_name = "partners/message_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            kind=outbox.kind_of(self.object.cause),
            message_id=mail.message_id(self.object.pk, self.object.created_at),
            moves=self.object.moves.select_related("by"),
            resend=ResendView.words(self.object),
            set_aside=SetAsideView.words(self.object),
            **kwargs,
        )


class DecisionView(MessagesMixin, DetailView):
    """Asks for confirmation (GET) and carries out one decision (POST)."""

    template_name = "partners/message_decide.html"
    decide: Callable[..., Message]
    done: Any

    @classmethod
    def words(cls, message: Message) -> dict[str, Any]:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(words=self.words(self.object), **kwargs)

    def post(self, request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        message = self.get_object()
        try:
            type(self).decide(message_id=message.pk, by=request.actor, at=timezone.now())
            messages.success(request, self.done)
        except IllegalMoveError:
            messages.error(request, _("Dit bericht was al afgehandeld. Er is niets gewijzigd."))
        return redirect("message", message.pk)


class ResendView(DecisionView):
    decide = staticmethod(outbox.resend)
    done = gettext_lazy("Het bericht wordt opnieuw verzonden.")

    @classmethod
    def words(cls, message: Message) -> dict[str, Any]:
        doubt = _(
            "Misschien is dit bericht al bezorgd. Zoek het eerst op in het logboek van de "
            "mailserver. Verzend je het opnieuw, dan kan de ontvanger het twee keer krijgen."
        )
        sure = _("Dit bericht is niet bezorgd. Het gaat opnieuw naar hetzelfde adres.")
        return {
            "title": _("Bericht opnieuw verzenden"),
            "text": doubt if message.state == MessageState.UNKNOWN else sure,
            "button": _("Opnieuw verzenden"),
        }


class SetAsideView(DecisionView):
    decide = staticmethod(outbox.set_aside)
    done = gettext_lazy("Het bericht is afgedaan en gaat niet meer uit.")

    @classmethod
    def words(cls, message: Message) -> dict[str, Any]:
        return {
            "title": _("Bericht afdoen"),
            "text": _("Het bericht gaat niet meer uit en verdwijnt van de lijst met aandacht."),
            "button": _("Afdoen"),
        }
