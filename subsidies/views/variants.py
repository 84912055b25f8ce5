"""Variants of a key: two side by side, and choosing one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from config.forms import Text
from config.listing import PAGE, SORT
from partners.roles import Permission
from subsidies.calculation import calculate
from subsidies.comparison import ComparedRow, compare
from subsidies.keys import read_key
from subsidies.models import AllocationKey, SubsidyYear
from subsidies.outcome import outcome_of
from subsidies.progress import moves_for
from subsidies.removal import remove_variant
from subsidies.views.years import PER_PAGE, REFUSALS, YearMixin, log_if_locked, year_url
from subsidies.years import choose_variant

# What a button does: take the variant away or not, what is said then, and where one goes.
ACTS: dict[bool, tuple[Callable[..., SubsidyYear], Text, str]] = {
    True: (remove_variant, gettext_lazy("De variant is weggehaald."), "subsidy_year_variants"),
    False: (
        choose_variant,
        gettext_lazy("Deze variant is nu de sleutel van het jaar."),
        "subsidy_year",
    ),
}


class YearVariantsView(YearMixin, TemplateView):
    permission = Permission.VIEW_YEAR
    template_name = "subsidies/subsidyyear_variants.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.year.is_established:
            messages.error(request, _("De verdeling is vastgesteld; er valt niets te kiezen."))
            return redirect(year_url(self.year))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        keys = list(self.year.keys.select_related("created_by"))
        current = next((key for key in keys if not key.label), None)
        shown = [key for key in keys if key.label or key == current]
        left = self.asked("a", shown, current)
        right = self.asked("b", [key for key in shown if key != left], None)
        sides = [self.side(key, is_current=key == current) for key in (left, right) if key]
        own = {
            "keys": shown,
            "current": current,
            "choices": [("a", left, _("Links")), ("b", right, _("Rechts"))],
            "sides": sides,
            "may_choose": "edit" in moves_for(self.year, self.request.actor),
        }
        return super().get_context_data(right=right, rows=self.compared(sides), **own, **kwargs)

    def compared(self, sides: list[dict[str, Any]]) -> Page[ComparedRow] | None:
        """Return a page of the schools under both keys."""
        rows = compare([side["outcome"] for side in sides], self.request.GET.get(SORT, ""))
        return Paginator(rows, PER_PAGE).get_page(self.request.GET.get(PAGE)) if rows else None

    def asked(
        self, name: str, keys: list[AllocationKey], default: AllocationKey | None
    ) -> AllocationKey | None:
        """Return the key that the address names, else the default or the newest."""
        number = self.request.GET.get(name, "")
        found = next((key for key in keys if str(key.version) == number), default)
        return found or (keys[0] if keys else None)

    def side(self, key: AllocationKey, *, is_current: bool) -> dict[str, Any]:
        """Return what one half of the page shows."""
        outcome = outcome_of(lambda: calculate(self.year, key=read_key(key.definition)))
        words = outcome.calculation.key_words if outcome.calculation else []
        name = _("Sleutel van het jaar") if is_current else key.label
        return {"key": key, "name": name, "outcome": outcome, "words": words}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        number = request.POST.get("variant", "")
        variant = int(number) if number.isdecimal() and len(number) < 6 else 0
        act, done, page = ACTS["weg" in request.POST]
        try:
            act(year_id=self.year.pk, variant=variant, by=self.request.actor, at=timezone.now())
        except REFUSALS as error:
            log_if_locked(request, self.year, str(error))
            messages.error(request, str(error))
            page = "subsidy_year_variants"
        else:
            messages.success(request, str(done))
        return redirect(year_url(self.year, page))
