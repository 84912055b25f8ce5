"""The main menu: one table of entries and what each needs."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.access import Actor
from partners.modules import is_on_for
from partners.roles import Permission, can
from partners.states import CHILD_ROLES, ModuleKind, Role

LONGEST_BAR = 10  # entries that fit on a line of 1,392 px


@dataclass(frozen=True)
class Entry:
    """A menu item: its text, its page, and who sees it.

    Seen by whoever has one of the permissions or one of the roles; with neither named, by all.
    What belongs to a module is gone where the module is off. What is needed seldom folds away
    where the menu is long.
    """

    label: str | Promise
    url_name: str
    permissions: tuple[Permission, ...] = ()
    roles: frozenset[Role] = field(default=frozenset())
    module: ModuleKind | None = None
    is_seldom: bool = False

    def is_for(self, actor: Actor) -> bool:
        """Say whether this actor sees the entry."""
        if self.module is not None and not is_on_for(actor, self.module):
            return False
        if not self.permissions and not self.roles:
            return True
        return actor.role in self.roles or any(can(actor, p) for p in self.permissions)


@dataclass(frozen=True)
class Link:
    """A menu item as the template shows it."""

    label: str | Promise
    href: str
    is_current: bool
    is_seldom: bool


@dataclass(frozen=True)
class Menu:
    """A menu as a bar shows it: what stands in it, and what folds away behind "Meer"."""

    links: list[Link]

    @property
    def bar(self) -> list[Link]:
        """Return what stands in the bar."""
        return [link for link in self.links if link not in self.more]

    @property
    def more(self) -> list[Link]:
        """Return what folds away: what is needed seldom, where all would not fit on a line."""
        if len(self.links) <= LONGEST_BAR:
            return []
        return [link for link in self.links if link.is_seldom]

    @property
    def is_more_current(self) -> bool:
        """Say whether the page stands behind "Meer"."""
        return any(link.is_current for link in self.more)


ENTRIES = (
    Entry(_("Overzicht"), "start"),
    Entry(_("Mijn week"), "my_week", (Permission.VIEW_WEEK,), module=ModuleKind.HANDOVER),
    Entry(
        _("Subsidiejaren"),
        "subsidy_years",
        (Permission.VIEW_YEAR, Permission.VIEW_OWN_AMOUNT),
        module=ModuleKind.SUBSIDY,
    ),
    Entry(
        _("Beschikkingsbrieven"), "letters", (Permission.VIEW_LETTERS,), module=ModuleKind.SUBSIDY
    ),
    Entry(
        _("Mijn beschikkingen"),
        "letters",  # a board sees its own letters without the permission
        roles=frozenset({Role.BRD}),
        module=ModuleKind.SUBSIDY,
    ),
    Entry(_("Mijn uren"), "hours", (Permission.BOOK_HOURS,), module=ModuleKind.SUBSIDY),
    Entry(
        _("Uren"),
        "hours_schools",
        roles=frozenset({Role.GEM, Role.BRD, Role.SCH}),
        module=ModuleKind.SUBSIDY,
    ),
    Entry(_("Kinderen"), "children", (Permission.VIEW_CHILDREN,), module=ModuleKind.HANDOVER),
    Entry(_("Overdrachten"), "handovers", (Permission.FILL_HANDOVER,), module=ModuleKind.HANDOVER),
    Entry(
        _("Overdrachten"),
        "handovers_shared",
        roles=frozenset({Role.QC, Role.SCH, Role.TEA}),
        module=ModuleKind.HANDOVER,
    ),
    Entry(_("Instroombord"), "board", (Permission.PLACE_CHILDREN,), module=ModuleKind.HANDOVER),
    Entry(
        _("Intakelijst"), "registrations", (Permission.KEEP_INTAKES,), module=ModuleKind.HANDOVER
    ),
    Entry(
        _("Vragen van scholen"),
        "information_requests",
        (Permission.ANSWER_INTAKES,),
        module=ModuleKind.HANDOVER,
        is_seldom=True,
    ),
    Entry(
        _("Meekijken"),
        "looks",
        (Permission.ASK_LOOK, Permission.ANSWER_LOOK),
        module=ModuleKind.HANDOVER,
    ),
    Entry(
        _("Ondersteuning"),
        "support_list",
        (Permission.EDIT_SUPPORT,),
        roles=frozenset({Role.QC}),
        module=ModuleKind.HANDOVER,
    ),
    Entry(
        _("Verzoeken"),
        "requests",
        (Permission.ASK_REQUEST, Permission.TAKE_REQUEST),
        module=ModuleKind.HANDOVER,
    ),
    Entry(_("Overleggen"), "meetings", (Permission.VIEW_MEETINGS,), module=ModuleKind.HANDOVER),
    Entry(
        _("Gehouden overleggen"),
        "meetings_held",
        roles=frozenset({Role.GEM, Role.BRD}),
        module=ModuleKind.HANDOVER,
        is_seldom=True,
    ),
    Entry(
        _("Mijn actiepunten"),
        "action_points",
        (Permission.VIEW_MEETINGS,),
        module=ModuleKind.HANDOVER,
        is_seldom=True,
    ),
    Entry(
        _("SOT-overleg"),
        "teams",
        (Permission.RUN_TEAMS,),
        roles=frozenset({Role.QC}),
        module=ModuleKind.HANDOVER,
    ),
    Entry(
        _("Overdracht in cijfers"),
        "figures",
        (Permission.VIEW_FIGURES,),
        module=ModuleKind.HANDOVER,
        is_seldom=True,
    ),
    Entry(_("Toestemming"), "consents", (Permission.ASK_CONSENT,), module=ModuleKind.HANDOVER),
    Entry(
        _("Groepen"),
        "groups",
        (Permission.EDIT_GROUPS,),
        module=ModuleKind.HANDOVER,
        is_seldom=True,
    ),
    Entry(
        _("Contactpersonen"),
        "contacts",
        (Permission.VIEW_COOPERATION,),
        module=ModuleKind.HANDOVER,
        is_seldom=True,
    ),
    Entry(
        _("Wie kan wat zien"),
        "reach",
        roles=CHILD_ROLES | {Role.DPO},
        module=ModuleKind.HANDOVER,
        is_seldom=True,
    ),
    Entry(_("Scholen"), "schools", (Permission.VIEW_REGISTERS,)),
    Entry(_("Onderwijsorganisaties"), "boards", (Permission.VIEW_REGISTERS,), is_seldom=True),
    Entry(_("Kindcentra"), "kindcentra", (Permission.MANAGE_KINDCENTRA,)),
    Entry(_("Registers"), "uploads", (Permission.IMPORT_REGISTERS,)),
    Entry(_("Organisaties"), "organisations", (Permission.INVITE_FIRST_ADMIN,)),
    Entry(_("Berichten"), "messages", (Permission.VIEW_MESSAGES,)),
    Entry(_("Logboek"), "log", (Permission.VIEW_LOG,)),
    Entry(_("Instellingen"), "settings", (Permission.MANAGE_SETTINGS,)),
    Entry(_("Leden"), "members", (Permission.MANAGE_MEMBERS,), is_seldom=True),
    Entry(_("Mijn organisatie"), "my_organisation", is_seldom=True),
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
            is_seldom=entry.is_seldom,
        )
        for entry, href in hrefs.items()
    ]
