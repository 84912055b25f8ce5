"""The text around a link to a guardian: in his own language where it was approved, and in Dutch."""

from dataclasses import dataclass

from children import guardian_answers, text_approvals
from children.consent_texts import WORDINGS
from children.consent_texts.invitations import INVITATIONS, Invitation
from children.models import Guardian
from children.states import Language


@dataclass(frozen=True)
class InvitationText:
    """What one guardian reads: the languages, the first one his own, and who signs."""

    languages: tuple[Language, ...]
    sender: str

    @property
    def subject(self) -> str:
        """Return the subject of a mail, in each language."""
        return " / ".join(WORDINGS[language].words["gate_title"] for language in self.languages)

    def mail(self, link: str) -> str:
        """Return the text of a mail, or of a message in the childcare's own app."""
        parts = [self._in(INVITATIONS[language], link) for language in self.languages]
        return "\n\n---\n\n".join(parts)

    def _in(self, words: Invitation, link: str) -> str:
        lines = [words.asks, f"{words.open_it}\n{link}", words.how, words.free, self.sender]
        return "\n\n".join(line for line in lines if line)


def of(guardian: Guardian) -> InvitationText:
    """Return the text for a guardian; with a secret address of another one no name of a place.

    A translation that the municipality did not approve gives way to English.
    """
    location = guardian.child.location
    offered = text_approvals.available(location.municipality)
    own = Language(guardian.language)
    first = own if own in offered else Language.EN
    is_hidden = guardian_answers.hides_places(guardian)
    sender = "" if is_hidden else location.organisation.name
    return InvitationText(tuple(dict.fromkeys((first, Language.NL))), sender)
