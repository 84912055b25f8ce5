"""A file over the web: saved and never shown, kept by no cache, and a 404 for everybody else."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from children import reading
from children.models import Attachment
from children.states import ConsentScope, FileKind, FormSection, ScanState
from partners.access import Actor
from partners.models import AuditEntry
from partners.states import Role
from tests.children import samples
from tests.factories.children import AttachmentFactory, ask, make_child, say
from tests.factories.partners import SchoolFactory, make_actor
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
QUERIES_OF_LIST = 12


@pytest.fixture
def attachment() -> Attachment:
    """Return a clean report in a municipality where Overdracht is on."""
    return AttachmentFactory(child=make_child())


def contact(attachment: Attachment) -> Actor:
    return make_actor(Role.KOC, attachment.child.location)


def address(key: object) -> str:
    return f"/bijlagen/{key}/"


def test_file_is_saved_and_never_shown(attachment: Attachment) -> None:
    answer = sign_in(Client(), contact(attachment)).get(address(attachment.key))
    assert (answer.status_code, answer.content) == (200, attachment.content)
    assert answer["Content-Disposition"].startswith('attachment; filename="report-')
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == (
        "nosniff",
        "application/pdf",
    )
    assert answer["Cache-Control"] == "private, no-store"


def test_file_that_waits_says_so(attachment: Attachment) -> None:
    Attachment.objects.update(scan=ScanState.WAITING)
    answer = sign_in(Client(), contact(attachment)).get(address(attachment.key))
    assert answer.status_code == 404
    assert "wacht op een controle op schadelijke software" in answer.content.decode()


@pytest.mark.privacy(10)
def test_file_of_another_is_the_404_of_none(attachment: Attachment) -> None:
    elsewhere = make_child().location
    page = sign_in(Client(), make_actor(Role.KOC, elsewhere))
    foreign, unknown = page.get(address(attachment.key)), page.get(address(uuid4()))
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert str(attachment.key) not in foreign.content.decode()


@pytest.mark.privacy(33)
def test_file_is_not_there_without_the_module(attachment: Attachment) -> None:
    attachment.child.location.municipality.modules.all().delete()
    answer = sign_in(Client(), contact(attachment)).get(address(attachment.key))
    assert answer.status_code == 404


def test_file_asks_visitors_to_sign_in(attachment: Attachment) -> None:
    assert Client().get(address(attachment.key)).status_code == 302


# --- the list, and adding -------------------------------------------------------------------


def files_of(attachment: Attachment) -> str:
    return f"/kinderen/{attachment.child.key}/bestanden/"


def given(raw: bytes, name: str = "verslag.pdf", **columns: Any) -> dict[str, Any]:
    file = SimpleUploadedFile(name, raw)
    return {"file": file, "kind": "report", "title": "Verslag van maart", **columns}


def posted(attachment: Attachment, data: dict[str, Any], role: Role = Role.KOC) -> Any:
    page = sign_in(Client(), make_actor(role, attachment.child.location))
    return page.post(files_of(attachment), data, follow=True)


def test_file_is_kept_and_waits_for_the_scan(attachment: Attachment) -> None:
    answer = posted(attachment, given(samples.report(), is_health="on"))
    new = Attachment.objects.latest("pk")
    assert (new.title, new.is_health, new.scan) == ("Verslag van maart", True, ScanState.WAITING)
    assert "wacht op een controle op schadelijke software" in answer.content.decode()


@pytest.mark.parametrize(
    ("raw", "name", "said"),
    [
        (b"MZ\x90" + b"\0" * 100, "verslag.pdf", "Dit bestand is geen pdf, jpg of png"),
        (b"\xff\xd8\xff" + b"\0" * 20_000_000, "foto.jpg", "groter dan 10 MB"),
        (b"", "leeg.pdf", "Dit bestand is leeg"),
        (b"%PDF-1.7 stuk", "stuk.pdf", "beschadigd"),
    ],
)
def test_file_that_is_refused_is_said_in_one_sentence(
    attachment: Attachment, raw: bytes, name: str, said: str
) -> None:
    text = posted(attachment, given(raw, name)).content.decode()
    assert said in text
    assert 'value="Verslag van maart"' in text
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "days", "expected"),
    [(Role.KOC, 13, True), (Role.KOC, 15, False), (Role.KCC, 1, False)],
)
def test_list_offers_the_contact_to_take_a_new_file_away(
    attachment: Attachment, role: Role, days: int, expected: bool
) -> None:
    Attachment.objects.update(added_at=timezone.now() - timedelta(days=days))
    holder = attachment.child.location.holder.organisation
    place = holder if role == Role.KCC else attachment.child.location
    text = sign_in(Client(), make_actor(role, place)).get(files_of(attachment)).content.decode()
    assert str(attachment.key) in text
    assert (f"{address(attachment.key)}weghalen/" in text) is expected


def test_file_is_taken_away(attachment: Attachment) -> None:
    page = sign_in(Client(), contact(attachment))
    answer = page.post(f"{address(attachment.key)}weghalen/", follow=True)
    assert "Het bestand is weggehaald." in answer.content.decode()
    assert page.post(f"{address(attachment.key)}weghalen/").status_code == 404


@pytest.mark.privacy(10)
def test_file_that_is_replaced_while_it_is_read_is_whole_and_then_gone(
    attachment: Attachment,
) -> None:
    page = sign_in(Client(), contact(attachment))
    read = page.get(address(attachment.key))
    page.post(f"{address(attachment.key)}weghalen/")
    newer = AttachmentFactory(child=attachment.child, content=b"%PDF-1.7 nieuw")
    assert read.content == attachment.content
    assert page.get(address(attachment.key)).status_code == 404
    assert page.get(address(newer.key)).content == newer.content


@pytest.mark.privacy(12)
def test_file_has_no_bsn_in_its_name(attachment: Attachment) -> None:
    answer = posted(attachment, given(samples.report(), title="Verslag 111222333"))
    assert "burgerservicenummer" in answer.content.decode()
    assert Attachment.objects.count() == 1


@pytest.mark.privacy(9)
def test_school_lists_what_it_may_open_and_adds_nothing(attachment: Attachment) -> None:
    child, school = (
        attachment.child,
        SchoolFactory(municipality=attachment.child.location.municipality),
    )
    AttachmentFactory(child=child, title="Wacht nog", scan=ScanState.WAITING)
    say(ask(child, ConsentScope.SHARE_FORM, school, sections=[FormSection.REPORT]), "granted")
    page = sign_in(Client(), make_actor(Role.QC, school))
    text = page.get(files_of(attachment)).content.decode()
    assert (
        str(attachment.key) in text,
        "Wacht nog" in text,
        "<form" in text.partition("<main")[2],
    ) == (
        True,
        False,
        False,
    )
    assert page.post(files_of(attachment), given(samples.report())).status_code == 403


@pytest.mark.privacy(9)
def test_school_without_that_part_lists_no_file(attachment: Attachment) -> None:
    child, school = (
        attachment.child,
        SchoolFactory(municipality=attachment.child.location.municipality),
    )
    say(ask(child, ConsentScope.DISCUSS, school), "granted")
    text = sign_in(Client(), make_actor(Role.QC, school)).get(files_of(attachment)).content.decode()
    assert str(attachment.key) not in text
    assert "Er zijn nog geen bestanden." in text


@pytest.mark.privacy(17)
def test_list_is_noted_once_for_each_kind(attachment: Attachment) -> None:
    AttachmentFactory(child=attachment.child, kind=FileKind.PROOF)
    AttachmentFactory(child=attachment.child)
    sign_in(Client(), contact(attachment)).get(files_of(attachment))
    lines = AuditEntry.objects.filter(action=reading.READ, details__section="list")
    assert sorted(line.details["thing"] for line in lines) == ["proof", "report"]


@pytest.mark.parametrize("count", [1, 4])
def test_list_has_a_query_budget(
    count: int, attachment: Attachment, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(count):
        AttachmentFactory(child=attachment.child)
    page = sign_in(Client(), contact(attachment))
    page.get(files_of(attachment))
    with django_assert_num_queries(QUERIES_OF_LIST):
        page.get(files_of(attachment))
