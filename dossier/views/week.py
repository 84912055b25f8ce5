"""The page of somebody's week."""

import re
from contextlib import suppress
from datetime import date
from typing import Any

from django.utils import timezone
from django.views.generic import TemplateView

from children.views.children import ChildrenMixin
from dossier import my_week
from partners.roles import Permission

WEEK, PLACE = "week", "plek"


WRITTEN = re.compile(r"(20\d\d)-W(\d\d?)", re.ASCII)


def monday_in(text: str, day: date) -> date:
    """Return the Monday of a week like `2026-W48`; of the week of a day where it is none."""
    found = WRITTEN.fullmatch(text)
    if found:
        with suppress(ValueError):
            return date.fromisocalendar(int(found[1]), int(found[2]), 1)
    return my_week.monday_of(day)


class WeekView(ChildrenMixin, TemplateView):
    permission = Permission.VIEW_WEEK
    template_name = "dossier/week.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor, at, asked = self.request.actor, timezone.now(), self.request.GET
        places = my_week.places_of(actor)
        place = next((one for one in places if str(one.pk) == asked.get(PLACE)), None)
        monday = monday_in(asked.get(WEEK, ""), actor.day)
        week = my_week.of(actor, monday=monday, at=at, place_id=place.pk if place else None)
        my_week.note_shown(actor, week.shown, at=at)
        beside = {"before": monday - my_week.WEEK, "after": monday + my_week.WEEK}
        return super().get_context_data(week=week, places=places, place=place, **beside, **kwargs)
