"""The sheet to hand over: one A5 page for each guardian, with the link and without the child."""

from io import BytesIO

import pypdf
import pytest

from children import question_sheets, text_approvals
from children.asking import Invitation
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


def test_sheet_in_a_script_that_the_font_lacks_is_in_english(parent: Guardian) -> None:
    town = parent.child.location.municipality
    by = make_actor(Role.GEM, town)
    text_approvals.approve(municipality_id=town.pk, language=Language.AR, by=by, at=AT)
    parent.language, parent.name = Language.AR, "أحمد"
    shown = text(pages(parent)[0])
    assert ("has a question for you" in shown, parent.name in shown) == (True, False)
