"""Letter issuers and mandates."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from partners.access import Actor
from partners.issuers import (
    IssuerError,
    Letterhead,
    Mandate,
    change_issuer,
    make_issuer,
    save_mandate,
)
from partners.models import AuditEntry, IssuerMandate, LetterIssuer, Municipality
from partners.states import Role
from tests.factories.partners import IssuerMandateFactory, MunicipalityFactory, make_actor

pytestmark = pytest.mark.django_db
HEAD = Letterhead(
    name="Bureau Wilg & Co", tagline="", address_lines=["Postbus 1", "5000 AA  Wilgenstad"],
    contact_name="Pien Dop", contact_email="post@wilg.example", contact_phone="013 000 00 00",
)  # fmt: skip
MANDATE = Mandate(
    reference="M-1", valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31),
    signatory_name="Bram Hooiveld", signatory_function="directeur",
)  # fmt: skip


@pytest.fixture
def given(municipality: Municipality, officer: Actor, at: datetime) -> dict[str, Any]:
    """Return what every write takes."""
    return {"municipality_id": municipality.pk, "by": officer, "at": at}


def test_make_issuer_makes_it_with_its_mandate(given: dict[str, Any]) -> None:
    made = make_issuer(letterhead=HEAD, mandate=MANDATE, **given)
    assert (made.issuer.key, made.issuer.name) == ("issuer:bureau-wilg-co", "Bureau Wilg & Co")
    assert (made.issuer.address_lines, made.reference) == (HEAD.address_lines, "M-1")
    actions = AuditEntry.objects.values_list("action", flat=True)
    assert sorted(actions) == ["issuer.made", "mandate.saved"]


@pytest.mark.parametrize("name", ["Bureau Wilg & Co", "bureau wilg co", "&&"])
def test_make_issuer_refuses_a_name_that_makes_no_new_key(name: str, given: dict[str, Any]) -> None:
    make_issuer(letterhead=HEAD, mandate=MANDATE, **given)
    with pytest.raises(IssuerError) as refusal:
        make_issuer(letterhead=replace(HEAD, name=name), mandate=MANDATE, **given)
    assert refusal.value.field == "name"
    assert LetterIssuer.objects.count() == 1


def test_make_issuer_with_a_wrong_mandate_leaves_nothing(given: dict[str, Any]) -> None:
    wrong = replace(MANDATE, valid_until=date(2025, 1, 1))
    with pytest.raises(IssuerError, match="laatste dag ligt voor de eerste"):
        make_issuer(letterhead=HEAD, mandate=wrong, **given)
    assert not LetterIssuer.objects.exists()


def test_change_issuer_keeps_its_key(given: dict[str, Any]) -> None:
    made = make_issuer(letterhead=HEAD, mandate=MANDATE, **given)
    changed = change_issuer(
        issuer_id=made.issuer_id, letterhead=replace(HEAD, name="Bureau Linde"), **given
    )
    assert (changed.key, changed.name) == ("issuer:bureau-wilg-co", "Bureau Linde")


def test_change_issuer_of_another_municipality_is_refused(given: dict[str, Any]) -> None:
    other = IssuerMandateFactory().issuer
    with pytest.raises(LetterIssuer.DoesNotExist):
        change_issuer(issuer_id=other.pk, letterhead=HEAD, **given)


@pytest.mark.parametrize("last", [date(2020, 12, 31), date(2026, 11, 20)])
def test_change_issuer_after_the_mandate_ended_is_refused(
    last: date, given: dict[str, Any], municipality: Municipality
) -> None:
    old = IssuerMandateFactory(municipality=municipality, valid_until=last)
    IssuerMandateFactory(issuer=old.issuer)
    with pytest.raises(IssuerError, match="geen lopend mandaat"):
        change_issuer(issuer_id=old.issuer_id, letterhead=HEAD, **given)
    assert LetterIssuer.objects.get().name == old.issuer.name


@pytest.mark.parametrize("first", [date(2020, 1, 1), date(2027, 1, 1)])
def test_change_issuer_that_works_elsewhere_too_is_refused(
    first: date, given: dict[str, Any], municipality: Municipality
) -> None:
    own = IssuerMandateFactory(municipality=municipality)
    other = MunicipalityFactory(name="Populierdam")
    IssuerMandateFactory(issuer=own.issuer, municipality=other, valid_from=first)
    with pytest.raises(IssuerError, match="werkt ook voor Populierdam"):
        change_issuer(issuer_id=own.issuer_id, letterhead=HEAD, **given)
    assert not AuditEntry.objects.exists()


def test_change_issuer_whose_mandate_elsewhere_ended(
    given: dict[str, Any], municipality: Municipality
) -> None:
    own = IssuerMandateFactory(municipality=municipality)
    IssuerMandateFactory(issuer=own.issuer, valid_until=date(2026, 11, 20))
    assert change_issuer(issuer_id=own.issuer_id, letterhead=HEAD, **given).name == HEAD.name


def test_save_mandate_ends_one_and_starts_the_next(given: dict[str, Any]) -> None:
    made = make_issuer(letterhead=HEAD, mandate=replace(MANDATE, valid_until=None), **given)
    following = replace(MANDATE, reference="M-2", valid_from=date(2027, 1, 1), valid_until=None)
    with pytest.raises(IssuerError, match="mandaat M-1"):
        save_mandate(issuer_id=made.issuer_id, mandate=following, **given)
    save_mandate(mandate_id=made.pk, mandate=MANDATE, **given)
    save_mandate(issuer_id=made.issuer_id, mandate=following, **given)
    assert [row.reference for row in IssuerMandate.objects.order_by("pk")] == ["M-1", "M-2"]


def test_save_mandate_refuses_the_same_reference_twice(given: dict[str, Any]) -> None:
    made = make_issuer(letterhead=HEAD, mandate=MANDATE, **given)
    later = replace(MANDATE, valid_from=date(2027, 1, 1), valid_until=None)
    with pytest.raises(IssuerError, match="staat er al"):
        save_mandate(issuer_id=made.issuer_id, mandate=later, **given)


def test_save_mandate_elsewhere_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(IssuerMandate.DoesNotExist):
        save_mandate(mandate_id=IssuerMandateFactory().pk, mandate=MANDATE, **given)
    elsewhere = {**given, "municipality_id": MunicipalityFactory().pk}
    with pytest.raises(Municipality.DoesNotExist):
        make_issuer(letterhead=HEAD, mandate=MANDATE, **elsewhere)


@pytest.mark.parametrize("role", [Role.SIG, Role.DPO])
def test_make_issuer_is_refused_to_a_role_without_it(
    role: Role, given: dict[str, Any], municipality: Municipality, at: datetime
) -> None:
    with pytest.raises(PermissionDenied):
        make_issuer(
            letterhead=HEAD,
            mandate=MANDATE,
            **{**given, "by": make_actor(role, municipality, day=at.date())},
        )
