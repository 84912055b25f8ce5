"""Parents read the form along and write beside it, and read nothing of the other parent."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from children import links, read_codes, text_approvals
from children.models import Guardian, GuardianLink
from children.reading_texts import READING
from children.states import Channel, FormSection, Language
from dossier.report_opinions import OpinionError
from partners.models import AuditEntry
from partners.states import Role
from tests.factories.children import AT, GuardianFactory
from tests.factories.partners import make_actor
from tests.partners.cast import sign_in
from tests.transitions.cast import HELPS, SOON, Cast
from transitions import parents_preview, sharing
from transitions.filling import HandoverError
from transitions.models import ParentView, PreviewOpening

LATER = SOON + timedelta(hours=1)


@pytest.fixture
def parent(cast: Cast) -> Guardian:
    found: Guardian = cast.child.guardians.get()
    return found


@pytest.fixture
def link(parent: Guardian) -> GuardianLink:
    links.make(guardian_id=parent.pk, channel=Channel.SHEET, by=None, at=AT)
    return GuardianLink.objects.get()


def offer(cast: Cast) -> None:
    """Fill the form in and let parents read along."""
    cast.fill(helps=HELPS, warm="nee", rating_play="ahead")
    sharing.offer(key=cast.child.key, by=cast.contact, at=AT)


def read(parent: Guardian, at: Any = SOON) -> list[str]:
    """Return all values that a parent reads."""
    found = parents_preview.shown(parent, at)
    parts = found.parts if found else ()
    return [value for part in parts for _label, values in part.rows for value in values]


@pytest.mark.privacy(13)
def test_nothing_before_childcare_lets_parents_read_along(cast: Cast, parent: Guardian) -> None:
    cast.fill()
    assert parents_preview.shown(parent, SOON) is None
    sharing.offer(key=cast.child.key, by=cast.contact, at=AT)
    assert HELPS in read(parent)


@pytest.mark.privacy(35)
def test_a_parent_reads_nothing_of_the_other(cast: Cast, parent: Guardian) -> None:
    GuardianFactory(child=cast.child, name="Andere Ouder", phone="0612345678")
    offer(cast)
    text = " ".join(read(parent))
    assert parent.name in text
    assert "Andere Ouder" not in text
    assert "0612345678" not in text


@pytest.mark.privacy(35)
def test_beside_a_secret_address_only_choices_are_read(cast: Cast, parent: Guardian) -> None:
    GuardianFactory(child=cast.child, is_secret=True)
    offer(cast)
    assert read(parent) == ["Nee", "Loopt voor"]
    found = parents_preview.shown(parent, SOON)
    assert found is not None
    assert found.school == ""


def test_only_parts_that_parents_are_asked_about_are_shown(cast: Cast, parent: Guardian) -> None:
    cast.allow(FormSection.BASICS)
    offer(cast)
    assert HELPS in read(parent)
    assert "Loopt voor" not in read(parent)


def test_opening_it_makes_the_form_discussed_until_it_changes(
    cast: Cast, link: GuardianLink
) -> None:
    cast.allow()
    cast.attach()
    offer(cast)
    with pytest.raises(HandoverError, match="laat hen meelezen"):
        cast.share()
    parents_preview.opened(link=link, at=SOON)
    assert PreviewOpening.objects.get().guardian == link.guardian
    assert cast.share(at=LATER).number == 1
    cast.fill(at=LATER + timedelta(minutes=1), talents="Bouwen.")
    with pytest.raises(HandoverError, match="laat hen meelezen"):
        cast.share(at=LATER + timedelta(minutes=2))


def test_opening_before_it_is_offered_counts_for_nothing(cast: Cast, link: GuardianLink) -> None:
    cast.fill()
    parents_preview.opened(link=link, at=SOON)
    assert not PreviewOpening.objects.exists()


@pytest.mark.parametrize(
    ("text", "code"),
    [(" ", "view_empty"), ("x" * 5001, "view_long"), ("111222333", "view_bsn")],
    ids=["empty", "long", "number"],
)
def test_own_words_are_refused_by_name(
    cast: Cast, link: GuardianLink, text: str, code: str
) -> None:
    offer(cast)
    with pytest.raises(OpinionError) as refused:
        parents_preview.say(link=link, text=text, at=SOON)
    assert refused.value.code == code
    assert code in READING[Language.NL]
    assert not ParentView.objects.exists()


def test_own_words_are_kept_and_noted(cast: Cast, link: GuardianLink) -> None:
    assert parents_preview.say(link=link, text="Thuis helpt zingen.", at=SOON) is None
    offer(cast)
    parents_preview.say(link=link, text="Thuis helpt zingen.", at=SOON)
    assert ParentView.objects.get().text == "Thuis helpt zingen."
    line = AuditEntry.objects.get(action="handover.parent_view")
    assert "zingen" not in str(line.details)
    found = parents_preview.shown(link.guardian, SOON)
    assert found is not None
    assert [view.text for view in found.views] == ["Thuis helpt zingen."]


@pytest.mark.privacy(8)
def test_page_is_behind_the_code_and_in_the_language_of_the_parent(
    cast: Cast, parent: Guardian
) -> None:
    offer(cast)
    town = cast.child.location.municipality
    by = make_actor(Role.GEM, town)
    text_approvals.approve(municipality_id=town.pk, language=Language.TR, by=by, at=AT)
    home = f"/ouder/{links.make(guardian_id=parent.pk, channel=Channel.SHEET, by=None, at=AT)}/"
    client, born = Client(), f"{cast.child.born_on:%-d-%-m-%Y}"
    with time_machine.travel(SOON, tick=False):
        client.post(home, {"geboren": born})
        assert client.get(f"{home}lezen/overdracht/")["Location"] == f"{home}code/"
        code = read_codes.make(link=GuardianLink.objects.get(), by=None, at=SOON)
        client.post(f"{home}code/", {"code": code})
        text = client.get(f"{home}lezen/overdracht/?taal=tr").content.decode()
        sent = client.post(f"{home}lezen/overdracht/", {"zienswijze": "Zingen."}, follow=True)
    assert HELPS in text
    assert READING[Language.TR]["handover_view"] in text
    assert "Zingen." in sent.content.decode()


def test_childcare_lets_parents_read_along_from_its_page(cast: Cast) -> None:
    cast.fill()
    client = sign_in(Client(), cast.contact)
    where = f"/kinderen/{cast.child.key}/overdracht/"
    assert "Ouders laten meelezen" in client.get(where).content.decode()
    client.post(f"{where}meelezen/")
    assert cast.handover.offered_at is not None
    assert "Ouders laten meelezen" not in client.get(where).content.decode()
