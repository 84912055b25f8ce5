"""One row of the table of pages, and how to find pages that have no fixed address."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from partners.states import Role
from tests.e2e.server import Server

YEAR = "/subsidiejaren/0796/2026-2027/"
SETTINGS = "/instellingen/0796/"
TEXTS = f"{SETTINGS}brieven/"


@dataclass(frozen=True)
class Row:
    """One page: its URL name, how to get there as whom, and in what state it is looked at.

    `site` is the running product (demo or empty), `role` the door or newcomer (None: a visitor),
    `path` an address or a function of the server, `follow` a link to take from there, and
    `click` what to press before looking: a button that opens a dialog, or one that sends a form.
    `fill` is a field and what is typed in it before that.
    """

    name: str
    path: str | Callable[[Server], str]
    role: Role | None = None
    state: str = "filled"
    site: str = "demo"
    follow: str = ""
    click: str = ""
    fill: tuple[str, str] = ("", "")

    @property
    def has_second_step(self) -> bool:
        """Say whether this person signs in with a code too."""
        return self.site == "empty" and self.role == Role.DPO

    def __str__(self) -> str:
        return f"{self.name}-{self.role or 'visitor'}-{self.state}"


def password_link(server: Server) -> str:
    """Make somebody new and return the path of the link to choose a password."""
    answer = json.loads(
        server.run(
            "member", "nieuw@school.example", "--role", "tea", "--organisation", "13WW00",
            "--name", "Nieuwe Leerkracht", "--json",
        )
    )  # fmt: skip
    return str(answer["link"]).removeprefix(server.url)


def failed_mail(server: Server) -> str:
    """Return the path of a mail that was not delivered."""
    code = (
        "from partners.models import Message as M;"
        "print(M.objects.filter(state='failed').first().pk)"
    )
    return f"/berichten/{server.ask(code)}/"


def upload_page(name: str, tab: str) -> Callable[[Server], str]:
    """Return how to find the preview of an upload of the demo, one outcome of it shown."""
    code = (
        "from partners.models import RegisterUpload as U;"
        f"print(U.objects.get(name='{name}', state='open').pk)"
    )
    return lambda server: f"/registers/{server.ask(code)}/?toon={tab}"


def equated_day(page: str) -> Callable[[Server], str]:
    """Return how to keep a day that a decree equates with a holiday, and a page about it."""
    code = (
        "from partners.models import EquatedDay as E, Municipality as M;"
        "E.objects.get_or_create(municipality=M.objects.get(organisation__key='0796'),"
        "day='2027-05-07',defaults={'name':'vrijdag na Hemelvaart','source':'Staatsblad 2026'})"
    )

    def path(server: Server) -> str:
        server.ask(code)
        return f"{SETTINGS}feestdagen/{page}"

    return path


def own_text(page: str) -> Callable[[Server], str]:
    """Return how to keep texts of a municipality's own, and a page about them."""
    code = (
        "from subsidies.models import LetterText as T;"
        "from partners.models import Municipality as M;"
        "from subsidies.letter_texts import shipped_sections as s;"
        "import django.utils.timezone as z;"
        "T.objects.get_or_create(municipality=M.objects.get(organisation__key='0796'),"
        "kind='grant_standard',version=1,defaults={'created_at':z.now(),'note':'Ander begin',"
        "'sections':s('grant_standard')|{'opening':'Beste bestuurder,'}})"
    )

    def path(server: Server) -> str:
        server.ask(code)
        return f"{TEXTS}verlening-met-verslag/{page}"

    return path


def with_logo(page: str) -> Callable[[Server], str]:
    """Return how to give the municipality of the empty product a logo, and a page that shows it."""
    code = (
        "from partners.logos import checked;from partners.models import Municipality as M;"
        "svg=open('tests/partners/logo_wide.svg','rb').read();"
        "M.objects.filter(organisation__key='9001').update(logo=checked(svg))"
    )

    def path(server: Server) -> str:
        server.ask(code)
        return f"/instellingen/9001/gemeente/{page}"

    return path


def with_children(path: str, first_name: str = "Levi") -> Callable[[Server], str]:
    """Return how to give the empty product children, and a page about them or about one."""
    code = f"from tests.e2e.town_children import page_of;print(page_of('{first_name}'))"
    return lambda server: path.format(key=server.ask(code))


def with_guardian(path: str, first_name: str = "Levi") -> Callable[[Server], str]:
    """Return how to give the empty product children, and a page about the parent of one."""
    code = (
        "from tests.e2e.town_children import page_of, parent_of;"
        f"print(page_of('{first_name}'), parent_of('{first_name}'))"
    )
    return lambda server: path.format(
        **dict(zip(("key", "guardian"), server.ask(code).split(), strict=True))
    )


def shared_child(path: str) -> Callable[[Server], str]:
    """Return how to find a child of the demo whose form the school may read, and its page."""
    code = (
        "from children.models import ConsentQuestion as Q;"
        "print(Q.objects.filter(scope='share_form', is_live=True).first().child.key)"
    )
    return lambda server: path.format(key=server.ask(code))


def with_contacts(path: str) -> Callable[[Server], str]:
    """Return how to name contacts in the empty product, and a page about them."""
    code = "from tests.e2e.town_contacts import numbers;print(numbers())"
    keys = ("location", "school", "agreement")
    return lambda server: path.format(**dict(zip(keys, server.ask(code).split(), strict=True)))


def with_arrangement(page: str) -> Callable[[Server], str]:
    """Return how to give the demo an arrangement, and a page about it."""
    code = "from tests.e2e.town_children import arrangement_of;print(arrangement_of('0796'))"
    return lambda server: f"{SETTINGS}arrangementen/{server.ask(code)}/{page}/"


def letters_page(page: str, state: str) -> Callable[[Server], str]:
    """Return how to find a page that asks something of the demo's letter in a state."""
    code = (
        "from subsidies.models import DecisionLetter as D;"
        f"print(D.objects.get(year__first_year=2026, state='{state}').pk)"
    )
    return lambda server: f"{YEAR}brieven/{page}/?brief={server.ask(code)}"


def change_page(page: str, state: str) -> Callable[[Server], str]:
    """Return how to find a page of the demo's change in a state."""
    code = (
        "from subsidies.models import SchoolChange as S;"
        f"print(S.objects.filter(year__first_year=2026, state='{state}').first().pk)"
    )
    return lambda server: f"{YEAR}wijzigingen/{server.ask(code)}/{page}"


def letter_page(page: str = "", state: str = "sent") -> Callable[[Server], str]:
    """Return how to find a page of the demo's letter in a state, or of its objection."""
    code = (
        "from subsidies.models import DecisionLetter as D;"
        f"d = D.objects.filter(year__first_year=2026, state='{state}').first();"
        "o = d.objections.first();"
        "print(d.reference_year, d.reference_number, o.pk if o else 0)"
    )

    def find(server: Server) -> str:
        year, number, objection = server.ask(code).split()
        more = page.format(objection=objection)
        return f"/beschikkingsbrieven/0796/KOPO-{year}-{number}/{more}"

    return find
