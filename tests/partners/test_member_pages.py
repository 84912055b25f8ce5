"""The pages with which an organisation manages its members."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from partners.access import Actor, actor_for
from partners.models import Membership, School, User
from partners.states import Role
from tests.factories.partners import (
    PASSWORD,
    MembershipFactory,
    SchoolFactory,
    UserFactory,
    make_actor,
)
from tests.partners.cast import TODAY, TOMORROW, YESTERDAY, sign_in

INVITE = "/leden/uitnodigen/"
NEW = {
    "name": "Noor Zomerdijk",
    "email": "noor@example.org",
    "login_name": "",
    "role": "qc",
    "valid_from": "21-11-2026",
    "valid_until": "",
}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel("2026-11-21T09:00:00Z", tick=False):
        yield


@pytest.fixture
def browser(client: Client, school_admin: Actor) -> Client:
    """Return the browser of the school's administrator."""
    return sign_in(client, school_admin)


def text_of(response: Any) -> str:
    text: str = response.content.decode()
    return text


# --- the list ---------------------------------------------------------------------------------


def test_list_shows_members_with_role_period_flags_and_state(
    browser: Client, school: School
) -> None:
    user = UserFactory(name="Noor Zomerdijk", email="noor@example.org")
    MembershipFactory(
        user=user, role=Role.QC, organisation=school.organisation, valid_until=TOMORROW,
        is_lead=True,
    )  # fmt: skip
    page = text_of(browser.get("/leden/"))
    for text in ("Noor Zomerdijk", "noor@example.org", "Kwaliteitscoördinator", "22-11-2026"):
        assert text in page
    assert ("Leidinggevende" in page, "Beheert de leden" in page) == (True, True)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Anna", "Bram", "Later"]),
        ("?state=afgelopen", ["Oud"]),
        ("?state=alles", ["Anna", "Bram", "Later", "Oud"]),
        ("?role=tea", ["Bram"]),
        ("?q=ANNA", ["Anna"]),
        ("?q=bram%40example", ["Bram"]),
        ("?q=niemand", []),
        ("?volgorde=-naam", ["Later", "Bram", "Anna"]),
        ("?volgorde=rol", ["Anna", "Later", "Bram"]),
    ],
)
def test_list_is_filtered_and_sorted(
    browser: Client, school: School, query: str, names: list[str]
) -> None:
    people = {
        "Anna": {"role": Role.QC},
        "Bram": {"role": Role.TEA},
        "Later": {"role": Role.QC, "valid_from": TOMORROW},
        "Oud": {"role": Role.QC, "valid_until": YESTERDAY},
    }
    for name, more in people.items():
        user = UserFactory(name=name, email=f"{name.lower()}@example.org")
        MembershipFactory(user=user, organisation=school.organisation, **more)
    rows = browser.get(f"/leden/{query}").context["object_list"]
    assert [row.user.name for row in rows if row.user.name in people] == names


def test_list_says_when_nothing_is_found(browser: Client) -> None:
    page = text_of(browser.get("/leden/?q=niemand"))
    assert "Geen leden gevonden" in page
    assert "Alle leden tonen" in page


def test_list_pages_by_25(browser: Client, school: School) -> None:
    MembershipFactory.create_batch(30, role=Role.TEA, organisation=school.organisation)
    page = browser.get("/leden/?bladzijde=2")
    assert len(page.context["object_list"]) == 6
    assert "26 tot en met 31 van 31" in text_of(page)


def test_list_answers_htmx_with_the_rows_only(browser: Client) -> None:
    response = browser.get("/leden/", headers={"HX-Request": "true"})
    assert "<table" in text_of(response)
    assert "<html" not in text_of(response)


def test_list_holds_only_organisations_one_manages(browser: Client, outsider: Actor) -> None:
    assert outsider.user.name not in [
        row.user.name for row in browser.get("/leden/?state=alles").context["object_list"]
    ]


@pytest.mark.parametrize("members", [1, 3])
def test_list_has_a_query_budget(
    browser: Client, school: School, members: int, django_assert_num_queries: Any
) -> None:
    MembershipFactory.create_batch(members, role=Role.TEA, organisation=school.organisation)
    with django_assert_num_queries(8):
        browser.get("/leden/")


@pytest.mark.parametrize(
    "path",
    ["/leden/", INVITE, "/leden/{pk}/wijzigen/", "/leden/{pk}/beeindigen/", "/leden/{pk}/link/"],
)
def test_pages_are_denied_without_the_flag(
    client: Client, school: School, member: Membership, path: str
) -> None:
    plain = sign_in(client, make_actor(Role.SCH, school))
    response = plain.get(path.format(pk=member.pk))
    assert response.status_code == 403
    assert "leden van de eigen organisatie beheren" in text_of(response)


