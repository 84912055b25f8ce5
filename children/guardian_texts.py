"""What the guardian's page says of each question, in one language and with the names filled in."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import override

from children.consent_texts import WORDINGS
from children.guardian_answers import PART, Asked
from children.models import ConsentQuestion, Guardian
from children.reading_texts import READING
from children.states import ConsentAct, ConsentScope, FormSection, Language


@dataclass(frozen=True)
class Card:
    """One question as it stands on the page; `options`: what can be chosen, and its words."""

    name: str
    question: str
    means: str
    notes: tuple[str, ...]
    said: str
    options: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, str], ...] = ()


def words_for(guardian: Guardian, language: Language, *, is_hidden: bool) -> dict[str, str]:
    """Return the words of the page with the names of the child and its location."""
    words = WORDINGS[language].words
    location = words["hidden"] if is_hidden else guardian.child.location.organisation.name
    names = {"child": guardian.child.first_name, "location": location}
    ready = ("heading", "asks", "you_decide")
    return words | {key: words[key].format(**names) for key in ready}


def card(
    asked: Asked, guardian: Guardian, language: Language, *, is_hidden: bool, can_answer: bool
) -> Card:
    """Return the text of one question and what this guardian can choose now."""
    words = WORDINGS[language].words
    ask = WORDINGS[language].asks[ConsentScope(asked.question.scope)]
    names = _names(asked.question, guardian, language, is_hidden=is_hidden)
    open_now = asked.options(can_answer=can_answer)
    return Card(
        name=f"vraag-{asked.question.pk}",
        question=ask.question.format(**names),
        means=ask.means.format(**names),
        notes=_notes(asked, language),
        said=words[SAID[asked.said]] if asked.said else "",
        options=tuple((one, _label(one, language)) for one in open_now),
        parts=_parts(asked.question, language) if PART in open_now else (),
    )


def question_text(
    question: ConsentQuestion, guardian: Guardian, language: Language, *, is_hidden: bool
) -> str:
    """Return a question as it was put, with the names filled in and the parts that it names."""
    ask = WORDINGS[language].asks[ConsentScope(question.scope)]
    names_more = question.sections or question.participants
    text = f"{ask.question} {ask.means}" if names_more else ask.question
    return text.format(**_names(question, guardian, language, is_hidden=is_hidden))


SAID = {
    ConsentAct.GRANTED: "said_yes",
    ConsentAct.REFUSED: "said_no",
    ConsentAct.WITHDRAWN: "stopped",
    ConsentAct.OBJECTED: "said_object",
}
WORD_OF = {"ja": "yes", "nee": "no", "oneens": "object", "stop": "stop"}


def _label(option: str, language: Language) -> str:
    return (
        READING[language]["part"] if option == PART else WORDINGS[language].words[WORD_OF[option]]
    )


def _parts(question: ConsentQuestion, language: Language) -> tuple[tuple[str, str], ...]:
    """Return the parts that can be agreed to one by one; none is ticked beforehand."""
    words = WORDINGS[language].sections
    return tuple((part, words[FormSection(part)]) for part in question.sections)


def _names(
    question: ConsentQuestion, guardian: Guardian, language: Language, *, is_hidden: bool
) -> dict[str, str]:
    wording = WORDINGS[language]
    named = question.school.organisation.name if question.school else ""
    school = wording.words["hidden"] if is_hidden else named
    parts = (wording.sections[FormSection(section)] for section in question.sections)
    partners = question.participants.splitlines()
    if is_hidden:
        partners = [_without_places(line, question, school) for line in partners]
    if question.school:
        partners.append(wording.words["school_partner"].format(school=school))
    return {
        "child": guardian.child.first_name,
        "school": school,
        "parts": ", ".join(parts),
        "partners": "; ".join(partners),
    }


def _without_places(line: str, question: ConsentQuestion, instead: str) -> str:
    """Return who takes part without the name of a school or location that stays unnamed."""
    child = question.child
    places = [child.location.organisation, child.location.holder.organisation]
    places += [one.organisation for one in (question.school, child.school) if one]
    for name in sorted({place.name for place in places}, key=len, reverse=True):
        line = re.sub(re.escape(name), instead, line, flags=re.IGNORECASE)
    return line


def _notes(asked: Asked, language: Language) -> tuple[str, ...]:
    words = WORDINGS[language].words
    notes = [words["everybody"]] if asked.needs_everybody else []
    if asked.has_other_yes and asked.said is None and not asked.needs_everybody:
        notes.append(words["other_yes"])
    if asked.question.valid_until:
        notes.append(words["until"].format(day=_day(asked.question.valid_until, language)))
    return tuple(notes)


def _day(day: date, language: Language) -> str:
    with override(language.value):
        return str(date_format(day, "j F Y"))
