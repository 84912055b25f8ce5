"""A municipality approves translations of the consent texts; without it nobody reads them."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from children import text_approvals
from children.consent_texts import WORDINGS
from children.consent_texts.invitations import INVITATIONS
from children.models import ConsentTextApproval
from children.reading_texts import READING
from children.states import Language
from config import child_cards
from partners.access import Actor
from partners.models import AuditEntry, Municipality
from partners.states import Role
from tests.factories.children import AT
from tests.factories.partners import MunicipalityFactory, make_actor

pytestmark = pytest.mark.django_db
OURS = [Language.NL, Language.EN]


@pytest.fixture
def town() -> Municipality:
    return MunicipalityFactory()


@pytest.fixture
def officer(town: Municipality) -> Actor:
    return make_actor(Role.GEM, town)


def approve(town: Municipality, by: Actor, language: Language = Language.TR) -> None:
    text_approvals.approve(municipality_id=town.pk, language=language, by=by, at=AT)


def test_available_begins_with_dutch_and_english(town: Municipality) -> None:
    assert text_approvals.available(town) == OURS
    assert text_approvals.available_somewhere() == OURS


def test_approve_offers_the_language_here_only(town: Municipality, officer: Actor) -> None:
    approve(town, officer)
    assert text_approvals.available(town) == [*OURS, Language.TR]
    assert text_approvals.available(MunicipalityFactory()) == OURS
    assert text_approvals.available_somewhere() == [*OURS, Language.TR]


def test_approve_twice_is_once(town: Municipality, officer: Actor) -> None:
    approve(town, officer)
    approve(town, officer)
    assert ConsentTextApproval.objects.count() == 1
    assert AuditEntry.objects.filter(action="consent_text.approved").count() == 1


def test_approve_refuses_what_is_no_translation(town: Municipality, officer: Actor) -> None:
    with pytest.raises(text_approvals.ApprovalError):
        approve(town, officer, Language.EN)


def test_approval_of_an_older_version_does_not_count(town: Municipality, officer: Actor) -> None:
    approve(town, officer)
    ConsentTextApproval.objects.update(version="0")
    assert text_approvals.available(town) == OURS


@pytest.mark.parametrize(
    ("texts", "key"),
    [
        (WORDINGS[Language.TR].words, "yes"),
        (WORDINGS[Language.NL].words, "yes"),
        (READING[Language.TR], "mail_code"),
        (READING[Language.NL], "mail_code"),
    ],
    ids=["consent-tr", "consent-nl", "reading-tr", "reading-nl"],
)
def test_approval_ends_when_a_text_changes(
    town: Municipality,
    officer: Actor,
    monkeypatch: pytest.MonkeyPatch,
    texts: dict[str, str],
    key: str,
) -> None:
    approve(town, officer)
    monkeypatch.setitem(texts, key, "iets anders")
    assert text_approvals.available(town) == text_approvals.available_somewhere() == OURS


def test_approval_ends_when_an_invitation_changes_and_others_stay(
    town: Municipality, officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve(town, officer)
    approve(town, officer, Language.AR)
    changed = replace(INVITATIONS[Language.TR], scan="iets anders")
    monkeypatch.setitem(INVITATIONS, Language.TR, changed)
    assert text_approvals.available(town) == [*OURS, Language.AR]


def test_approve_again_after_a_change_offers_the_language(
    town: Municipality, officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve(town, officer)
    monkeypatch.setitem(READING[Language.TR], "mail_code", "iets anders")
    approve(town, officer)
    assert text_approvals.available(town) == [*OURS, Language.TR]
    assert ConsentTextApproval.objects.count() == 2


def test_take_back_ends_the_offer(town: Municipality, officer: Actor) -> None:
    approve(town, officer)
    for _time in range(2):
        text_approvals.take_back(municipality_id=town.pk, language=Language.TR, by=officer, at=AT)
    assert text_approvals.available(town) == OURS
    assert AuditEntry.objects.filter(action="consent_text.taken_back").count() == 1


def test_approve_needs_the_permission(town: Municipality) -> None:
    with pytest.raises(PermissionDenied):
        approve(town, make_actor(Role.DPO, town))
    with pytest.raises(Municipality.DoesNotExist):
        approve(town, make_actor(Role.GEM))


def test_approve_refuses_a_text_that_was_read_before_it_changed(
    town: Municipality, officer: Actor
) -> None:
    read = {"municipality_id": town.pk, "language": Language.TR, "version": "1-eerder"}
    with pytest.raises(text_approvals.ApprovalError, match="veranderde intussen"):
        text_approvals.approve(**read, by=officer, at=AT)
    assert not town.consent_text_approvals.exists()


def test_start_page_says_which_approvals_ended(town: Municipality, officer: Actor) -> None:
    approve(town, officer)
    assert child_cards.lapsed_texts(officer) is None
    town.consent_text_approvals.update(version="1-eerder")
    card = child_cards.lapsed_texts(officer)
    assert card is not None
    assert Language.TR.label in str(card.text)
