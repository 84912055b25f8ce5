"""The main menu: one table of entries and what each needs."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.access import Actor
from partners.roles import Permission, can
from partners.states import Role


@dataclass(frozen=True)
class Entry:
    """A menu item: its text, its page, and who sees it.

    Seen by whoever has one of the permissions or one of the roles; with neither named, by all.
    """

    label: str | Promise
    url_name: str
    permissions: tuple[Permission, ...] = ()
    roles: frozenset[Role] = field(default=frozenset())

    def is_for(self, actor: Actor) -> bool:
        """Say whether this actor sees the entry."""
        if not self.permissions and not self.roles:
            return True
        return actor.role in self.roles or any(can(actor, p) for p in self.permissions)


@dataclass(frozen=True)
class Link:
    """A menu item as the template shows it."""

    label: str | Promise
    href: str
    is_current: bool


ENTRIES = (
    Entry(_("Overzicht"), "start"),
    Entry(_("Subsidiejaren"), "subsidy_years", (Permission.VIEW_YEAR, Permission.VIEW_OWN_AMOUNT)),
    Entry(
        _("Beschikkingsbrieven"),
        "letters",
        (Permission.VIEW_LETTERS,),
        frozenset({Role.BRD}),  # a board sees its own letters without the permission
    ),
    Entry(_("Scholen"), "schools", (Permission.VIEW_REGISTERS,)),
    Entry(_("Onderwijsorganisaties"), "boards", (Permission.VIEW_REGISTERS,)),
    Entry(_("Organisaties"), "organisations", (Permission.INVITE_FIRST_ADMIN,)),
    Entry(_("Berichten"), "messages", (Permission.VIEW_MESSAGES,)),
    Entry(_("Logboek"), "log", (Permission.VIEW_LOG,)),
    Entry(_("Leden"), "members", (Permission.MANAGE_MEMBERS,)),
    Entry(_("Mijn organisatie"), "my_organisation"),
)


def entries_for(actor: Actor) -> list[Entry]:
    """Return the entries this actor sees, in the order of the table."""
    return [entry for entry in ENTRIES if entry.is_for(actor)]


def links_for(actor: Actor, path: str) -> list[Link]:
    """Return the menu of this actor; the entry that the path lies under is current.

    Raises: NoReverseMatch: an entry names a page that does not exist.
    """
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
