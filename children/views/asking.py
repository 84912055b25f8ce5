"""Pages with which childcare asks guardians: of one child, of a whole group, at the door."""

from base64 import b64encode
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views import View
from django.views.generic import FormView

from children import asking, invitation_texts, question_sheets, reading, stands
from children.asking import Invitation
from children.consents import ConsentRefusedError
from children.forms.asking import AskForm
from children.models import Child
from children.reach import Thing
from children.states import Channel
from children.views.children import ChildrenMixin
from children.views.door import lock
from config import mail
from partners.refusals import RefusedError
from partners.roles import Permission


class OfChildMixin(ChildrenMixin):
    """View mixin: a page about the consents of one child, for childcare."""

    permission = Permission.ASK_CONSENT
    kwargs: dict[str, Any]

    def find_child(self) -> Child:
        """Return the child with its questions, and note the read. Raises: Http404."""
        actor, at = self.request.actor, timezone.now()
        child = reading.one(actor, self.kwargs["key"], thing=Thing.CONSENT, at=at)
        rows = Child.objects.visible_to(actor, Thing.CONSENT)
        return stands.with_questions(rows).get(pk=child.pk)


class ChildAskView(OfChildMixin, FormView):
    form_class = AskForm
    template_name = "children/child_ask.html"
    child: Child

    def get_form_kwargs(self) -> dict[str, Any]:
        self.child = self.find_child()
        due = stands.due(self.child, timezone.now())
        return {**super().get_form_kwargs(), "child": self.child, "due": due}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "child": self.child, "obstacle": stands.obstacle(self.child)}

    def form_valid(self, form: AskForm) -> HttpResponse:
        asked, at = form.asking(), timezone.now()
        try:
            with transaction.atomic():  # what cannot be handed over was not asked
                found = asking.ask(key=self.child.key, asking=asked, by=self.request.actor, at=at)
                if asked.channel != Channel.MAIL:
                    return handed_over(self.request, asked.channel, found)
        except (RefusedError, ConsentRefusedError) as error:
            return refused(self, form, error)
        messages.success(self.request, mailed(len(found)))
        return redirect("child_consent", self.child.key)


class ChildDoorView(OfChildMixin, View):
    """One click: what is due is asked, and this device opens the guardian's page only."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, key: UUID) -> HttpResponse:
        self.find_child()
        at, back = timezone.now(), reverse("child_consent", args=[key])
        who, actor = number_of(request.POST.get("ouder", "")), self.request.actor
        try:
            token = asking.ask_at_door(key=key, guardian_id=who, by=actor, at=at)
        except (RefusedError, ConsentRefusedError) as error:
            messages.error(request, str(error))
            return redirect(back)
        return lock(request, token=token, back=back, at=at)


def number_of(text: str) -> int:
    """Return the number that was sent; of what is none a number that nothing has."""
    return int(text) if text.isdecimal() else 0


def refused(view: Any, form: Any, error: Exception) -> HttpResponse:
    """Show the form again with the refusal at its field, or above the form."""
    field = getattr(error, "field", None)
    form.add_error(field if field in form.fields else None, str(error))
    return view.form_invalid(form)  # type: ignore[no-any-return]


def mailed(count: int) -> str:
    """Return what is said after a mail."""
    text = ngettext("%d ouder krijgt een mail.", "%d ouders krijgen een mail.", count)
    return text % count


def handed_over(
    request: HttpRequest, channel: Channel, found: list[Invitation], **context: Any
) -> HttpResponse:
    """Show once what is to be handed over: it holds links, so nothing keeps this page."""
    if channel == Channel.SHEET:
        content = b64encode(question_sheets.render(found)).decode()
        context["sheets"] = f"data:application/pdf;base64,{content}"
    else:
        context["texts"] = [(one.guardian, text_of(one)) for one in found]
    response = render(request, "children/asked.html", {"count": len(found), **context})
    response["Cache-Control"] = "no-store"
    return response


def text_of(invitation: Invitation) -> str:
    """Return the text for the childcare's own app."""
    link = mail.absolute(reverse("guardian", args=[invitation.token]))
    return invitation_texts.of(invitation.guardian).mail(link)
