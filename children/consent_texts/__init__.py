"""The texts in which consent is asked: one version, six languages.

A change of a text is a new VERSION; an answer keeps the hash of the text that was read, so a test
holds each version to its hashes. Dutch and English are ours; a translation is used by a
municipality once it has approved it (`children.text_approvals`).
"""

import hashlib

from children.consent_texts import ar, en, nl, pl, tr, uk
from children.consent_texts.wording import Ask, Wording
from children.states import ConsentScope, Language

VERSION = "1"
OWN = (Language.NL, Language.EN)
WORDINGS: dict[Language, Wording] = {
    Language.NL: nl.WORDING,
    Language.EN: en.WORDING,
    Language.TR: tr.WORDING,
    Language.AR: ar.WORDING,
    Language.PL: pl.WORDING,
    Language.UK: uk.WORDING,
}

__all__ = ["OWN", "VERSION", "WORDINGS", "Ask", "Wording", "text_sha256"]


def text_sha256(scope: ConsentScope, language: Language) -> str:
    """Return the hash of what is asked, before names are filled in: the proof of an answer."""
    ask = WORDINGS[language].asks[scope]
    return hashlib.sha256(f"{ask.question}\n{ask.means}".encode()).hexdigest()
