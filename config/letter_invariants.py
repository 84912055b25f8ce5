"""What holds of every letter that was signed or sent: its people, day, number and judge."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, Max, Min, Q
from django.utils.translation import gettext as _

from config.formats import date_words
from partners.states import LetterPeople
from subsidies.models import DecisionLetter, Objection, ReferenceCounter
from subsidies.states import LetterState

LEFT_DRAFT = (LetterState.CHECKED, LetterState.SIGNED, LetterState.SENT)


def letters_pass_different_people() -> Iterator[str]:
    """Find a letter that somebody checked or signed who may not have.

    A signatory who checked too is looked at only until sending: later the setting may have changed.
    """
    same = Q(drafted_by=F("checked_by")) | Q(drafted_by=F("signed_by"))
    both = Q(checked_by=F("signed_by"))
    needs_three = Q(year__municipality__letter_people=LetterPeople.THREE, state=LetterState.SIGNED)
    wrong = same | (both & (Q(drafted_by__isnull=True) | needs_three))
    rows = DecisionLetter.objects.filter(state__in=LEFT_DRAFT).filter(wrong)
    for letter in rows.defer("snapshot"):
        yield _("%s is opgesteld, gecontroleerd of getekend door dezelfde persoon.") % (
            letter.reference
        )


def letters_go_on_their_day() -> Iterator[str]:
    """Find a letter that was sent on another day than stands on it, here in the Netherlands."""
    rows = DecisionLetter.objects.filter(state=LetterState.SENT)
    for letter in rows.exclude(sent_at__date=F("sending_on")).defer("snapshot"):
        day = date_words(letter.sending_on) if letter.sending_on else "–"
        yield _("%(letter)s is niet verzonden op de dag die erop staat (%(day)s).") % {
            "letter": letter.reference,
            "day": day,
        }


def references_have_no_gaps() -> Iterator[str]:
    """Find a counter whose letters are not numbered 1, 2, 3 … up to its last number."""
    counters: Any = ReferenceCounter.objects.annotate(
        taken=Count("letters"),
        first=Min("letters__reference_number", default=1),
        highest=Max("letters__reference_number", default=0),
    )
    whole = Q(taken=F("last_number"), highest=F("last_number"), first=1)
    for counter in counters.exclude(whole):
        yield _("%(year)d: %(last)d nummers gegeven, %(taken)d brieven, hoogste %(highest)d.") % {
            "year": counter.calendar_year,
            "last": counter.last_number,
            "taken": counter.taken,
            "highest": counter.highest,
        }


def counters_are_of_their_letters() -> Iterator[str]:
    """Find a letter whose number comes from a counter of another municipality or year."""
    own = Q(
        counter__municipality=F("year__municipality"), counter__calendar_year=F("reference_year")
    )
    for letter in DecisionLetter.objects.exclude(own).defer("snapshot"):
        yield _("%s heeft een nummer van een andere gemeente of een ander jaar.") % letter.reference


def objections_are_decided_by_others() -> Iterator[str]:
    """Find an objection that who signed the letter decided on, or made void."""
    rows = Objection.objects.filter(decided_by=F("letter__signed_by"))
    for objection in rows.select_related("letter"):
        yield _("%s: over het bezwaar besliste wie de brief tekende.") % objection.letter.reference


CHECKS = (
    letters_pass_different_people,
    letters_go_on_their_day,
    references_have_no_gaps,
    counters_are_of_their_letters,
    objections_are_decided_by_others,
)
