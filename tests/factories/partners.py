"""People, organisations of every kind, memberships and actors for tests; all names invented."""

from datetime import date

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from partners.access import Actor, actor_for
from partners.models import (
    BoardRelation,
    ChildcareLocation,
    ChildcareOrganisation,
    IssuerMandate,
    Kindcentrum,
    LetterIssuer,
    Membership,
    Module,
    Municipality,
    Organisation,
    RegisterChange,
    RegisterUpload,
    School,
    SchoolBoard,
    User,
)
from partners.states import ROLES_OF_KIND, ModuleKind, OrganisationKind, RegisterKind, Role

LONG_AGO = date(2020, 8, 1)
PASSWORD = "Warme-Overdracht-2026"  # long enough for the validators; only tests know it
FIRST_NAMES = ("Noor", "Bram", "Yasmin", "Joost", "Meryem", "Pien", "Sietse", "Anouk", "Ilias")
LAST_NAMES = ("Zomerdijk", "van der Wilg", "Karaca", "Hooiveld", "Bakkum", "El Amrani", "Dop")


def _person(n: int) -> str:
    return f"{FIRST_NAMES[n % len(FIRST_NAMES)]} {LAST_NAMES[n % len(LAST_NAMES)]}"


class UserFactory(DjangoModelFactory[User]):
    """A person who can sign in with `PASSWORD`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(_person)
    email = factory.Sequence(lambda n: f"persoon{n}@example.org")
    password = factory.django.Password(PASSWORD)


class OrganisationFactory(DjangoModelFactory[Organisation]):
    """The shared row; make an organisation with the factory of its kind."""

    class Meta:
        model = Organisation


def _shared_row(kind: OrganisationKind) -> factory.SubFactory:
    return factory.SubFactory(
        OrganisationFactory,
        kind=kind,
        key=factory.SelfAttribute("..key"),
        name=factory.SelfAttribute("..name"),
    )


class MunicipalityFactory(DjangoModelFactory[Municipality]):
    """A municipality with the module Subsidie; `subsidy=None` leaves it off.

    `key` is its CBS code: 2000-8999, so that tests may name any other.
    """

    class Meta:
        model = Municipality
        skip_postgeneration_save = True

    class Params:
        key = factory.Sequence(lambda n: f"{2000 + n % 7000}")
        name = factory.Sequence(lambda n: f"Wilgenstad {n}")

    organisation = _shared_row(OrganisationKind.MUNICIPALITY)
    subsidy = factory.RelatedFactory(
        "tests.factories.partners.ModuleFactory", factory_related_name="municipality"
    )


class LetterIssuerFactory(DjangoModelFactory[LetterIssuer]):
    """A letter issuer, without a mandate yet."""

    class Meta:
        model = LetterIssuer

    class Params:
        key = factory.Sequence(lambda n: f"issuer:uitvoerder-{n}")
        name = factory.Sequence(lambda n: f"Uitvoerder {n}")

    organisation = _shared_row(OrganisationKind.LETTER_ISSUER)


class SchoolBoardFactory(DjangoModelFactory[SchoolBoard]):
    """A school board with an address."""

    class Meta:
        model = SchoolBoard

    class Params:
        key = factory.Sequence(lambda n: f"{40000 + n}")
        name = factory.Sequence(lambda n: f"Stichting Wilgenscholen {n:04d}")

    organisation = _shared_row(OrganisationKind.SCHOOL_BOARD)
    street = "Wilgenlaan"
    house_number = "1"
    postcode = "5200 AA"
    city = "Wilgenstad"


class SchoolFactory(DjangoModelFactory[School]):
    """A school of a new board in a new municipality, unless given."""

    class Meta:
        model = School

    class Params:
        key = factory.Sequence(lambda n: f"{n // 25 % 100:02d}Z{chr(65 + n % 25)}00")  # never ZZ
        name = factory.Sequence(lambda n: f"Basisschool De Wilg {n}")

    organisation = _shared_row(OrganisationKind.SCHOOL)
    board = factory.SubFactory(SchoolBoardFactory)
    municipality = factory.SubFactory(MunicipalityFactory)


class ChildcareOrganisationFactory(DjangoModelFactory[ChildcareOrganisation]):
    """A childcare organisation; `key` is its KvK number."""

    class Meta:
        model = ChildcareOrganisation

    class Params:
        key = factory.Sequence(lambda n: f"{90000000 + n}")
        name = factory.Sequence(lambda n: f"Kinderopvang De Wilgenkatjes {n}")

    organisation = _shared_row(OrganisationKind.CHILDCARE_ORGANISATION)


class ChildcareLocationFactory(DjangoModelFactory[ChildcareLocation]):
    """A childcare location of a new organisation in a new municipality, unless given."""

    class Meta:
        model = ChildcareLocation

    class Params:
        key = factory.Sequence(lambda n: f"{900000000 + n}")
        name = factory.Sequence(lambda n: f"Peutergroep De Wilgenkatjes {n}")

    organisation = _shared_row(OrganisationKind.CHILDCARE_LOCATION)
    holder = factory.SubFactory(ChildcareOrganisationFactory)
    municipality = factory.SubFactory(MunicipalityFactory)


class KindcentrumFactory(DjangoModelFactory[Kindcentrum]):
    """A kindcentrum without schools or locations yet."""

    class Meta:
        model = Kindcentrum

    municipality = factory.SubFactory(MunicipalityFactory)
    name = factory.Sequence(lambda n: f"Kindcentrum De Wilg {n}")


class MembershipFactory(DjangoModelFactory[Membership]):
    """A membership without end; `organisation` takes the shared row of any kind."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    role = Role.GEM
    organisation = factory.LazyAttribute(lambda made: organisation_for(made.role))
    valid_from = LONG_AGO


