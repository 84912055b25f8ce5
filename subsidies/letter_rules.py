"""Why a move of a letter cannot be made: the sentences, asked by the pages and by the moves.

`subsidies/letter_moves.py` makes the moves. A rule here takes the letter as it is and returns one
sentence in Dutch, or nothing when it does not stand in the way.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.formats import date_words
from partners.access import Actor
from partners.models import IssuerMandate, Municipality
from partners.roles import Permission
from partners.states import LetterPeople, Role
from subsidies.models import DecisionLetter
from subsidies.openings import has_opened
from subsidies.states import IllegalMoveError, LetterState, RenderState, check_letter_move

LONGEST_PLAN = timedelta(days=366)
# Which permission a move asks; reopening undoes a check or a signature, so who may check may do it.
PERMISSIONS: dict[str, Permission] = {
    "plan": Permission.DRAFT_LETTERS,
    "check": Permission.CHECK_LETTERS,
    "sign": Permission.SIGN_LETTERS,
    "send": Permission.SEND_LETTERS,
    "reopen": Permission.CHECK_LETTERS,
    "cancel": Permission.CANCEL_LETTERS,
}
TARGETS: dict[str, LetterState] = {
    "check": LetterState.CHECKED,
    "sign": LetterState.SIGNED,
    "send": LetterState.SENT,
    "reopen": LetterState.DRAFT,
    "cancel": LetterState.CANCELLED,
}
LOOK_FIRST = gettext_lazy("Open de brief eerst: je hebt hem nog niet gezien zoals hij nu is.")
BACK = gettext_lazy("zet de brief terug naar concept en kies een nieuwe dag")
Rule = Callable[[DecisionLetter, Actor, datetime], str]


def why_not(move: str, letter: DecisionLetter, *, by: Actor, at: datetime) -> str:
    """Return why this person cannot make a move with this letter now, or nothing.

    Pages ask it beforehand, the move again under a lock. It reads the letter, its mandate, its
    openings and its snapshot; whether facts changed since the draft is what only the move looks up.
    The permission itself is not asked here.

    Args: move: a key of TARGETS.
    """
    try:
        check_letter_move(letter.state, TARGETS[move])
    except IllegalMoveError as error:
        return str(error)
    reasons = (rule(letter, by, at) for rule in RULES[move])
    return next((reason for reason in reasons if reason), "")


def why_not_plan(letter: DecisionLetter, sending_on: date, at: datetime) -> str:
    """Return why a letter cannot be planned for a day, or nothing when it can."""
    if letter.state != LetterState.DRAFT:
        return _("%s is geen concept meer: zet de brief eerst terug naar concept.") % (
            letter.reference
        )
    return why_not_day(letter.year.municipality, sending_on, at)


def why_not_day(municipality: Municipality, sending_on: date, at: datetime) -> str:
    """Return why no letter of a municipality can be planned for a day, or nothing."""
    today = timezone.localdate(at)
    if sending_on < today:
        return _("Kies vandaag of een latere dag als verzenddatum.")
    if sending_on > today + LONGEST_PLAN:
        return _("Kies een verzenddatum binnen een jaar.")
    if mandate_on(municipality, sending_on) is None:
        return _("Op %(day)s geldt voor %(name)s geen mandaat: leg dat vast bij Instellingen.") % {
            "day": date_words(sending_on),
            "name": municipality.name,
        }
    return ""


def mandate_on(municipality: Municipality, day: date) -> IssuerMandate | None:
    """Return the mandate that is in force for a municipality on a day (Awb art. 10:3)."""
    mandates = IssuerMandate.objects.active_on(day).filter(municipality=municipality)
    return mandates.select_related("issuer__organisation").order_by("pk").first()


def is_in_force(mandate: IssuerMandate, day: date) -> bool:
    """Say whether a mandate holds on a day; both ends count."""
    return mandate.valid_from <= day and (mandate.valid_until is None or day <= mandate.valid_until)


def is_named(mandate: IssuerMandate, name: str) -> bool:
    """Say whether a mandate bears this name, whatever the capitals and spaces."""
    return mandate.signatory_name.casefold().split() == name.casefold().split() != []


def why_not_you(move: str, letter: DecisionLetter, *, by: Actor, at: datetime) -> str:
    """Return why a move with this letter is for somebody else, or nothing."""
    rule = PERSONS.get(move)
    return rule(letter, by, at) if rule else ""


# --- the rules, in the order in which a person is told --------------------------------------


def is_planned(letter: DecisionLetter, _by: Actor, at: datetime) -> str:
    """Ask for a sending date that is not over, and a mandate that is in force on it."""
    if letter.sending_on is None or letter.mandate is None:
        return _("Kies eerst een verzenddatum.")
    day = date_words(letter.sending_on)
    if letter.sending_on < timezone.localdate(at):
        if letter.state == LetterState.DRAFT:
            return _("De verzenddatum %s is voorbij: kies een nieuwe.") % day
        return _("De verzenddatum %(day)s is voorbij: %(what)s.") % {"day": day, "what": BACK}
    return why_not_in_force(letter)


def why_not_in_force(letter: DecisionLetter) -> str:
    """Return why the mandate of a planned letter does not cover its sending date, or nothing."""
    mandate, day = letter.mandate, letter.sending_on
    if mandate is None or day is None or is_in_force(mandate, day):
        return ""
    if mandate.valid_until is not None and mandate.valid_until < day:
        return _(
            "Mandaat %(reference)s liep tot en met %(last)s en geldt niet meer op de "
            "verzenddatum %(day)s: leg bij Instellingen een mandaat vast en plan de brief opnieuw."
        ) % {
            "reference": mandate.reference,
            "last": date_words(mandate.valid_until),
            "day": date_words(day),
        }
    return _("Mandaat %(reference)s begint pas op %(first)s: kies een latere verzenddatum.") % {
        "reference": mandate.reference,
        "first": date_words(mandate.valid_from),
    }


def is_made(letter: DecisionLetter, _by: Actor, _at: datetime) -> str:
    """Ask for the PDF as the letter is now."""
    if letter.render_state == RenderState.FAILED:
        return _("De pdf is niet gelukt: laat hem eerst opnieuw maken.")
    if letter.render_state != RenderState.DONE:
        return _("De pdf wordt nog gemaakt: probeer het zo weer.")
    return ""


def is_opened(letter: DecisionLetter, by: Actor, _at: datetime) -> str:
    """Ask that this person opened these bytes."""
    if has_opened(letter, by.user):
        return ""
    return str(LOOK_FIRST)


def is_checker(letter: DecisionLetter, by: Actor, _at: datetime) -> str:
    """Ask for somebody else than the drafter; the signatory's role only where two are enough."""
    if by.user.pk in _drafters(letter):
        return _("Je hebt deze brief zelf opgesteld: laat een ander hem controleren.")
    if by.role == Role.SIG and _people(letter) == LetterPeople.THREE:
        return _("Hier controleert een ander dan wie ondertekent: laat een medewerker controleren.")
    return ""