@pytest.mark.parametrize("act", ["wijzigen", "beeindigen", "link"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_pages_of_a_foreign_member_are_not_found(
    client: Client, outsider: Actor, member: Membership, act: str, method: str
) -> None:
    stranger = sign_in(client, outsider)
    response = getattr(stranger, method)(f"/leden/{member.pk}/{act}/")
    assert response.status_code == 404


def test_pages_of_a_colleague_elsewhere_are_not_found(
    client: Client, school_admin: Actor, school: School
) -> None:
    other = SchoolFactory(municipality=school.municipality)
    MembershipFactory(user=school_admin.user, role=Role.SCH, organisation=other.organisation)
    foreign = MembershipFactory(role=Role.QC, organisation=other.organisation)
    actor = actor_for(school_admin.user, day=TODAY, role="sch")
    assert actor is not None
    response = sign_in(client, actor).get(f"/leden/{foreign.pk}/beeindigen/")
    assert response.status_code == 404


# --- invite -----------------------------------------------------------------------------------


def test_invite_makes_a_member_and_says_so(browser: Client, school: School) -> None:
    response = browser.post(INVITE, {**NEW, "is_lead": "on"}, follow=True)
    assert response.redirect_chain == [("/leden/", 302)]
    assert "Noor Zomerdijk is uitgenodigd en krijgt een mail met een link." in text_of(response)
    made = Membership.objects.get(user__email="noor@example.org")
    assert (made.organisation, made.role, made.is_lead, made.is_admin) == (
        school.organisation, "qc", True, False,
    )  # fmt: skip


def test_invite_of_somebody_known_says_so(browser: Client) -> None:
    UserFactory(name="Noor Bakkum", email="noor@example.org")
    page = text_of(browser.post(INVITE, NEW, follow=True))
    assert "Noor Bakkum heeft al een account en krijgt een mail over deze rol." in page


def test_invite_offers_the_roles_of_the_school_only(browser: Client) -> None:
    page = browser.get(INVITE)
    offered = [value for value, _label in page.context["form"].fields["role"].choices]
    assert offered == ["", "qc", "sch", "tea", "dpo"]
    assert "organisation" not in page.context["form"].fields


def test_invite_asks_where_if_one_manages_more(client: Client, school_admin: Actor) -> None:
    other = SchoolFactory(name="De Eik")
    MembershipFactory(
        user=school_admin.user, role=Role.SCH, organisation=other.organisation, is_admin=True
    )
    browser = sign_in(client, school_admin)
    browser.post(INVITE, {**NEW, "organisation": other.pk})
    assert Membership.objects.get(user__email="noor@example.org").organisation.name == "De Eik"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"name": ""}, "Vul de naam in"),
        ({"email": ""}, "Vul een e-mailadres in, of anders een inlognaam."),
        ({"email": "noor"}, "Vul een heel e-mailadres in"),
        ({"login_name": "noor"}, "Laat dit leeg"),
        ({"email": "", "login_name": "noor@example.org"}, "Vul een e-mailadres bij E-mailadres in"),
        ({"role": ""}, "Kies de rol."),
        ({"valid_from": "morgen"}, "Vul een datum in"),
        ({"valid_from": "20-11-2026"}, "Kies als eerste dag vandaag of later."),
        ({"valid_until": "20-11-2026"}, "De laatste dag ligt voor de eerste dag."),
        ({"role": "tea", "is_admin": "on"}, "kun je geen leden beheren"),
    ],
)
def test_invite_says_what_is_wrong(browser: Client, data: dict[str, str], text: str) -> None:
    page = text_of(browser.post(INVITE, {**NEW, **data}))
    assert text in page
    assert "<title>Fout: Iemand uitnodigen" in page
    assert not User.objects.filter(email=NEW["email"]).exists()


def test_invite_of_oneself_is_refused_at_the_field(browser: Client, school_admin: Actor) -> None:
    page = browser.post(INVITE, {**NEW, "email": school_admin.user.email})
    assert "Je kunt jezelf geen rechten geven." in page.context["form"].errors["email"][0]


def test_invite_of_an_officer_is_refused_at_the_role(browser: Client, officer: Actor) -> None:
    page = browser.post(INVITE, {**NEW, "email": officer.user.email})
    assert "Wie voor de gemeente werkt" in page.context["form"].errors["role"][0]


def test_invite_by_login_name_leads_to_the_link(browser: Client) -> None:
    data = {**NEW, "email": "", "login_name": "groep-blauw"}
    response = browser.post(INVITE, data, follow=True)
    made = Membership.objects.get(user__login_name="groep-blauw")
    assert response.redirect_chain == [(f"/leden/{made.pk}/link/", 302)]
    assert "Geef nu de link door." in text_of(response)


