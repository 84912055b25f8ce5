"""Who and what the demo invents; nobody here exists."""

from dataclasses import dataclass

from partners.states import OrganisationKind, Role

PASSWORD = "soepele-overgang-demo"  # noqa: S105 - printed for every visitor of the demo
CODE, NAME = "0796", "’s-Hertogenbosch"
MUNICIPALITY, ISSUER = OrganisationKind.MUNICIPALITY, OrganisationKind.LETTER_ISSUER
SCHOOL, BOARD = OrganisationKind.SCHOOL, OrganisationKind.SCHOOL_BOARD
HOLDER, LOCATION = OrganisationKind.CHILDCARE_ORGANISATION, OrganisationKind.CHILDCARE_LOCATION


@dataclass(frozen=True)
class Place:
    """A role somebody holds: what, at which organisation, with which flags."""

    role: Role
    kind: OrganisationKind
    key: str
    is_lead: bool = False
    is_admin: bool = False


@dataclass(frozen=True)
class Person:
    """Somebody of the demo."""

    name: str
    email: str
    places: tuple[Place, ...]


CAST = (
    Person("Marieke Timmermans", "marieke@gemeente.example",
           (Place(Role.GEM, MUNICIPALITY, CODE, is_lead=True),)),
    Person("Pim van Rosmalen", "pim@gemeente.example", (Place(Role.GEM, MUNICIPALITY, CODE),)),
    Person("Anouk de Wit", "anouk@gemeente.example",
           (Place(Role.ADM, MUNICIPALITY, CODE, is_admin=True),)),
    Person("Ruben Vos", "ruben@gemeente.example", (Place(Role.DPO, MUNICIPALITY, CODE),)),
    Person("Joost Verhoeven", "joost@compas073.example",
           (Place(Role.ISS, ISSUER, "issuer:compas073", is_lead=True, is_admin=True),)),
    Person("Samira Bennani", "samira@compas073.example",
           (Place(Role.ISS, ISSUER, "issuer:compas073"),)),
    Person("Marit de Graaf", "marit@compas073.example",
           (Place(Role.SIG, ISSUER, "issuer:compas073"),)),
    Person("Harm Linders", "harm@compas073.example",
           (Place(Role.SIG, ISSUER, "issuer:compas073"),)),
    Person("Bert Kuipers", "bert@bestuur.example",
           (Place(Role.BRD, BOARD, "74049", is_lead=True, is_admin=True),)),
    Person("Lotte van den Berg", "lotte@school.example",
           (Place(Role.QC, SCHOOL, "13WW00"), Place(Role.QC, SCHOOL, "03JH00"))),
    Person("Ellen Jacobs", "ellen@school.example",
           (Place(Role.SCH, SCHOOL, "13WW00", is_lead=True, is_admin=True),)),
    Person("Tim Hendriks", "tim@school.example", (Place(Role.TEA, SCHOOL, "13WW00"),)),
    Person("Fatma Yıldız", "fatma@opvang.example",
           (Place(Role.KCC, HOLDER, "90000001", is_lead=True, is_admin=True),)),
    Person("Sanne Peeters", "sanne@opvang.example",
           (Place(Role.KOC, LOCATION, "900000011", is_lead=True, is_admin=True),
            Place(Role.KOW, LOCATION, "900000011"))),
    Person("Daan Smits", "daan@opvang.example", (Place(Role.KOW, LOCATION, "900000011"),)),
    Person("Ilse Koning", "ilse@opvang.example", (Place(Role.DPO, HOLDER, "90000001"),)),
    Person("Wim Aalders", "wim@bestuur.example", (Place(Role.DPO, BOARD, "74049"),)),
)  # fmt: skip

HOLDER_NAME = "Kinderopvang De Zandbak (verzonnen)"
LOCATIONS = (
    ("900000011", "De Zandbak Westerbreedte (verzonnen)", 48),
    ("900000022", "De Zandbak Rosmalen (verzonnen)", 32),
)
# Which of them works with which school; the other kindcentra get one of their own.
LOCATION_OF = {"13WW00": "900000011"}
# The kindcentrum where Overdracht is on, and who shows it.
SCHOOL_KEY, LOCATION_KEY = "13WW00", "900000011"
CONTACT, WORKER = "sanne@opvang.example", "daan@opvang.example"
CARER = "fatma@opvang.example"
COORDINATOR, SCHOOL_LEAD = "lotte@school.example", "ellen@school.example"
# Boards whose name is in no register we have.
BOARD_NAMES = {
    "31076": "Bestuur van Basisschool Nour (naam verzonnen)",
    "41246": "Bestuur van de Vrije School (naam verzonnen)",
}
FIRST_YEAR = 2026
BUDGET, HOURLY_RATE = "170000.00", "68.40"
LEGAL_BASIS = "Algemene subsidieverordening (verzonnen) en artikel 4:23 Awb"
FRAMEWORK = "Uitvoeringskader kwaliteitscoördinator 2026 (verzonnen versie)"
SKIPPED_NOTE = "Niet voorgelegd: dit is een demo, en elke school krijgt hetzelfde bedrag."
KEY = {
    "components": [{"kind": "hours_rate", "hours_per_week": "1.5", "weeks": 40, "rate": "68.40"}],
    "minimum": None,
    "maximum": None,
}


@dataclass(frozen=True)
class Door:
    """A door on the demo's start page: one click signs somebody in."""

    role: Role
    title: str
    text: str
    email: str


DOORS = (
    Door(Role.GEM, "Ik ben gemeente", "Budget, verdeelsleutel en vaststellen.",
         "marieke@gemeente.example"),
    Door(Role.ISS, "Ik ben Compas073", "De beschikkingsbrieven maken en bekijken.",
         "joost@compas073.example"),
    Door(Role.QC, "Ik ben coördinator", "Kinderen die ik mag zien, en wat mijn scholen krijgen.",
         "lotte@school.example"),
    Door(Role.KOC, "Ik ben opvang", "De kinderen van mijn locatie, en wat ouders zeggen.",
         "sanne@opvang.example"),
    Door(Role.SCH, "Ik ben school", "Wie er komt, wat mijn school krijgt en wie er werkt.",
         "ellen@school.example"),
    Door(Role.BRD, "Ik ben bestuur", "De bedragen en brieven van mijn scholen.",
         "bert@bestuur.example"),
    Door(Role.ADM, "Ik ben beheerder", "Leden, organisaties en berichten.",
         "anouk@gemeente.example"),
    Door(Role.SIG, "Ik ben ondertekenaar", "De brieven die ik straks onderteken.",
         "marit@compas073.example"),
    Door(Role.DPO, "Ik ben privacyfunctionaris", "Het logboek van mijn organisatie.",
         "ruben@gemeente.example"),
    Door(Role.KCC, "Ik ben zorgcoördinator opvang", "De kinderen van al mijn locaties.",
         "fatma@opvang.example"),
    Door(Role.KOW, "Ik ben pedagogisch professional", "De kinderen van mijn groep.",
         "daan@opvang.example"),
    Door(Role.TEA, "Ik ben leerkracht", "De kinderen die in mijn groep komen.",
         "tim@school.example"),
)  # fmt: skip
