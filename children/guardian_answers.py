"""What a guardian is asked and said, and saying it: each answer is a consent event of its own.

A guardian sees that another one agreed, never who, when, how or in which language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone

from children import consents, guardian_mails, links, narrowing, trail
from children.consent_texts import text_sha256
from children.models import ConsentEvent, ConsentQuestion, Guardian, GuardianLink
from children.states import ANSWERS, CLOSINGS, STOPS, Channel, ConsentAct, ConsentScope, Language

# What a choice on the page is called, and what it says.
CHOICES = {
    "ja": ConsentAct.GRANTED,
    "deel": ConsentAct.GRANTED,
    "nee": ConsentAct.REFUSED,
    "oneens": ConsentAct.OBJECTED,
    "stop": ConsentAct.WITHDRAWN,
}
# Which last word makes a choice a second tap on the same button.
SAME = {choice: {act} for choice, act in CHOICES.items()} | {
    "nee": {ConsentAct.REFUSED, ConsentAct.OBJECTED}
}
PART = "deel"  # yes, but only to the parts that were ticked


@dataclass(frozen=True)
class Choice:
    """What a guardian chose at one question; `parts`: which, of a yes to some of them."""

    choice: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """One question as one guardian sees it: his own last word, and whether another agreed."""

    question: ConsentQuestion
    said: ConsentAct | None
    has_other_yes: bool
    needs_everybody: bool

    @property
    def is_given(self) -> bool:
        """Say whether this guardian's word is yes, so that it can be taken back."""
        return self.said == ConsentAct.GRANTED

    def options(self, *, can_answer: bool) -> list[str]:
        """Return the choices open now: a yes can always be taken back, a no can become a yes.

        Who does not agree with the yes of another can always say so: that only stops something.
        """
        if self.is_given:
            return ["stop"]
        can_object = self.said is None and self.has_other_yes and not self.needs_everybody
        if not can_answer:
            return ["oneens"] if can_object else []
        if self.said is not None:
            return ["ja"]
        yes = ["ja", PART] if len(self.question.sections) > 1 else ["ja"]
        return [*yes, "oneens" if can_object else "nee"]


def asked_of(guardian: Guardian, at: datetime) -> list[Asked]:
    """Return the questions a guardian can answer or take back, in the order they were asked.

    Not those that were replaced or ended, whose day is over or whose school closed: except that
    what this guardian allowed can be taken back as long as it is there.
    """
    deciding = consents.deciding(guardian.child)
    if guardian not in deciding:
        return []
    found = [_asked(row, guardian, deciding) for row in _questions(guardian)]
    day = timezone.localdate(at)
    return [asked for asked in found if asked.is_given or _is_current(asked.question, day)]


def hides_places(guardian: Guardian) -> bool:
    """Say whether school and location stay unnamed: another guardian has a secret address."""
    others = guardian.child.guardians.exclude(pk=guardian.pk)
    return others.filter(is_secret=True).exists()


@transaction.atomic
def answer(
    *, link: GuardianLink, given: Mapping[int, Choice], language: Language, at: datetime
) -> None:
    """Write down what a guardian chose at these questions: all of it, or nothing.

    Raises: ConsentRefusedError: one of them is not open to this choice any more.
    """
    guardian = link.guardian
    consents.lock_child(guardian.child_id)  # two answers at once: the second reads what was said
    open_now = {asked.question.pk: asked for asked in asked_of(guardian, at)}
    can_answer, news = links.can_answer(link, at), []
    for question_id, chosen in sorted(given.items()):  # one order of locks for everybody
        asked = open_now.get(question_id)
        options = asked.options(can_answer=can_answer) if asked else []
        choice = _heard(chosen.choice, options)
        if choice not in options and _was_said(guardian, question_id, chosen):
            continue  # a button that was tapped twice
        if asked is None or choice not in options:
            raise consents.ConsentRefusedError
        question = _say(
            asked.question, replace(chosen, choice=choice), link=link, language=language, at=at
        )
        news += [question.pk] if is_news(question, asked) else []
    if news:  # one mail, however many questions were answered at once
        guardian_mails.tell_others(guardian=guardian, question_id=news[0], at=at)


