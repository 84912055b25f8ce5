"""The pages of requests: what waits, the next step on the same screen, nothing typed is lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from children.models import Attachment, ConsentEvent
from children.states import Channel, ConsentScope
from dossier.forms.steps import SLUGS
from dossier.models import ObservationRequest, ParentTalk, Signal, SupportTeam
from dossier.request_states import RequestedOf
from partners.access import Actor
from partners.states import Role
from tests.children import samples
from tests.dossier.request_town import QUESTION, Town
from tests.factories.dossier import LookQuestionFactory
from tests.factories.partners import make_actor
from tests.factories.requests import AskedTeamFactory, ParentTalkFactory, sent
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
TOO_LONG = "x" * 50_000
GOAL = "Kijken naar het samen spelen."


def typed(days: int = 0) -> str:
    """Return a day as somebody types it."""
    return f"{timezone.localdate() + timedelta(days=days):%-d-%-m-%Y}"


def page(by: Actor, name: str, *keys: Any, query: str = "") -> Any:
    return sign_in(Client(), by).get(reverse(name, args=keys) + query)


def post(by: Actor, name: str, *keys: Any, **data: Any) -> Any:
    return sign_in(Client(), by).post(reverse(name, args=keys), data, follow=True)


def step(by: Actor, one: ObservationRequest, slug: str, **data: Any) -> Any:
    return post(by, "request_step", one.child.key, one.key, slug, **data)


def text(answer: Any) -> str:
    return str(answer.content.decode())


# --- one child ----------------------------------------------------------------------------------


def test_child_page_takes_a_signal_and_a_talk(town: Town) -> None:
    key = town.child.key
    shown = post(town.worker, "signal_note", key, picks=["pushing"], kind="behaviour")
    assert "duwen" in text(shown)
    said = {"talked_on": typed(), "agreed": "Een vaste plek."}
    assert "Een vaste plek." in text(post(town.worker, "talk_note", key, **said))
    assert (Signal.objects.count(), ParentTalk.objects.count()) == (1, 1)


def test_child_page_loses_nothing_that_was_pasted(town: Town) -> None:
    shown = post(town.worker, "signal_note", town.child.key, kind="tried", text=TOO_LONG)
    assert TOO_LONG in text(shown)
    assert "50000 tekens; er passen er 4000" in text(shown)


def test_child_page_of_a_school_has_no_place_to_note(town: Town) -> None:
    town.sent()
    shown = page(town.coordinator, "child_requests", town.child.key)
    assert shown.status_code == 200
    assert "Signaal noteren" not in text(shown)


# --- asking -------------------------------------------------------------------------------------


def test_ask_page_takes_a_question_and_who(town: Town) -> None:
    shown = post(
        town.worker, "request_ask", town.child.key, question=QUESTION, asked="qc", owner="kcc"
    )
    assert "de handtekening van een ouder" in text(shown)
    assert ObservationRequest.objects.get().question == QUESTION


def test_ask_page_offers_teams_of_the_own_municipality(town: Town) -> None:
    own = AskedTeamFactory(municipality=town.child.location.municipality)
    AskedTeamFactory()
    choices = page(town.worker, "request_ask", town.child.key).context["form"]["asked"].field
    assert [value for value, _label in choices.choices] == ["qc", "kcc", f"team:{own.pk}"]


@pytest.mark.privacy(9)
def test_pages_list_all_that_goes_along_and_promise_no_other(town: Town) -> None:
    key, said = town.child.key, {"talked_on": typed(), "agreed": "Een vaste plek."}
    post(town.worker, "signal_note", key, kind="tried", text="Hij bouwt alleen.")
    post(town.worker, "talk_note", key, **said)
    shown = text(page(town.contact, "request_ask", key))
    for words in ("Alles wat tot nu toe", "2 notities", "Hij bouwt alleen.", "Een vaste plek."):
        assert words in shown
    request = town.prepared()
    seen = {"observer": "Auris", "seen_on": typed(), "text": "Kijkt mee."}
    post(town.carer, "other_note", key, request.key, **seen)
    town.sign()
    shown = text(page(town.contact, "request", key, request.key))
    assert ("3 notities" in shown, shown.count("Kijkt mee.")) == (True, 2)
    step(town.contact, request, "versturen")
    assert Signal.objects.get().request == ParentTalk.objects.get().request == request
    shown = text(page(town.contact, "request", key, request.key))
    assert ("notities" in shown, "van jullie zelf" in shown) == (False, False)


def test_ask_page_keeps_a_screening_form(town: Town) -> None:
    file = SimpleUploadedFile("formulier.jpg", samples.photo())
    given = {"question": QUESTION, "asked": "qc", "screening": file}
    post(town.worker, "request_ask", town.child.key, **given)
    assert ObservationRequest.objects.get().screening is not None


@pytest.mark.parametrize("raw", [b"geen plaatje", b""], ids=["no picture", "empty"])
def test_ask_page_refuses_what_is_no_file(town: Town, raw: bytes) -> None:
    given = {"question": QUESTION, "asked": "qc", "screening": SimpleUploadedFile("a.pdf", raw)}
    shown = post(town.worker, "request_ask", town.child.key, **given)
    assert "screening" in shown.context["form"].errors
    assert QUESTION in text(shown)


@pytest.mark.parametrize("field", ["question", "asked"])
def test_ask_page_says_what_is_missing(town: Town, field: str) -> None:
    given = {"question": QUESTION, "asked": "qc"} | {field: ""}
    shown = post(town.worker, "request_ask", town.child.key, **given)
    assert list(shown.context["form"].errors) == [field]


def test_ask_page_begins_with_the_look_question_it_grew_from(town: Town) -> None:
    look = LookQuestionFactory(location=town.child.location, child=town.child)
    query = f"?vraag={look.key}"
    assert look.question in text(page(town.contact, "request_ask", town.child.key, query=query))
    path = reverse("request_ask", args=[town.child.key]) + query
    sign_in(Client(), town.contact).post(path, {"question": "Kom kijken.", "asked": "qc"})
    assert ObservationRequest.objects.get().look == look


def test_ask_page_begins_with_what_was_sent_back(town: Town) -> None:
    request = town.sent()
    step(town.coordinator, request, "terugsturen", missing="Wie is de mentor?")
    shown = page(town.worker, "request", town.child.key, request.key)
    assert "Wie is de mentor?" in text(shown)
    query = f"?opnieuw={request.key}"
    shown = page(town.worker, "request_ask", town.child.key, query=query)
    assert QUESTION in text(shown)
    assert shown.context["form"].initial["asked"] == "qc"


def test_ask_page_says_for_whom_parents_signed_already(town: Town) -> None:
    town.sign(ConsentScope.OBSERVE_OWN)
    choices = page(town.worker, "request_ask", town.child.key).context["form"]["asked"].field
    assert ["meteen weg" in str(label) for _value, label in choices.choices] == [False, True]


def test_child_page_takes_away_a_signal_of_ones_own(town: Town) -> None:
    note = {"picks": ["pushing"], "kind": "behaviour"}
    post(town.worker, "signal_note", town.child.key, **note)
    signal = Signal.objects.get()
    path = reverse("signal_remove", args=[town.child.key, signal.pk])
    assert path in text(page(town.worker, "child_requests", town.child.key))
    assert path not in text(page(town.contact, "child_requests", town.child.key))
    assert "Weggehaald." in text(post(town.worker, "signal_remove", town.child.key, signal.pk))


# --- the signature ------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["parent_app", "sheet"])
def test_signature_is_handed_over_once(town: Town, way: str) -> None:
    request = town.prepared()
    shown = post(town.contact, "request_sign", town.child.key, request.key, way=way)
    assert shown.headers["Cache-Control"] == "no-store"
    assert ConsentEvent.objects.filter(act="requested", channel=way).count() == 1


def test_signature_at_the_door_locks_the_device(town: Town) -> None:
    request, client = town.prepared(), sign_in(Client(), town.worker)
    path = reverse("request_sign", args=[town.child.key, request.key])
    assert client.post(path, {"way": "door"}).headers["Location"].startswith("/ouder/")


def test_signature_on_paper_goes_on_at_the_paper(town: Town) -> None:
    request = town.prepared()
    keys = town.child.key, request.key
    shown = post(town.worker, "request_sign", *keys, way=Channel.PAPER.value)
    assert "Meekijken in de groep" in text(shown)


def test_signature_by_mail_before_the_start_says_why_not(town: Town) -> None:
    request = town.prepared()
    shown = post(town.worker, "request_sign", town.child.key, request.key, way="mail")
    assert "nog niet gestart" in text(shown)
    assert not ConsentEvent.objects.filter(act="requested").exists()


# --- one request --------------------------------------------------------------------------------


def test_request_page_sends_after_the_signature(town: Town) -> None:
    request = town.prepared()
    assert "Verzoek versturen" not in text(
        page(town.worker, "request", town.child.key, request.key)
    )
    town.sign()
    assert "Je verzoek is verstuurd" in text(step(town.worker, request, "versturen"))


def test_request_page_says_who_signed_to_childcare_only(town: Town) -> None:
    request, name = town.sent(), town.child.guardians.get().name
    keys = town.child.key, request.key
    assert f"Getekend door {name}" in text(page(town.carer, "request", *keys))
    assert name not in text(page(town.coordinator, "request", *keys))


def test_request_page_names_parents_of_a_talk_to_childcare_only(town: Town) -> None:
    request, guardian = town.sent(), town.child.guardians.get()
    ParentTalkFactory(
        child=town.child, request=request, guardian=guardian, agreed="Zo doen we het."
    )
    for name, keys in {
        "request": (town.child.key, request.key),
        "child_requests": (town.child.key,),
    }.items():
        own, school = (text(page(by, name, *keys)) for by in (town.carer, town.coordinator))
        assert ("Zo doen we het." in own, "Zo doen we het." in school) == (True, True)
        assert (guardian.name in own, guardian.name in school) == (True, False)


def test_request_page_opens_a_screening_form_once_it_is_clean(town: Town) -> None:
    request = town.sent(screening=samples.photo())
    for scan, is_health, seen in (
        ("waiting", False, ("wacht op een controle", "")),
        ("clean", False, ("openen", "openen")),
        ("clean", True, ("openen", "")),
    ):
        Attachment.objects.update(scan=scan, is_health=is_health)
        for by, words in zip((town.carer, town.coordinator), seen, strict=True):
            shown = text(page(by, "request", town.child.key, request.key))
            assert (words in shown) is True
            assert ("/bijlagen/" in shown) is (words == "openen")


def test_request_page_leads_to_the_support_team(town: Town) -> None:
    request = town.planned()
    said = {"outcome": "support_team", "reason": "Samen verder kijken."}
    shown = text(step(town.carer, request, "afwegen", **said))
    propose = reverse("team_propose", args=[town.child.key]) + f"?verzoek={request.key}"
    assert propose in shown
    assert propose not in text(page(town.worker, "request", town.child.key, request.key))
    sign_in(Client(), town.carer).post(propose, {"reason": "Praten over spelen."})
    team = SupportTeam.objects.get()
    assert team.request == request
    for by, sees in ((town.carer, True), (town.worker, True), (town.coordinator, False)):
        shown = text(page(by, "request", town.child.key, request.key))
        assert (reverse("team", args=[team.key]) in shown, propose in shown) == (sees, False)


def test_request_page_plans_with_two_fields(town: Town) -> None:
    request = town.sent()
    shown = step(town.coordinator, request, "plannen", planned_on=typed(1), goal=GOAL)
    assert GOAL in text(shown)
    assert shown.context["stand"] == "planned"


def test_request_page_hints_at_a_weekend(town: Town) -> None:
    request, day = town.sent(), timezone.localdate()
    saturday = 5 - day.weekday() if day.weekday() < 5 else 12 - day.weekday()
    shown = step(town.coordinator, request, "plannen", planned_on=typed(saturday), goal=GOAL)
    assert "weekend" in text(shown)


@pytest.mark.parametrize(
    ("slug", "data", "kept"),
    [
        ("plannen", {"planned_on": typed(-1), "goal": GOAL}, GOAL),
        ("plannen", {"planned_on": typed(400), "goal": GOAL}, GOAL),
        ("plannen", {"planned_on": typed(1), "goal": TOO_LONG}, TOO_LONG),
        ("terugsturen", {"missing": TOO_LONG}, TOO_LONG),
    ],
    ids=["past", "far", "long goal", "long answer"],
)
def test_request_page_keeps_what_was_typed(
    town: Town, slug: str, data: dict[str, str], kept: str
) -> None:
    shown = step(town.coordinator, town.sent(), slug, **data)
    form = shown.context["forms"][SLUGS[slug]]
    assert form.errors
    assert kept in text(shown)


def test_request_page_weighs_and_closes(town: Town) -> None:
    request = town.planned()
    said = {"outcome": "advice", "reason": "Een maatje in de kring."}
    assert "Een maatje in de kring." in text(step(town.carer, request, "afwegen", **said))
    assert step(town.carer, request, "afsluiten").context["stand"] == "closed"


def test_request_page_refuses_a_step_of_somebody_else(town: Town) -> None:
    request = town.planned()
    answer = step(town.worker, request, "afwegen", outcome="advice", reason="Zo.")
    assert answer.status_code == 403


def test_request_page_knows_no_other_steps(town: Town) -> None:
    assert step(town.carer, town.sent(), "verdwijnen").status_code == 404


def test_request_page_lets_parents_think(town: Town) -> None:
    shown = step(town.worker, town.prepared(), "denken", until=typed(10))
    assert shown.context["stand"] == "parents_thinking"


def test_request_page_stops(town: Town) -> None:
    shown = step(town.worker, town.sent(), "stoppen", end="declined_by_parents")
    assert shown.context["stand"] == "declined_by_parents"


@pytest.mark.privacy(10)
def test_request_page_is_gone_when_parents_stop(town: Town) -> None:
    request = town.sent()
    town.stop(request.consent)  # type: ignore[arg-type]
    for answer in (
        page(town.coordinator, "request", town.child.key, request.key),
        step(town.coordinator, request, "plannen", planned_on=typed(1), goal=GOAL),
    ):
        assert answer.status_code == 404


# --- the list -----------------------------------------------------------------------------------


def test_list_says_what_waits(town: Town) -> None:
    town.sent()
    assert "1 verzoek wacht op jou" in text(page(town.coordinator, "requests"))
    assert "Er wacht nu niets op jou" in text(page(town.worker, "requests"))


def test_list_leaves_out_what_is_over_unless_asked(town: Town) -> None:
    request = town.sent()
    step(town.worker, request, "stoppen", end="withdrawn")
    name = town.child.name
    found = [
        name in text(page(town.worker, "requests", query=query))
        for query in ("", "?state=klaar", "?state=alles", "?state=alles&q=niemand")
    ]
    assert found == [False, True, True, False]


def test_list_is_not_for_a_teacher(town: Town) -> None:
    assert page(make_actor(Role.TEA, town.school), "requests").status_code == 403


@pytest.mark.parametrize("who", ["carer", "coordinator"])
def test_list_asks_as_much_for_many_as_for_few(town: Town, who: str) -> None:
    actor = getattr(town, who)
    town.sent()

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(actor, "requests")
        return len(asked)

    cost()
    before = cost()
    for _more in range(3):
        town_child = type(town.child).objects.get(pk=town.child.pk)
        sent(child=town_child, asked=RequestedOf.SCHOOL_COORDINATOR, school=town.school)
    assert cost() == before


def test_team_is_named_on_the_page(town: Town) -> None:
    team = AskedTeamFactory(municipality=town.child.location.municipality)
    town.sign(ConsentScope.OBSERVE_OWN)
    request = town.prepared(asked=RequestedOf.TEAM, team_id=team.pk)
    assert team.name in text(page(town.carer, "request", town.child.key, request.key))
