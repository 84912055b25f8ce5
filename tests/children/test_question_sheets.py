"""The sheet to hand over: one A5 page for each guardian, with the link and without the child."""

from io import BytesIO

import pypdf
import pytest

from children import question_sheets, text_approvals
from children.asking import Invitation
from children.consent_texts import WORDINGS
from children.models import Guardian
from children.states import Language
from partners.states import Role
from tests.factories.children import AT, GuardianFactory, make_child
from tests.factories.partners import make_actor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TOKEN = "een-verzonnen-link-voor-dit-blad"
A5 = (420, 595)  # points


@pytest.fixture
def parent() -> Guardian:
    return make_child(first_name="Levi", last_name="Molenpad").guardians.get()


def pages(*guardians: Guardian) -> list[pypdf.PageObject]:
    content = question_sheets.render([Invitation(one, TOKEN) for one in guardians])
    return list(pypdf.PdfReader(BytesIO(content)).pages)


def text(page: pypdf.PageObject) -> str:
    return " ".join(page.extract_text().split())


def test_sheet_is_one_a5_page_for_each_guardian(parent: Guardian) -> None:
    found = pages(parent, GuardianFactory(child=parent.child))
    sizes = [(round(float(p.mediabox.width)), round(float(p.mediabox.height))) for p in found]
    assert sizes == [A5, A5]


@pytest.mark.privacy(8)
def test_sheet_holds_the_link_and_nothing_of_the_child(parent: Guardian) -> None:
    shown = text(pages(parent)[0])
    assert f"/ouder/{TOKEN}/" in shown.replace(" ", "")
    assert parent.name in shown
    facts = ("Levi", "Molenpad", str(parent.child.key), f"{parent.child.born_on:%Y}")
    assert [fact for fact in facts if fact in shown] == []


def test_sheet_is_in_the_own_language_and_in_dutch(parent: Guardian) -> None:
    town = parent.child.location.municipality
    by = make_actor(Role.GEM, town)
    text_approvals.approve(municipality_id=town.pk, language=Language.TR, by=by, at=AT)
    parent.language = Language.TR
    shown = text(pages(parent)[0])
    assert ("Kreşin size bir sorusu var" in shown, "heeft een vraag voor u" in shown) == (
        True,
        True,
    )


@pytest.mark.parametrize(
    ("language", "name", "title"),
    [
        (Language.AR, "أحمد", "سؤال من الحضانة"),
        (Language.UK, "Оксана", "Запитання від дитячого закладу"),
    ],
)
def test_sheet_in_another_script_has_the_name_too(
    parent: Guardian, language: Language, name: str, title: str
) -> None:
    town = parent.child.location.municipality
    by = make_actor(Role.GEM, town)
    text_approvals.approve(municipality_id=town.pk, language=language, by=by, at=AT)
    parent.language, parent.name = language, name
    shown = text(pages(parent)[0])
    assert [title in shown, name in shown, "heeft een vraag voor u" in shown] == [True] * 3


@pytest.mark.parametrize("language", [Language.TR, Language.AR, Language.PL, Language.UK])
def test_sheet_without_approval_is_in_english_and_dutch(
    parent: Guardian, language: Language
) -> None:
    parent.language = language
    shown = text(pages(parent)[0])
    assert "has a question for you" in shown
    assert "heeft een vraag voor u" in shown
    assert WORDINGS[language].words["gate_title"] not in shown


def test_sheet_leaves_out_a_name_that_its_font_lacks(parent: Guardian) -> None:
    parent.name = "王小明"
    shown = text(pages(parent)[0])
    assert ("heeft een vraag voor u" in shown, "王" in shown) == (True, False)