def is_news(question: ConsentQuestion, asked: Asked) -> bool:
    """Say whether others hear of an answer: it is enough, and none of them had agreed before."""
    return question.is_live and not asked.has_other_yes


def _heard(choice: str, options: list[str]) -> str:
    """Return what a choice is by now: a no, when the other said yes meanwhile, is an objection."""
    return "oneens" if choice == "nee" and "oneens" in options else choice


def _was_said(guardian: Guardian, question_id: int, chosen: Choice) -> bool:
    """Say whether this is the last word of a guardian already, and it still counts."""
    rows = ConsentQuestion.objects.filter(child=guardian.child_id)
    question = rows.filter(pk=question_id).first()
    if question is not None and chosen.choice == PART:
        same = rows.filter(pk__gte=question.pk, scope=question.scope, school=question.school)
        found = [one for one in same if set(one.sections) == set(chosen.parts)]
        question = found[-1] if found else None
    if question is None:
        return False
    said = question.events.filter(act__in=ANSWERS, guardian=guardian).order_by("pk").last()
    if said is None or said.act not in SAME.get(chosen.choice, ()):
        return False
    return said.act in STOPS or not question.events.filter(act__in=CLOSINGS).exists()


def _say(
    question: ConsentQuestion,
    chosen: Choice,
    *,
    link: GuardianLink,
    language: Language,
    at: datetime,
) -> ConsentQuestion:
    """Write one choice down; of a yes to some parts the question that holds it is returned."""
    said = consents.Answer(
        act=CHOICES[chosen.choice],
        guardian=link.guardian,
        channel=Channel(link.channel),
        language=language,
        text_sha256=text_sha256(ConsentScope(question.scope), language),
    )
    if chosen.choice == PART and set(chosen.parts) != set(question.sections):
        return narrowing.agree(question_id=question.pk, sections=chosen.parts, said=said, at=at)
    return consents.answer(question_id=question.pk, said=said, at=at)


@transaction.atomic
def see(*, link: GuardianLink, asked: list[Asked], at: datetime) -> None:
    """Note that a guardian read these questions: once for each, and one line in the log."""
    guardian = link.guardian
    ids = [one.question.pk for one in asked]
    seen = ConsentEvent.objects.filter(act=ConsentAct.SEEN, guardian=guardian, question__in=ids)
    known = set(seen.values_list("question", flat=True))
    ConsentEvent.objects.bulk_create(
        ConsentEvent(question_id=pk, act=ConsentAct.SEEN, at=at, guardian=guardian)
        for pk in ids
        if pk not in known
    )
    details = {"link": link.pk, "questions": len(ids)}
    trail.record(guardian.child, "guardian.read", by=None, at=at, details=details)


def _questions(guardian: Guardian) -> list[ConsentQuestion]:
    of_question = ConsentEvent.objects.filter(question=OuterRef("pk"))
    rows = guardian.child.consent_questions.select_related("school__organisation")
    rows = rows.filter(Exists(of_question.filter(act=ConsentAct.REQUESTED)))
    rows = rows.exclude(Exists(of_question.filter(act__in=CLOSINGS)))
    words = ConsentEvent.objects.filter(act__in=ANSWERS).order_by("pk")
    return list(rows.prefetch_related(Prefetch("events", words)).order_by("pk"))


def _asked(question: ConsentQuestion, guardian: Guardian, deciding: list[Guardian]) -> Asked:
    """Return the question with the last word of this guardian and of the others."""
    last = {event.guardian_id: ConsentAct(event.act) for event in question.events.all()}
    others = [one.pk for one in deciding if one.pk != guardian.pk]
    return Asked(
        question=question,
        said=last.get(guardian.pk),
        has_other_yes=any(last.get(pk) == ConsentAct.GRANTED for pk in others),
        needs_everybody=question.needs_everybody or any(one.lives_apart for one in deciding),
    )


def _is_current(question: ConsentQuestion, day: date) -> bool:
    school = question.school
    is_over = question.valid_until is not None and question.valid_until < day
    return not is_over and not (school and school.closed_on and school.closed_on <= day)
