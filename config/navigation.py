"""The main menu: one table of entries and the roles that see them."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.access import Actor
from partners.roles import PERMISSIONS, Permission
from partners.states import Role


@dataclass(frozen=True)
class Entry:
    """A menu item: its text, its page, and the roles it is for."""

    label: str | Promise
    url_name: str
    roles: frozenset[Role]


@dataclass(frozen=True)
class Link:
    """A menu item as the template shows it."""

    label: str | Promise
    href: str
    is_current: bool


def _with(*permissions: Permission) -> frozenset[Role]:
    return frozenset(role for role in Role if PERMISSIONS[role].intersection(permissions))


EVERYONE = frozenset(Role)
ENTRIES = (
    Entry(_("Overzicht"), "start", EVERYONE),
    Entry(
        _("Subsidiejaren"),
        "subsidy_years",
        _with(Permission.VIEW_YEAR, Permission.VIEW_OWN_AMOUNT),
    ),
    Entry(_("Beschikkingsbrieven"), "letters", _with(Permission.VIEW_LETTERS) | {Role.BRD}),
    Entry(_("Scholen"), "schools", _with(Permission.VIEW_REGISTERS)),
    Entry(_("Onderwijsorganisaties"), "boards", _with(Permission.VIEW_REGISTERS)),
    Entry(_("Berichten"), "messages", _with(Permission.VIEW_MESSAGES)),
    Entry(_("Mijn organisatie"), "members", EVERYONE),
)


def entries_for(actor: Actor) -> list[Entry]:
    """Return the entries this actor's role has, in the order of the table."""
    return [entry for entry in ENTRIES if actor.role in entry.roles]


def links_for(actor: Actor, path: str) -> list[Link]:
    """Return the menu of this actor; the entry that the path lies under is current."""
    hrefs = {entry: reverse(entry.url_name) for entry in entries_for(actor)}
    start = reverse("start")
    return [
        Link(
            label=entry.label,
            href=href,
            is_current=path == href if href == start else path.startswith(href),
        )
        for entry, href in hrefs.items()
    ]
