"""Settings of a municipality and the marks of its set-up."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from partners.access import Actor
from partners.models import AuditEntry, Municipality
from partners.municipalities import Settings, mark_step, remove_logo, save_settings
from partners.states import LetterPeople, Role, SetupMark
from tests.factories.partners import MunicipalityFactory, make_actor

pytestmark = pytest.mark.django_db
SETTINGS = Settings(
    letterhead_lines=["Postbus 1"], objection_lines=["Postbus 2"],
    objection_url="www.wilg.example/bezwaar", letter_people=LetterPeople.TWO, logo="<svg/>",
    sender_name="Gemeente Wilgenstad", sender_email="post@wilg.example",
    contact_email="vraag@wilg.example", privacy_contact="fg@wilg.example", theme="proef",
)  # fmt: skip


@pytest.fixture
def given(municipality: Municipality, officer: Actor, at: datetime) -> dict[str, Any]:
    """Return what every write takes."""
    return {"municipality_id": municipality.pk, "by": officer, "at": at}


def test_save_settings_keeps_all_and_logs_which(given: dict[str, Any]) -> None:
    saved = save_settings(settings=SETTINGS, **given)
    names = Settings.__dataclass_fields__
    assert {name: getattr(saved, name) for name in names} == vars(SETTINGS)
    assert AuditEntry.objects.get().details == {"fields": sorted(names)}


def test_save_settings_without_a_logo_leaves_the_logo(given: dict[str, Any]) -> None:
    save_settings(settings=SETTINGS, **given)
    saved = save_settings(settings=replace(SETTINGS, logo=None, theme="bossche"), **given)
    assert (saved.logo, saved.theme) == ("<svg/>", "bossche")
    assert AuditEntry.objects.latest("pk").details == {"fields": ["theme"]}


def test_remove_logo_takes_it_away_and_logs_it_once(given: dict[str, Any]) -> None:
    save_settings(settings=SETTINGS, **given)
    assert remove_logo(**given).logo == ""
    remove_logo(**given)
    assert Municipality.objects.get().logo == ""
    assert [row.details["fields"] for row in AuditEntry.objects.order_by("pk")][1:] == [["logo"]]


@pytest.mark.parametrize("role", [Role.SIG, Role.DPO])
def test_remove_logo_is_refused_to_a_role_without_settings(
    role: Role, given: dict[str, Any], municipality: Municipality
) -> None:
    save_settings(settings=SETTINGS, **given)
    with pytest.raises(PermissionDenied):
        remove_logo(**{**given, "by": make_actor(role, municipality)})
    assert Municipality.objects.get().logo == "<svg/>"


def test_remove_logo_of_another_municipality_is_not_there(given: dict[str, Any]) -> None:
    save_settings(settings=SETTINGS, **given)
    stranger = make_actor(Role.ADM, MunicipalityFactory())
    with pytest.raises(Municipality.DoesNotExist):
        remove_logo(**{**given, "by": stranger})
    assert Municipality.objects.get(pk=given["municipality_id"]).logo == "<svg/>"


def test_save_settings_again_changes_nothing(given: dict[str, Any]) -> None:
    save_settings(settings=SETTINGS, **given)
    save_settings(settings=SETTINGS, **given)
    assert AuditEntry.objects.count() == 1


def test_mark_step_remembers_and_forgets(given: dict[str, Any]) -> None:
    mark_step(step="scholen", mark=SetupMark.SKIPPED, **given)
    marked = mark_step(step="conceptbrief", mark=SetupMark.SEEN, **given)
    assert marked.setup_marks == {"scholen": "skipped", "conceptbrief": "seen"}
    assert mark_step(step="scholen", mark=None, **given).setup_marks == {"conceptbrief": "seen"}
    assert AuditEntry.objects.filter(action="setup.marked").count() == 3


def test_mark_step_again_changes_nothing(given: dict[str, Any]) -> None:
    for _ in range(2):
        mark_step(step="scholen", mark=SetupMark.SKIPPED, **given)
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize("role", [Role.SIG, Role.DPO])
def test_save_settings_is_refused_to_a_role_without_it(
    role: Role, given: dict[str, Any], municipality: Municipality, at: datetime
) -> None:
    actor = make_actor(role, municipality, day=at.date())
    with pytest.raises(PermissionDenied):
        save_settings(settings=SETTINGS, **{**given, "by": actor})


def test_writes_elsewhere_are_refused(given: dict[str, Any]) -> None:
    elsewhere = {**given, "municipality_id": MunicipalityFactory().pk}
    with pytest.raises(Municipality.DoesNotExist):
        save_settings(settings=SETTINGS, **elsewhere)
    with pytest.raises(Municipality.DoesNotExist):
        mark_step(step="scholen", mark=None, **elsewhere)
