"""The way on after a register is read in: the set-up while it is open, else what came in."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from config.navigation import entries_for
from config.setup import Link, first_open, steps_of
from partners.access import Actor
from partners.models import RegisterUpload
from partners.states import RegisterKind

register = template.Library()
PAGES = {
    RegisterKind.SCHOOLS: "schools",
    RegisterKind.BOARDS: "boards",
    RegisterKind.FIGURES: "subsidy_years",
    RegisterKind.CHILDCARE: "kindcentra",
}


@register.simple_tag(takes_context=True)
def way_on(context: dict[str, Any], upload: RegisterUpload) -> Link:
    """Return the link below an upload on which somebody decided."""
    actor: Actor = context["request"].actor
    place = upload.municipality
    if first_open(steps_of(place, actor)):
        label = _("Verder met de inrichting van %s") % place
        return Link(label, reverse("setup", args=[place.key]))
    wanted = PAGES[RegisterKind(upload.kind)]
    entries = {entry.url_name: entry.label for entry in entries_for(actor)}
    name = wanted if wanted in entries else "uploads"
    return Link(_("Naar %s") % entries[name], reverse(name))
