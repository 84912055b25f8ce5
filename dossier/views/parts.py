"""What the pages of the dossier share."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from children import reading
from children.reach import Thing
from children.views.children import ChildrenMixin


def key_in(text: str) -> UUID | None:
    """Return the key in an address, None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def number_in(text: str) -> int:
    """Return the number of a version that a form holds, 0 where it is none."""
    return int(text) if text.isdecimal() and len(text) < 9 else 0


class DossierMixin(ChildrenMixin):
    """View mixin: what is out of sight since it was read is what never existed."""

    thing: Thing

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().dispatch(request, *args, **kwargs)
        except ObjectDoesNotExist:
            reading.miss(request.actor, thing=self.thing, at=timezone.now())


class KeptAsideMixin:
    """View mixin: what was sent when the place closed to its writer is locked up, and so said.

    The answer is that of a page that never existed, whatever was kept.
    """

    request: Any
    thing: Thing

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            answer: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
        except (ObjectDoesNotExist, Http404):
            return self.gone()
        return answer

    def gone(self) -> HttpResponse:
        """Keep what was typed aside; say nothing of whether there is such a page."""
        self.keep_aside()
        try:
            reading.miss(self.request.actor, thing=self.thing, at=timezone.now())
        except Http404:
            return render(self.request, "dossier/kept_aside.html", status=404)

    def keep_aside(self) -> None:
        """Lock up what was typed."""
        raise NotImplementedError
