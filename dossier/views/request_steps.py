"""What is sent from the page of a request: a step, or the question for a signature."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from children.consents import ConsentRefusedError
from children.states import Channel
from children.views.asking import handed_over, mailed
from children.views.door import lock
from dossier import request_days, request_lists, signatures
from dossier.forms.steps import ACTS, DONE, SLUGS, Given, form_of
from dossier.models import ObservationRequest
from dossier.views.request_lists import require_part
from dossier.views.requests import RequestView
from partners.refusals import RefusedError
from partners.roles import Permission


class SentView(RequestView):
    """Something that is sent from the page; a refusal comes back on that page."""

    http_method_names = ["post"]

    def found(self) -> Given:
        """Return the request that this is about, and note the read. Raises: Http404."""
        actor, at = self.request.actor, timezone.now()
        require_part(actor)
        keys = self.kwargs["child"], self.kwargs["key"]
        request = request_lists.one(actor, *keys, at=at).request
        return Given(request.child, request, actor, at)


class RequestStepView(SentView):
    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Make the step, or show its form again."""
        given, step = self.found(), SLUGS.get(self.kwargs["step"])
        if step is None:
            raise Http404
        form: Any = form_of(step, given.child, request.POST)
        if form.is_valid():
            try:
                ACTS[step](form, given)
            except RefusedError as error:
                form.refuse(error)
        if form.errors:
            return self.render_to_response(self.get_context_data(bound=form))
        self.confirm(step, form, given)
        return redirect("request", given.child.key, given.key)

    def confirm(self, step: str, form: Any, given: Given) -> None:
        """Say what was done, and what to mind about the day."""
        messages.success(self.request, str(DONE[step]))
        if step == "plan" and (hint := request_days.hint(given.request, form.plan().planned_on)):
            messages.warning(self.request, hint)


class SignatureView(SentView):
    """Ask parents to sign: on this device at the door, by a link, or on paper."""

    permission = Permission.ASK_REQUEST

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Ask them in the way that was chosen."""
        given = self.found()
        way = request.POST.get("way", "")
        channel = Channel(way) if way in Channel.values else Channel.MAIL
        try:
            with transaction.atomic():  # what cannot be handed over was not asked
                return self.ask(given.request, channel)
        except (RefusedError, ConsentRefusedError) as error:
            messages.error(request, str(error))
            return redirect("request", given.child.key, given.key)

    def ask(self, one: ObservationRequest, channel: Channel) -> HttpResponse:
        """Ask, and go where that way goes on."""
        at, by = timezone.now(), self.request.actor
        back = reverse("request", args=[one.child.key, one.key])
        found = signatures.ask(request=one, channel=channel, by=by, at=at)
        if channel == Channel.DOOR:
            return lock(self.request, token=found[0].token, back=back, at=at)
        if channel == Channel.PAPER:
            return redirect("child_paper", one.child.key)
        if channel == Channel.MAIL:
            messages.success(self.request, mailed(len(found)))
            return redirect(back)
        return handed_over(self.request, channel, found)