def is_signatory(letter: DecisionLetter, by: Actor, _at: datetime) -> str:
    """Ask for the person of the mandate, who neither drafted nor, with three people, checked it.

    Without a drafter (a scheduled run) checker and signatory always differ.
    """
    if by.user.pk in _drafters(letter):
        return _("Je hebt deze brief zelf opgesteld: laat een ander ondertekenen.")
    needs_other = _people(letter) == LetterPeople.THREE or letter.drafted_by_id is None
    if needs_other and letter.checked_by_id == by.user.pk:
        return _("Je hebt deze brief zelf gecontroleerd: laat een ander ondertekenen.")
    if letter.mandate is not None and not is_named(letter.mandate, by.user.name):
        return _("Mandaat %(reference)s staat op naam van %(name)s: alleen die kan tekenen.") % {
            "reference": letter.mandate.reference,
            "name": letter.mandate.signatory_name or _("niemand"),
        }
    return ""


def is_sending_day(letter: DecisionLetter, _by: Actor, at: datetime) -> str:
    """Ask that today is the day that stands on the letter."""
    if letter.sending_on is None or letter.sending_on == timezone.localdate(at):
        return ""
    day = date_words(letter.sending_on)
    if letter.sending_on > timezone.localdate(at):
        return _("Op de brief staat %s: alleen op die dag kan hij weg.") % day
    return _("De verzenddatum %(day)s is voorbij: %(what)s.") % {"day": day, "what": BACK}


def has_begun(letter: DecisionLetter, _by: Actor, at: datetime) -> str:
    """Ask for a mandate that holds on the day of signing too: before it, nobody may decide."""
    mandate = letter.mandate
    if mandate is None or mandate.valid_from <= timezone.localdate(at):
        return ""
    return _("Mandaat %(reference)s begint pas op %(first)s: ondertekenen kan vanaf die dag.") % {
        "reference": mandate.reference,
        "first": date_words(mandate.valid_from),
    }


def _drafters(letter: DecisionLetter) -> set[int | None]:
    """Return who drafted a letter, and who started the run that wrote what it says now."""
    return {letter.drafted_by_id, letter.run.started_by_id if letter.run else None}


def _people(letter: DecisionLetter) -> LetterPeople:
    return LetterPeople(letter.year.municipality.letter_people)


PERSONS: dict[str, Rule] = {"check": is_checker, "sign": is_signatory}
RULES: dict[str, tuple[Rule, ...]] = {
    "check": (is_checker, is_planned, is_made, is_opened),
    "sign": (is_signatory, is_planned, has_begun, is_made, is_opened),
    "send": (is_sending_day, is_planned, is_made, is_opened),
    "reopen": (),
    "cancel": (),
}
