"""The texts in which consent is asked: one version, six languages.

A change of a text is a new VERSION; an answer keeps the hash of the text that was read, so a test
holds each version to its hashes. Dutch and English are ours; a translation is used by a
municipality once it has approved it as it is now (`children.text_approvals`).
"""

import hashlib

from children.consent_texts import ar, en, nl, pl, tr, uk
from children.consent_texts.wording import Ask, Wording
from children.states import ConsentScope, FormSection, Language

VERSION = "2"
OWN = (Language.NL, Language.EN)
WORDINGS: dict[Language, Wording] = {
    Language.NL: nl.WORDING,
    Language.EN: en.WORDING,
    Language.TR: tr.WORDING,
    Language.AR: ar.WORDING,
    Language.PL: pl.WORDING,
    Language.UK: uk.WORDING,
}

# The words around a question that belong to what is agreed to.
AROUND = (
    "you_decide",
    "yes",
    "no",
    "object",
    "other_yes",
    "everybody",
    "until",
    "reads",
    "stop",
    "stop_later",
)

__all__ = ["OWN", "VERSION", "WORDINGS", "Ask", "Wording", "page_sha256", "text_sha256"]


def text_sha256(scope: ConsentScope, language: Language) -> str:
    """Return the hash of what is asked, before names are filled in: the proof of an answer.

    The question, the parts it can name, and the words of the choices.
    """
    wording = WORDINGS[language]
    ask = wording.asks[scope]
    sections = (wording.sections[section] for section in FormSection)
    around = (wording.words[word] for word in AROUND)
    return _hash(ask.question, ask.means, *sections, *around)


def page_sha256(language: Language) -> str:
    """Return the hash of all that can be asked in a language: which text a page showed."""
    return _hash(*(text_sha256(scope, language) for scope in ConsentScope))


def _hash(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()
