"""What a language has to say: the questions for consent, and the words of the guardian's page.

Names stand between brackets or behind a colon, so that no language has to bend them.
"""

from dataclasses import dataclass

from children.states import ConsentScope, FormSection


@dataclass(frozen=True)
class Ask:
    """One question of one scope, and what a yes means."""

    question: str
    means: str


@dataclass(frozen=True)
class Wording:
    """All text of the guardian's page in one language."""

    asks: dict[ConsentScope, Ask]
    sections: dict[FormSection, str]
    words: dict[str, str]
