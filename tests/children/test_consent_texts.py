"""The consent texts: six languages that say the same, and a version that holds still."""

import hashlib
import re
from dataclasses import asdict

import pytest

from children.consent_texts import OWN, VERSION, WORDINGS, page_sha256, text_sha256
from children.consent_texts.invitations import INVITATIONS
from children.states import ConsentScope, FormSection, Language

# A changed text needs a new version: then also change this hash, and say so in the changelog. A
# purpose that is added changes the hash only: what was asked before reads as it did.
HASHES = {"2": "98368442cb04ca2db43e88ccb349b293f02e4fa416d6ad77f63bba9d090dd70c"}
NAMES = re.compile(r"{(\w+)}")


def texts(language: Language) -> dict[str, str]:
    """Return all texts of a language by a name of their own."""
    wording = WORDINGS[language]
    asks = {
        f"{scope}.{part}": getattr(ask, part)
        for scope, ask in wording.asks.items()
        for part in ("question", "means")
    }
    sections = {f"section.{part}": text for part, text in wording.sections.items()}
    return asks | sections | {f"word.{key}": text for key, text in wording.words.items()}


@pytest.mark.parametrize("language", Language)
def test_language_says_all_that_dutch_says(language: Language) -> None:
    ours, theirs = texts(Language.NL), texts(language)
    assert set(theirs) == set(ours)
    assert [key for key, text in theirs.items() if not text.strip()] == []


@pytest.mark.parametrize("language", Language)
def test_language_asks_of_every_scope_and_names_every_part(language: Language) -> None:
    assert set(WORDINGS[language].asks) == set(ConsentScope)
    assert set(WORDINGS[language].sections) == set(FormSection)


@pytest.mark.parametrize("language", Language)
def test_question_names_the_child_and_the_school_as_in_dutch(language: Language) -> None:
    ours, theirs = texts(Language.NL), texts(language)
    asked = [f"{scope}.question" for scope in ConsentScope]
    assert [k for k in asked if set(NAMES.findall(theirs[k])) != set(NAMES.findall(ours[k]))] == []


@pytest.mark.parametrize("language", Language)
def test_text_holds_no_name_that_is_never_filled_in(language: Language) -> None:
    found = {name for text in texts(language).values() for name in NAMES.findall(text)}
    assert found == {"child", "school", "parts", "location", "day", "partners"}


def test_translation_is_no_copy() -> None:
    ours = texts(Language.NL)
    for language in set(Language) - {Language.NL}:
        same = [key for key, text in texts(language).items() if text == ours[key]]
        assert (language, same) == (language, [])


def test_version_holds_its_texts() -> None:
    hashes = [text_sha256(scope, language) for language in Language for scope in ConsentScope]
    assert hashlib.sha256("".join(hashes).encode()).hexdigest() == HASHES[VERSION]


def test_text_sha256_differs_by_scope_and_language() -> None:
    hashes = {text_sha256(scope, language) for language in Language for scope in ConsentScope}
    assert len(hashes) == len(Language) * len(ConsentScope)


@pytest.mark.privacy(2)
@pytest.mark.parametrize("where", ["words", "sections"])
def test_text_sha256_holds_the_words_around_a_question(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = text_sha256(ConsentScope.OBSERVE, Language.NL), page_sha256(Language.NL)
    name = {"words": "stop", "sections": FormSection.REPORT}[where]
    monkeypatch.setitem(getattr(WORDINGS[Language.NL], where), name, "iets anders")
    after = text_sha256(ConsentScope.OBSERVE, Language.NL), page_sha256(Language.NL)
    assert [one == other for one, other in zip(before, after, strict=True)] == [False, False]


def test_dutch_and_english_are_no_translations() -> None:
    assert OWN == (Language.NL, Language.EN)


@pytest.mark.parametrize("language", Language)
def test_invitation_says_all_in_every_language_and_names_nobody(language: Language) -> None:
    said, dutch = asdict(INVITATIONS[language]), asdict(INVITATIONS[Language.NL])
    assert [key for key, text in said.items() if not text.strip() or "{" in text] == []
    same = [key for key, text in said.items() if text == dutch[key]]
    assert same == ([] if language != Language.NL else list(dutch))