# --- a link by hand ---------------------------------------------------------------------------


@pytest.fixture
def without_address(school: School) -> Membership:
    user = User.objects.create_user(name="Pien Dop", login_name="groep-blauw")
    return MembershipFactory(user=user, role=Role.TEA, organisation=school.organisation)


def test_link_is_shown_once_and_works(browser: Client, without_address: Membership) -> None:
    url = f"/leden/{without_address.pk}/link/"
    assert "/wachtwoord/kiezen/" not in text_of(browser.get(url))
    response = browser.post(url)
    link = response.context["link"]
    assert link in text_of(response)
    assert response["Cache-Control"] == "no-store"
    page = Client().get("/" + link.split("/", 3)[3], follow=True)
    assert "groep-blauw" in text_of(page)


def test_link_for_who_has_an_address_is_refused(browser: Client, member: Membership) -> None:
    page = text_of(browser.post(f"/leden/{member.pk}/link/"))
    assert "heeft een e-mailadres en vraagt zelf een link" in page
    assert "/wachtwoord/kiezen/" not in page


# --- change and end ---------------------------------------------------------------------------


def test_change_saves_and_says_so(browser: Client, member: Membership) -> None:
    data = {"valid_until": "31-7-2027", "is_lead": "on"}
    response = browser.post(f"/leden/{member.pk}/wijzigen/", data, follow=True)
    assert f"Het lidmaatschap van {member.user} is gewijzigd." in text_of(response)
    member.refresh_from_db()
    assert (str(member.valid_until), member.is_lead) == ("2027-07-31", True)


def test_change_starts_from_what_is_there(browser: Client, school: School) -> None:
    lead = MembershipFactory(
        role=Role.QC, organisation=school.organisation, valid_until=TOMORROW, is_lead=True
    )
    form = browser.get(f"/leden/{lead.pk}/wijzigen/").context["form"]
    assert form.initial == {"valid_until": TOMORROW, "is_lead": True, "is_admin": False}


def test_change_of_a_teacher_offers_no_management(browser: Client, school: School) -> None:
    teacher = MembershipFactory(role=Role.TEA, organisation=school.organisation)
    assert "is_admin" not in browser.get(f"/leden/{teacher.pk}/wijzigen/").context["form"].fields


def test_change_says_what_is_wrong(browser: Client, member: Membership) -> None:
    page = browser.post(f"/leden/{member.pk}/wijzigen/", {"valid_until": "20-11-2026"})
    assert page.context["form"].errors["valid_until"] == ["Kies als laatste dag vandaag of later."]


def test_end_asks_first_and_ends_at_once(browser: Client, member: Membership) -> None:
    url = f"/leden/{member.pk}/beeindigen/"
    page = text_of(browser.get(url))
    assert (
        str(member.user) in page,
        "utrecht-button--primary-action utrecht-button--danger" in page,
    ) == (True, True)
    response = browser.post(url, {"last_day": ""}, follow=True)
    assert f"Het lidmaatschap van {member.user} is beëindigd." in text_of(response)
    member.refresh_from_db()
    assert member.ended_at is not None


def test_end_later_keeps_the_day(browser: Client, member: Membership) -> None:
    browser.post(f"/leden/{member.pk}/beeindigen/", {"last_day": "22-11-2026"})
    member.refresh_from_db()
    assert (member.valid_until, member.ended_at) == (TOMORROW, None)


def test_end_of_the_last_admin_warns_and_asks(browser: Client, school_admin: Actor) -> None:
    url = f"/leden/{school_admin.memberships[0].pk}/beeindigen/"
    assert "is_last_admin_ok" not in text_of(browser.get(url))
    warned = text_of(browser.post(url, {"last_day": ""}))
    assert "enige beheerder" in warned
    assert "is_last_admin_ok" in warned
    assert browser.post(url, {"last_day": "", "is_last_admin_ok": "on"})["Location"] == "/"
    assert browser.get("/leden/")["Location"] == "/geen-rol/"


def test_end_of_what_is_over_says_so(browser: Client, school: School) -> None:
    over = MembershipFactory(role=Role.QC, organisation=school.organisation, valid_until=YESTERDAY)
    assert "al afgelopen" in text_of(browser.post(f"/leden/{over.pk}/beeindigen/", {}))


def test_ended_member_is_out_at_the_next_request(browser: Client, member: Membership) -> None:
    theirs = Client()
    theirs.post("/account/inloggen/", {"login": member.user.email, "password": PASSWORD})
    assert theirs.get("/mijn-organisatie/").status_code == 200
    browser.post(f"/leden/{member.pk}/beeindigen/", {"last_day": ""})
    assert theirs.get("/mijn-organisatie/")["Location"] == "/geen-rol/"
