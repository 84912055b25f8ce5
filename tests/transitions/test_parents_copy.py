"""A parent's copy holds what was shared of the child, and nothing of another guardian."""

import json
from typing import Any

import pytest

from children import guardian_reading
from children.models import Guardian
from children.states import FormSection, Language
from tests.factories.children import GuardianFactory
from tests.factories.handovers import ParentViewFactory
from tests.transitions.cast import HELPS, SOON, Cast
from transitions.models import Arrival

SEEN = "Zingt bij De Wilg."


def copy(guardian: Guardian) -> dict[str, Any]:
    """Return what the copy of a guardian says."""
    return dict(json.loads(guardian_reading.as_json(guardian, Language.NL, SOON)))


@pytest.fixture
def guardian(cast: Cast) -> Guardian:
    """Return a parent of a child whose form was shared; the other parent is not on record twice."""
    found: Guardian = cast.child.guardians.get()
    GuardianFactory(child=cast.child, name="Andere Ouder", phone="0612345678")
    cast.allow(FormSection.BASICS, FormSection.DEVELOPMENT)
    cast.fill(helps=HELPS, warm="nee", seen_language=SEEN, **RATED)
    cast.talk()
    cast.share()
    return found


RATED = {
    f"rating_{name}": "ahead"
    for name in ("language", "numbers", "motor", "social", "play", "wellbeing")
}


@pytest.mark.privacy(29, 35)
def test_copy_holds_each_version_and_nothing_of_the_other_parent(guardian: Guardian) -> None:
    (version,) = copy(guardian)["handovers"]
    said = {(line["what"], line["said"]) for line in version["lines"]}
    assert ("Wat helpt", HELPS) in said
    assert {("Taal en praten", "Loopt voor"), ("Taal en praten", SEEN)} <= said
    assert version["school"]
    text = json.dumps(version, ensure_ascii=False)
    assert guardian.name in text
    assert not [word for word in ("Andere Ouder", "0612345678") if word in text]


@pytest.mark.privacy(35)
def test_copy_beside_a_secret_address_names_no_place(guardian: Guardian) -> None:
    guardian.child.guardians.filter(name="Andere Ouder").update(is_secret=True)
    (version,) = copy(guardian)["handovers"]
    assert version["school"] == ""
    assert {line["what"] for line in version["lines"]} >= {"Taal en praten"}
    assert "Wilg" not in json.dumps(version, ensure_ascii=False)


def test_copy_holds_own_words_only(guardian: Guardian) -> None:
    handover = guardian.child.handovers.get()
    ParentViewFactory(
        handover=handover, guardian=guardian, text="Thuis helpt zingen.", said_at=SOON
    )
    ParentViewFactory(handover=handover, text="Van de ander.", said_at=SOON)
    assert [view["text"] for view in copy(guardian)["handover_views"]] == ["Thuis helpt zingen."]


@pytest.mark.privacy(35)
def test_copy_holds_what_the_school_noted_but_not_beside_a_secret_address(
    guardian: Guardian,
) -> None:
    noted = {"warm_on": SOON.date(), "warm_noted_at": SOON, "feedback": "Het gaat goed."}
    Arrival.objects.create(handover=guardian.child.handovers.get(), **noted)
    (fact,) = copy(guardian)["arrivals"]
    assert (fact["warm_on"], fact["feedback"]) == (SOON.date().isoformat(), "Het gaat goed.")
    guardian.child.guardians.filter(name="Andere Ouder").update(is_secret=True)
    assert copy(guardian)["arrivals"] == []
