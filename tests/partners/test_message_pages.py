"""The outbox for the functional administrator, and the mailbox of the demo."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from partners import outbox, tasks
from partners.access import Actor
from partners.models import AuditEntry, MailboxMessage, Message, MessageMove, Municipality, User
from partners.states import NEEDS_PERSON, MessageState, Role
from tests.factories.messages import MailboxMessageFactory, MessageFactory
from tests.factories.partners import (
    MembershipFactory,
    MunicipalityFactory,
    SchoolFactory,
    UserFactory,
    make_actor,
)
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(tasks.send_messages, "apply_async", lambda **kwargs: None)
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def administrator(municipality: Municipality) -> Actor:
    return make_actor(Role.ADM, municipality)


@pytest.fixture
def browser(client: Client, administrator: Actor) -> Client:
    return sign_in(client, administrator)


@pytest.fixture
def cast(municipality: Municipality) -> dict[str, Message]:
    """Return one message per state, the oldest first."""
    made = {}
    for number, state in enumerate(MessageState):
        made[state.value] = MessageFactory(
            municipality=municipality, state=state, subject=f"Over {state.label.lower()}",
            created_at=NOW - timedelta(hours=9 - number), address=f"{state.value}@example.org",
        )  # fmt: skip
    return made


def text_of(response: Any) -> str:
    text: str = response.content.decode()
    return text


def subjects(response: Any) -> list[str]:
    return [message.subject for message in response.context["object_list"]]


def test_list_shows_first_what_needs_a_person(browser: Client, cast: dict[str, Message]) -> None:
    order = ["unknown", "failed", "claimed", "queued", "dropped", "sent"]
    assert subjects(browser.get("/berichten/")) == [cast[state].subject for state in order]


def test_list_masks_addresses_and_shows_no_text(browser: Client, cast: dict[str, Message]) -> None:
    page = text_of(browser.get("/berichten/"))
    assert "f***@example.org" in page
    assert not [bad for bad in ("failed@example.org", "Dit is de tekst") if bad in page]


def test_list_says_what_the_recipient_is_and_not_who(
    browser: Client, municipality: Municipality
) -> None:
    school = SchoolFactory(municipality=municipality, name="De Wilg")
    role = MembershipFactory(
        user=UserFactory(name="Noor Zomerdijk"), role=Role.SCH, organisation=school.organisation
    )
    MessageFactory(municipality=municipality, recipient=role.user)
    page = text_of(browser.get("/berichten/"))
    assert ("Contactpersoon school, De Wilg" in page, "Noor Zomerdijk" in page) == (True, False)


def test_list_shows_only_messages_of_own_municipalities(browser: Client) -> None:
    MessageFactory()
    response = browser.get("/berichten/")
    assert subjects(response) == []
    assert "Nog geen berichten" in text_of(response)


@pytest.mark.parametrize(
    ("query", "states"),
    [
        ("?state=failed", ["failed"]),
        ("?q=NIET+bezorgd", ["failed"]),
        ("?q=sent@example.org", ["sent"]),
        ("?q=sent@", []),
        ("?q=over&state=sent", ["sent"]),
        ("?volgorde=gemaakt&q=over+onbekend", ["unknown"]),
        ("?state=onzin", []),
    ],
)
def test_list_is_filtered(
    browser: Client, cast: dict[str, Message], query: str, states: list[str]
) -> None:
    found = subjects(browser.get(f"/berichten/{query}"))
    assert found == [cast[state].subject for state in states]


@pytest.mark.parametrize(
    ("key", "first"),
    [("onderwerp", "failed"), ("-onderwerp", "claimed"), ("-gemaakt", "dropped"),
     ("gemaakt", "queued"), ("verzonden", "sent"), ("onzin", "unknown")],
)  # fmt: skip
def test_list_is_sorted(browser: Client, cast: dict[str, Message], key: str, first: str) -> None:
    assert subjects(browser.get(f"/berichten/?volgorde={key}"))[0] == cast[first].subject


def test_list_counts_the_states_among_what_was_searched_for(
    browser: Client, cast: dict[str, Message]
) -> None:
    cast["sent"].subject = "Iets anders"
    cast["sent"].save()
    chips = browser.get("/berichten/?q=over&state=sent").context["chips"]
    assert {chip["state"]: chip["count"] for chip in chips} == {
        None: 5,
        "queued": 1,
        "claimed": 1,
        "sent": 0,
        "failed": 1,
        "unknown": 1,
        "dropped": 1,
    }


def test_list_keeps_the_filter_while_paging(browser: Client, municipality: Municipality) -> None:
    for _ in range(26):
        MessageFactory(municipality=municipality, state=MessageState.SENT)
    page = browser.get("/berichten/?state=sent&volgorde=gemaakt")
    (following,) = set(re.findall(r'href="(\?[^"]*bladzijde=2[^"]*)"', text_of(page)))
    second = browser.get("/berichten/" + following.replace("&amp;", "&"))
    assert len(subjects(second)) == 1
    assert second.wsgi_request.GET.dict() == {
        "state": "sent", "volgorde": "gemaakt", "bladzijde": "2",
    }  # fmt: skip


def test_list_for_htmx_is_the_rows_only(browser: Client, cast: dict[str, Message]) -> None:
    page = text_of(browser.get("/berichten/", headers={"HX-Request": "true"}))
    assert ("<table" in page, "<html" in page) == (True, False)


def test_list_warns_when_mails_wait_for_a_mail_server(
    browser: Client, municipality: Municipality
) -> None:
    MessageFactory(municipality=municipality, last_error="De mailserver is niet bereikbaar.")
    page = text_of(browser.get("/berichten/"))
    assert "Er wachten berichten" in page


def test_list_without_a_match(browser: Client, cast: dict[str, Message]) -> None:
    assert "Geen berichten gevonden" in text_of(browser.get("/berichten/?q=bestaat+niet"))


@pytest.mark.parametrize("rows", [1, 3])
def test_list_query_budget(
    browser: Client, municipality: Municipality, rows: int, django_assert_num_queries: Any
) -> None:
    for _ in range(rows):
        role = MembershipFactory(role=Role.SCH)
        MessageFactory(municipality=municipality, recipient=role.user)
    with django_assert_num_queries(9):
        browser.get("/berichten/")


def test_csv_holds_what_the_filter_shows_and_no_formulas(
    browser: Client, cast: dict[str, Message], administrator: Actor
) -> None:
    failed = cast["failed"]
    failed.subject, failed.last_error = "=HYPERLINK(1)", "-1"
    failed.save()
    response = browser.get("/berichten/?state=failed&als=csv")
    header, row = response.content.decode("utf-8-sig").splitlines()
    assert row.split(";")[1:5] == ["Niet bezorgd", "'=HYPERLINK(1)", "Bericht", "f***@example.org"]
    assert row.endswith(";'-1")
    assert header.startswith("Nummer;Status;Onderwerp")
    entry = AuditEntry.objects.get(action="messages.exported")
    assert (entry.user, entry.details) == (administrator.user, {"count": 1})


def test_detail_shows_the_history_in_plain_words(
    browser: Client, cast: dict[str, Message], administrator: Actor
) -> None:
    message = cast["failed"]
    message.last_error = "De postbus van de ontvanger is vol (552 5.2.2)."
    message.save()
    MessageMove.objects.create(
        message=message, at=NOW, state="failed", note=message.last_error, by=administrator.user
    )
    page = text_of(browser.get(f"/berichten/{message.pk}/"))
    for shown in ("De postbus van de ontvanger is vol", "10.00",
                  "f***@example.org", f"bericht-{message.pk}-"):  # fmt: skip
        assert shown in page
    assert "Dit is de tekst" not in page


@pytest.mark.parametrize("state", list(MessageState))
def test_detail_offers_decisions_only_where_there_is_one(
    browser: Client, cast: dict[str, Message], state: MessageState
) -> None:
    page = text_of(browser.get(f"/berichten/{cast[state].pk}/"))
    offered = f"/berichten/{cast[state].pk}/opnieuw/" in page
    assert (offered, "data-dialog" in page) == (state in NEEDS_PERSON, state in NEEDS_PERSON)


@pytest.mark.parametrize("moves", [1, 3])
def test_detail_query_budget(
    browser: Client, cast: dict[str, Message], moves: int, administrator: Actor,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    for _ in range(moves):
        MessageMove.objects.create(
            message=cast["failed"], at=NOW, state="failed", by=administrator.user
        )
    with django_assert_num_queries(6):
        browser.get(f"/berichten/{cast['failed'].pk}/")


@pytest.mark.parametrize(
    ("path", "words"),
    [("opnieuw", "kan de ontvanger het twee keer krijgen"), ("afdoen", "gaat niet meer uit")],
)
def test_decide_asks_first(
    browser: Client, cast: dict[str, Message], path: str, words: str
) -> None:
    page = text_of(browser.get(f"/berichten/{cast['unknown'].pk}/{path}/"))
    assert words in page
    assert Message.objects.get(pk=cast["unknown"].pk).state == MessageState.UNKNOWN


@pytest.mark.parametrize(("path", "state"), [("opnieuw", "queued"), ("afdoen", "dropped")])
def test_decide_does_it_and_says_so(
    browser: Client, cast: dict[str, Message], path: str, state: str
) -> None:
    message = cast["failed"]
    response = browser.post(f"/berichten/{message.pk}/{path}/", follow=True)
    message.refresh_from_db()
    assert (message.state, response.redirect_chain) == (
        state,
        [(f"/berichten/{message.pk}/", 302)],
    )
    assert "utrecht-alert--ok" in text_of(response)


def test_decide_on_what_somebody_else_decided_on_meanwhile(
    browser: Client, cast: dict[str, Message], administrator: Actor
) -> None:
    message = cast["failed"]
    outbox.set_aside(message_id=message.pk, by=administrator, at=NOW)
    assert "al afgehandeld" in text_of(browser.get(f"/berichten/{message.pk}/opnieuw/"))
    page = text_of(browser.post(f"/berichten/{message.pk}/opnieuw/", follow=True))
    message.refresh_from_db()
    assert ("Er is niets gewijzigd" in page, message.state) == (True, "dropped")


PATHS = ["", "{pk}/", "{pk}/opnieuw/", "{pk}/afdoen/", "?als=csv"]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADM}))
def test_pages_refuse_every_other_role(
    client: Client, municipality: Municipality, role: Role
) -> None:
    pk = MessageFactory(municipality=municipality, state=MessageState.FAILED).pk
    sign_in(client, make_actor(role))
    answers = {client.get("/berichten/" + path.format(pk=pk)).status_code for path in PATHS}
    posts = {client.post(f"/berichten/{pk}/{path}/").status_code for path in ("opnieuw", "afdoen")}
    assert (answers, posts) == ({403}, {403})


@pytest.mark.parametrize("path", PATHS[1:4])
def test_pages_do_not_exist_for_the_administrator_of_another_municipality(
    client: Client, path: str
) -> None:
    pk = MessageFactory(state=MessageState.FAILED).pk
    sign_in(client, make_actor(Role.ADM, MunicipalityFactory()))
    address = "/berichten/" + path.format(pk=pk)
    assert client.get(address).status_code == client.get("/berichten/0/").status_code == 404
    assert client.post(address).status_code in {404, 405}
    assert Message.objects.get().state == MessageState.FAILED


@pytest.mark.parametrize("path", PATHS)
def test_pages_ask_a_visitor_to_sign_in(client: Client, path: str) -> None:
    response = client.get("/berichten/" + path.format(pk=1))
    assert response.status_code == 302
    assert response["Location"].startswith("/account/")


# --- the mailbox of the demo ------------------------------------------------------------------


@pytest.fixture
def demo(settings: Any, administrator: Actor) -> None:
    """Make it a demo, with the administrator in its cast."""
    settings.DEMO = True
    User.objects.filter(pk=administrator.user.pk).update(is_demo=True)


@pytest.fixture
def mails(administrator: Actor) -> list[MailboxMessage]:
    """Return a mail to the administrator and one to somebody else."""
    own = MailboxMessageFactory(address=administrator.user.email, received_at=NOW)
    return [own, MailboxMessageFactory(received_at=NOW - timedelta(hours=1))]


def test_mailbox_shows_own_post(demo: None, browser: Client, mails: list[MailboxMessage]) -> None:
    response = browser.get("/postbus/")
    assert list(response.context["object_list"]) == mails[:1]
    assert "Mijn post (1)" in text_of(response)


def test_mailbox_shows_the_post_of_everybody(
    demo: None, browser: Client, mails: list[MailboxMessage]
) -> None:
    assert list(browser.get("/postbus/?wie=alle").context["object_list"]) == mails


def test_mailbox_of_somebody_outside_the_cast_holds_own_post_only(
    demo: None, browser: Client, administrator: Actor, mails: list[MailboxMessage]
) -> None:
    User.objects.filter(pk=administrator.user.pk).update(is_demo=False)
    assert list(browser.get("/postbus/?wie=alle").context["object_list"]) == mails[:1]
    assert browser.get(f"/postbus/{mails[1].pk}/").status_code == 404


def test_mailbox_message_can_be_read_and_its_links_clicked(
    demo: None, browser: Client, mails: list[MailboxMessage]
) -> None:
    page = text_of(browser.get(f"/postbus/{mails[1].pk}/"))
    assert '<a href="http://127.0.0.1:8000/account/" rel="nofollow">' in page


def test_mailbox_message_runs_no_markup_of_a_mail(demo: None, browser: Client) -> None:
    mail = MailboxMessageFactory(body="<script>alert(1)</script>", subject="<b>vet</b>")
    page = text_of(browser.get(f"/postbus/{mail.pk}/"))
    assert not [bad for bad in ("<script>alert", "<b>vet") if bad in page]


def test_mailbox_without_post(demo: None, browser: Client) -> None:
    assert "Nog geen post" in text_of(browser.get("/postbus/"))


@pytest.mark.parametrize("rows", [1, 3])
def test_mailbox_query_budget(
    demo: None, browser: Client, rows: int, django_assert_num_queries: Any
) -> None:
    MailboxMessageFactory.create_batch(rows)
    with django_assert_num_queries(8):
        browser.get("/postbus/?wie=alle")


@pytest.mark.parametrize("path", ["", "?wie=alle", "{pk}/"])
def test_mailbox_does_not_exist_outside_the_demo(
    browser: Client, mails: list[MailboxMessage], settings: Any, path: str
) -> None:
    settings.DEMO = False
    assert browser.get("/postbus/" + path.format(pk=mails[0].pk)).status_code == 404
