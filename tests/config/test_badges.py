from importlib import import_module

import pytest
from django.db.models import TextChoices

from config.badges import BADGES, badge

TONES = {"inactive", "neutral", "success", "warning", "error"}
# A state that is stored or derived somewhere is a TextChoices; its badge says the same words.
STORED = {
    "message": ("partners.states", "MessageState"),
    "subsidy_year": ("subsidies.states", "YearState"),
    "letter": ("subsidies.states", "LetterState"),
    "upload": ("partners.states", "UploadState"),
    "handover": ("transitions.states", "HandoverStand"),
    "render": ("subsidies.states", "RenderState"),
}


def test_every_badge_has_a_tone_that_the_design_knows():
    assert {found.tone for states in BADGES.values() for found in states.values()} == TONES


@pytest.mark.parametrize("kind", STORED)
def test_stored_states_have_a_badge_with_their_own_words(kind):
    module, name = STORED[kind]
    choices: type[TextChoices] = getattr(import_module(module), name)
    assert {state: str(badge(kind, state).text) for state in choices.values} == {
        value: str(label) for value, label in choices.choices
    }


@pytest.mark.parametrize(("kind", "state"), [("letter", "lost"), ("dossier", "draft")])
def test_badge_refuses_what_is_not_in_the_map(kind, state):
    with pytest.raises(LookupError, match="holds no badge"):
        badge(kind, state)
