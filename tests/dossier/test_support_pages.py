"""The pages of support: what stands on them, the forms, and what taking back says."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from children.models import Child
from children.states import ConsentAct, ConsentScope, FormSection
from dossier.models import (
    ArrangementPlace,
    DevelopmentScore,
    Doubt,
    Indication,
    Lead,
    SupportChoice,
    SupportNeed,
    SupportPlan,
    WaitingPlace,
)
from dossier.support_states import SupportDomain, SupportPart
from partners.access import Actor
from partners.models import AuditEntry, School
from partners.states import Role
from tests.dossier.support_cast import share
from tests.factories.children import ArrangementFactory, ask, make_child, say
from tests.factories.partners import SchoolFactory, make_actor
from tests.factories.support import (
    DevelopmentScoreFactory,
    DoubtFactory,
    IndicationFactory,
    LeadFactory,
    PlanMomentFactory,
    SupportNeedFactory,
    SupportPlanFactory,
    WaitingPlaceFactory,
)
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
NEED = {"domain": "language", "level": "extra", "proximity": "on_group"}


def as_(actor: Actor) -> Client:
    return sign_in(Client(), actor)


def day(days: int = 0) -> str:
    found = timezone.localdate() + timedelta(days=days)
    return f"{found.day}-{found.month}-{found.year}"


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode().partition("<main")[2]


def of(child: Child, rest: str = "") -> str:
    return f"/kinderen/{child.key}/ondersteuning/{rest}"


@pytest.fixture
def school(supported: Child) -> School:
    made: School = SchoolFactory(municipality=supported.location.municipality)
    return made


# --- one child ----------------------------------------------------------------------------------


def test_page_without_anything_says_what_to_do(supported: Child, writer: Actor) -> None:
    text = page(as_(writer), of(supported))
    assert "Nog niets genoteerd" in text
    assert "Nog niemand houdt het overzicht" in text


def test_page_shows_every_part(supported: Child, writer: Actor) -> None:
    plan = SupportPlanFactory(child=supported)
    PlanMomentFactory(plan=plan)
    for factory in (LeadFactory, SupportNeedFactory, IndicationFactory, WaitingPlaceFactory):
        factory(child=supported)
    DoubtFactory(child=supported, consulted="CJG")
    DevelopmentScoreFactory(child=supported)
    text = page(as_(writer), of(supported))
    words = (plan.goal, "Sanne de Wit", "Taal en spraak: extra", "Voorschoolse educatie", "CJG")
    assert [word for word in (*words, "Logopedie", "fase 3", "<svg") if word not in text] == []


def test_page_offers_only_what_is_on(supported: Child, writer: Actor) -> None:
    SupportChoice.objects.update(parts=[SupportPart.NEEDS])
    WaitingPlaceFactory(child=supported)
    text = page(as_(writer), of(supported))
    assert "Behoefte noteren" in text
    assert "Plan maken" not in text
    assert "staat bij jullie uit" in text


@pytest.mark.privacy(9, 17)
def test_page_of_a_school_has_what_its_section_says_and_no_doubt(
    supported: Child, school: School
) -> None:
    share(supported, school, FormSection.SUPPORT)
    SupportNeedFactory(child=supported)
    IndicationFactory(child=supported)
    DoubtFactory(child=supported, consulted="CJG")
    text = page(as_(make_actor(Role.QC, school)), of(supported))
    shown = ("Taal en spraak" in text, "Voorschoolse educatie" in text, "CJG" in text)
    assert shown == (True, False, False)
    assert "afsluiten" not in text
    read = AuditEntry.objects.filter(action="child.read", role=Role.QC)
    assert [entry.details for entry in read] == [{"thing": "support"}]


@pytest.mark.privacy(5)
@pytest.mark.parametrize("is_given", [False, True])
def test_page_of_a_school_tells_of_health_by_its_own_yes(
    supported: Child, school: School, *, is_given: bool
) -> None:
    share(supported, school, FormSection.SUPPORT)
    if is_given:
        say(ask(supported, ConsentScope.HEALTH, school), ConsentAct.GRANTED)
    SupportNeedFactory(child=supported, domain=SupportDomain.MEDICAL, is_health=True)
    text = page(as_(make_actor(Role.QC, school)), of(supported))
    assert ("Medisch" in text) is is_given
    assert AuditEntry.objects.filter(details__section="health").exists() is is_given


def test_page_of_a_school_without_a_section_does_not_exist(
    supported: Child, school: School
) -> None:
    share(supported, school, FormSection.REPORT)
    client = as_(make_actor(Role.QC, school))
    assert client.get(of(supported)).status_code == 404
    assert "Ondersteuning</a></li>" not in page(client, f"/kinderen/{supported.key}/")


def test_child_page_leads_to_support(supported: Child, writer: Actor) -> None:
    assert of(supported) in page(as_(writer), f"/kinderen/{supported.key}/")


def test_page_has_as_many_queries_for_more_rows(supported: Child, writer: Actor) -> None:
    client, counts = as_(writer), []
    for _time in range(3):
        SupportNeedFactory(child=supported)
        PlanMomentFactory(plan=SupportPlanFactory(child=supported))
        with CaptureQueriesContext(connection) as made:
            client.get(of(supported))
        counts.append(len(made))
    assert counts[1] == counts[2]


# --- forms --------------------------------------------------------------------------------------


def test_need_is_noted_with_three_choices(supported: Child, writer: Actor) -> None:
    answer = as_(writer).post(of(supported, "behoefte/"), {**NEED, "since": day()})
    assert answer["Location"] == of(supported)
    need = SupportNeed.objects.get()
    assert (need.domain, need.level, need.proximity) == tuple(NEED.values())


def test_need_refused_keeps_what_was_typed(supported: Child, writer: Actor) -> None:
    typed = {**NEED, "since": day(3), "note": "Wijst aan."}
    text = as_(writer).post(of(supported, "behoefte/"), typed).content.decode()
    assert "niet later dan vandaag" in text
    assert "Wijst aan." in text


@pytest.mark.privacy(12)
def test_need_takes_no_citizen_number(supported: Child, writer: Actor) -> None:
    typed = {**NEED, "since": day(), "note": "Nummer 123456782."}
    as_(writer).post(of(supported, "behoefte/"), typed)
    assert not SupportNeed.objects.exists()


@pytest.mark.parametrize("kind", ["behoefte", "plan"])
def test_free_text_says_what_not_to_write(supported: Child, writer: Actor, kind: str) -> None:
    text = page(as_(writer), of(supported, f"{kind}/"))
    assert "Feiten, geen diagnoses" in text
    assert "Volg de meldcode" in text


def test_other_kinds_are_noted_by_their_forms(supported: Child, writer: Actor) -> None:
    town = supported.location.municipality
    offer = ArrangementFactory(municipality=town, from_months=12, until_months=120)
    client = as_(writer)
    plan = {"goal": "Vraagt om hulp.", "from_day": day(), "until_day": day(60)}
    sent: dict[str, dict[str, Any]] = {
        "plan": {**plan, "moment_on": day(60)},
        "indicatie": {"kind": "ve", "asked_on": day()},
        "wachten": {"form": "speech", "since": day()},
        "twijfel": {"consulted": "JGZ", "since": day()},
        "arrangement": {"arrangement": offer.pk, "from_day": day()},
        "fasen": {"seen_on": day(), "motor": "4"},
        "regiehouder": {"member": writer.memberships[0].pk, "since": day()},
    }
    answers = {kind: client.post(of(supported, f"{kind}/"), data) for kind, data in sent.items()}
    assert [kind for kind, answer in answers.items() if answer.status_code != 302] == []
    tables = (SupportPlan, Indication, WaitingPlace, Doubt, ArrangementPlace, DevelopmentScore)
    assert [table.objects.count() for table in tables] == [1] * 6
    assert Lead.objects.get().membership == writer.memberships[0]


def test_lead_from_outside_has_a_name_and_an_organisation(supported: Child, writer: Actor) -> None:
    client, path = as_(writer), of(supported, "regiehouder/")
    sent = {"member": "buiten", "name": "Sanne de Wit", "since": day()}
    assert "bij welke organisatie" in client.post(path, sent).content.decode()
    client.post(path, {**sent, "organisation": "CJG"})
    assert Lead.objects.get().who == "Sanne de Wit (CJG)"


def test_change_begins_with_what_is_known(supported: Child, writer: Actor) -> None:
    need = SupportNeedFactory(child=supported, note="Wijst aan.")
    client, path = as_(writer), f"/ondersteuning/behoefte/{need.key}/wijzigen/"
    text = page(client, path)
    assert "Wijst aan." in text
    assert 'value="01-09-2026"' in text
    sent = {**NEED, "level": "intensive", "since": "1-9-2026", "seen": seen_in(text)}
    client.post(path, sent)
    need.refresh_from_db()
    assert need.level == "intensive"


def test_discuss_from_the_page(supported: Child, writer: Actor) -> None:
    today = timezone.localdate()
    period = {"from_day": today, "until_day": today + timedelta(60)}
    plan = SupportPlanFactory(child=supported, **period)
    PlanMomentFactory(plan=plan, planned_on=today)
    said = {"decision": "go", "parents_there": "ja", "held_on": day(), "until_day": day(60)}
    path = f"/ondersteuning/plan/{plan.key}/bespreken/"
    answer = as_(writer).post(path, {**said, "next_on": day(30), "note": "Gaat beter."})
    assert answer["Location"] == of(supported)
    assert plan.moments.filter(held_on=None).get().planned_on == today + timedelta(30)
    assert "Gaat beter." in page(as_(writer), of(supported))


def test_end_and_undo_from_the_page(supported: Child, writer: Actor) -> None:
    need = SupportNeedFactory(child=supported)
    client, path = as_(writer), f"/ondersteuning/behoefte/{need.key}"
    client.post(f"{path}/afsluiten/", {"until": day()})
    assert "Einde terugdraaien" in page(client, of(supported))
    client.post(f"{path}/terugdraaien/")
    need.refresh_from_db()
    assert need.until is None


def test_remove_asks_first(supported: Child, writer: Actor) -> None:
    need = SupportNeedFactory(child=supported, added_at=timezone.now())
    client, path = as_(writer), f"/ondersteuning/behoefte/{need.key}/weghalen/"
    assert "een vergissing" in page(client, path)
    client.post(path)
    assert not SupportNeed.objects.exists()


@pytest.mark.parametrize("rest", ["behoefte/wijzigen", "fasen/afsluiten", "iets/weghalen"])
def test_address_of_a_strange_kind_does_not_exist(
    supported: Child, writer: Actor, rest: str
) -> None:
    kind, _slash, act = rest.partition("/")
    key = "8fbdc025-4546-4e63-827b-c6f3a0000000"
    assert as_(writer).get(f"/ondersteuning/{kind}/{key}/{act}/").status_code == 404
    assert as_(writer).get(of(supported, "iets/")).status_code == 404


# --- the list -----------------------------------------------------------------------------------


def test_list_has_who_is_discussed_first_on_top(supported: Child, writer: Actor) -> None:
    other = make_child(supported.location, first_name="Bo", last_name="Later")
    Child.objects.filter(pk=supported.pk).update(first_name="Ada", last_name="Eerst")
    today = timezone.localdate()
    for child, days in ((supported, 3), (other, 1)):
        plan = SupportPlanFactory(child=child, until_day=today + timedelta(40))
        PlanMomentFactory(plan=plan, planned_on=today + timedelta(days))
    client = as_(writer)
    first = page(client, "/ondersteuning/")
    assert first.index("Bo Later") < first.index("Ada Eerst")
    back = page(client, "/ondersteuning/?volgorde=-gesprek")
    assert back.index("Bo Later") > back.index("Ada Eerst")


@pytest.mark.parametrize(
    ("todo", "is_there"), [("bespreken", False), ("wachten", True), ("regiehouder", False)]
)
def test_list_is_filtered_by_what_stands_out(
    supported: Child, writer: Actor, todo: str, *, is_there: bool
) -> None:
    WaitingPlaceFactory(child=supported)
    LeadFactory(child=supported)
    text = page(as_(writer), f"/ondersteuning/?todo={todo}")
    assert (supported.name in text) is is_there


@pytest.mark.privacy(5, 9)
def test_list_of_a_school_knows_nothing_of_health_without_its_yes(
    supported: Child, school: School
) -> None:
    share(supported, school, FormSection.SUPPORT)
    SupportNeedFactory(child=supported, domain=SupportDomain.MEDICAL, is_health=True)
    client = as_(make_actor(Role.QC, school))
    assert supported.name not in page(client, "/ondersteuning/")
    say(ask(supported, ConsentScope.HEALTH, school), ConsentAct.GRANTED)
    assert supported.name in page(client, "/ondersteuning/")


def test_list_has_as_many_queries_for_more_children(supported: Child, writer: Actor) -> None:
    client, counts = as_(writer), []
    for _number in range(3):
        child = make_child(supported.location)
        SupportNeedFactory(child=child)
        LeadFactory(child=child)
        with CaptureQueriesContext(connection) as made:
            client.get("/ondersteuning/")
        counts.append(len(made))
    assert counts[1] == counts[2]


# --- which parts are on -------------------------------------------------------------------------


def test_choice_of_parts_from_the_page(supported: Child) -> None:
    holder = supported.location.holder
    client = as_(make_actor(Role.KCC, holder))
    path = f"/ondersteuning/instelling/{holder.pk}/"
    assert path in page(client, "/ondersteuning/")
    client.post(path, {"parts": ["scores", "needs"]})
    assert SupportChoice.objects.get(holder=holder).parts == ["needs", "scores"]


@pytest.mark.parametrize("kind", ["behoefte", "plan", "twijfel"])
def test_second_editor_is_told_and_loses_nothing(
    supported: Child, writer: Actor, kind: str
) -> None:
    row, field, sent = _row_and_form(supported, kind)
    path = f"/ondersteuning/{kind}/{row.key}/wijzigen/"
    seen = seen_in(as_(writer).get(path).content.decode())
    other = as_(make_actor(Role.KCC, supported.location.holder))
    other.post(path, {**sent, field: "Eerst dit.", "seen": seen})
    late = {**sent, field: "Toch dat.", "seen": seen}
    shown = as_(writer).post(path, late).content.decode()
    assert "Intussen heeft een ander dit gewijzigd" in shown
    assert "<p>Eerst dit.</p>" in shown
    assert "Toch dat." in shown
    row.refresh_from_db()
    column = {"behoefte": "note", "plan": "goal", "twijfel": "consulted"}[kind]
    assert getattr(row, column) == "Eerst dit."
    as_(writer).post(path, late | {"seen": seen_in(shown)})
    row.refresh_from_db()
    assert getattr(row, column) == "Toch dat."


def seen_in(page: str) -> str:
    """Return how the row stood when the page was made."""
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page) or re.search(
        r'value="([0-9a-f]{64})"', page
    )
    assert found is not None
    return found[1]


def _row_and_form(child: Child, kind: str) -> tuple[Any, str, dict[str, str]]:
    """Return something that goes on, which of its fields is typed, and what a browser sends."""
    if kind == "behoefte":
        return SupportNeedFactory(child=child), "note", {**NEED, "since": day()}
    if kind == "twijfel":
        return DoubtFactory(child=child, closed_on=None), "consulted", {}
    plan = SupportPlanFactory(child=child)
    PlanMomentFactory(plan=plan)
    days = {"until_day": day(60), "moment_on": day(60), "from_day": day()}
    return plan, "goal", days