class IssuerMandateFactory(DjangoModelFactory[IssuerMandate]):
    """A mandate without end."""

    class Meta:
        model = IssuerMandate

    issuer = factory.SubFactory(LetterIssuerFactory)
    municipality = factory.SubFactory(MunicipalityFactory)
    reference = factory.Sequence(lambda n: f"Mandaatbesluit 2020-{n}")
    valid_from = LONG_AGO
    signatory_function = "directeur"


class BoardRelationFactory(DjangoModelFactory[BoardRelation]):
    """A board that gets its letters by post."""

    class Meta:
        model = BoardRelation

    board = factory.SubFactory(SchoolBoardFactory)
    municipality = factory.SubFactory(MunicipalityFactory)


FACTORY_OF_KIND = {
    OrganisationKind.MUNICIPALITY: MunicipalityFactory,
    OrganisationKind.LETTER_ISSUER: LetterIssuerFactory,
    OrganisationKind.SCHOOL_BOARD: SchoolBoardFactory,
    OrganisationKind.SCHOOL: SchoolFactory,
    OrganisationKind.CHILDCARE_ORGANISATION: ChildcareOrganisationFactory,
    OrganisationKind.CHILDCARE_LOCATION: ChildcareLocationFactory,
}


def organisation_for(role: str) -> Organisation:
    """Return a new organisation of the first kind on which the role may sit."""
    kind = next(kind for kind, roles in ROLES_OF_KIND.items() if role in roles)
    return FACTORY_OF_KIND[kind]().organisation


def make_actor(
    role: str,
    organisation: object = None,
    *,
    user: User | None = None,
    is_admin: bool = False,
    is_lead: bool = False,
    day: date | None = None,
) -> Actor:
    """Return an actor of this role at this organisation (an extension row or the shared row).

    Makes what is missing: the organisation, the person, the membership. For an issuer that must
    reach a municipality also make an `IssuerMandateFactory`.
    """
    shared = getattr(organisation, "organisation", organisation) or organisation_for(role)
    membership = MembershipFactory(
        organisation=shared,
        role=role,
        is_admin=is_admin,
        is_lead=is_lead,
        **({"user": user} if user else {}),
    )
    actor = actor_for(membership.user, day=day or timezone.localdate(), role=role)
    assert actor is not None
    return actor


class ModuleFactory(DjangoModelFactory[Module]):
    """A module that is on for a whole municipality; one that is on already is that one."""

    class Meta:
        model = Module
        django_get_or_create = ("municipality", "kindcentrum", "kind")

    municipality = factory.SubFactory(MunicipalityFactory)
    kindcentrum = None
    kind = ModuleKind.SUBSIDY
    switched_on_at = factory.LazyFunction(timezone.now)


class RegisterChangeFactory(DjangoModelFactory[RegisterChange]):
    """A school that was renamed."""

    class Meta:
        model = RegisterChange

    organisation = factory.LazyFunction(lambda: SchoolFactory().organisation)
    field = "name"
    old = "De Wilg"
    new = "De Treurwilg"
    changed_on = LONG_AGO
    source = "vestigingen.csv"


class RegisterUploadFactory(DjangoModelFactory[RegisterUpload]):
    """A register of schools that waits for confirmation."""

    class Meta:
        model = RegisterUpload

    municipality = factory.SubFactory(MunicipalityFactory)
    kind = RegisterKind.SCHOOLS
    name = "vestigingen.csv"
    content = b"x"
    uploaded_at = factory.LazyFunction(timezone.now)
    uploaded_by = factory.SubFactory(UserFactory)
