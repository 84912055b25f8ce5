"""The page on which a worker makes a code for a parent without mail, who stands at the location."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.generic import TemplateView

from children import read_codes, reading
from children.links import LinkError
from children.models import Guardian
from children.reach import Thing
from children.views.children import ChildrenMixin
from partners.roles import Permission


class ReadCodeView(ChildrenMixin, TemplateView):
    permission = Permission.GIVE_READ_CODES
    template_name = "children/read_code.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor, key = self.request.actor, self.kwargs["key"]
        child = reading.one(actor, key, thing=Thing.GUARDIAN, at=timezone.now())
        rows = Guardian.objects.visible_to(actor).filter(child=child, ended_on=None)
        guardian = rows.filter(pk=self.kwargs["pk"]).first()
        if guardian is None:
            raise Http404
        refusal = read_codes.mails_itself(guardian)
        return super().get_context_data(child=child, guardian=guardian, refusal=refusal, **kwargs)

    def post(self, _request: HttpRequest, pk: int, **_kwargs: Any) -> HttpResponse:
        context, by = self.get_context_data(), self.request.actor
        try:
            code = read_codes.hand_over(guardian_id=pk, by=by, at=timezone.now())
        except LinkError as error:
            return self.render_to_response({**context, "refusal": error.message})
        response = self.render_to_response({**context, "code": code})
        response["Cache-Control"] = "no-store"
        return response
