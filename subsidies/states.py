"""States of a subsidy year and of a letter, and the moves between the stored ones."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IllegalMoveError(Exception):
    """A move that the table of moves does not allow; nothing was changed."""


class YearState(models.TextChoices):
    """States of a subsidy year (docs/glossary.md); only four of them are stored."""

    DRAFT = "draft", _("Concept")
    DATA_COLLECTED = "data_collected", _("Gegevens compleet")
    KEY_SET = "key_set", _("Sleutel gekozen")
    CALCULATED = "calculated", _("Berekend")
    ALIGNED = "aligned", _("Voorgelegd")
    ESTABLISHED = "established", _("Vastgesteld")
    LETTERS_ISSUED = "letters_issued", _("Brieven verzonden")
    IN_EXECUTION = "in_execution", _("In uitvoering")
    ACCOUNTABILITY_DUE = "accountability_due", _("Verantwoording gevraagd")
    ACCOUNTED = "accounted", _("Verantwoording binnen")
    SETTLED = "settled", _("Afgerekend")
    CLOSED = "closed", _("Afgesloten")


YEAR_MOVES: dict[YearState, frozenset[YearState]] = {
    YearState.DRAFT: frozenset({YearState.ALIGNED, YearState.ESTABLISHED}),
    YearState.ALIGNED: frozenset({YearState.DRAFT, YearState.ESTABLISHED}),
    YearState.ESTABLISHED: frozenset({YearState.CLOSED}),
    YearState.CLOSED: frozenset(),
}


class FigureKind(models.TextChoices):
    """What a figure of a school counts (docs/verdeelsleutel.md)."""

    PUPILS = "pupils", _("leerlingen")
    TARGET_TODDLERS = "target_toddlers", _("doelgroeppeuters")
    INFLOW = "inflow", _("verwachte instroom van vierjarigen")
    SCORE = "score", _("achterstandsscore")
    GRANTED = "granted", _("toegekend bedrag")


class ComponentKind(models.TextChoices):
    """How one part of a key divides money (docs/verdeelsleutel.md)."""

    FIXED = "fixed", _("vast bedrag")
    HOURS_RATE = "hours_rate", _("uren maal tarief")
    PREVIOUS_YEAR = "previous_year", _("bedrag van vorig jaar")
    PER_PUPIL = "per_pupil", _("per leerling")
    PER_INFLOW = "per_inflow", _("per verwachte vierjarige")
    PER_TARGET_TODDLER = "per_target_toddler", _("per doelgroeppeuter")
    PER_KINDCENTRUM = "per_kindcentrum", _("per kindcentrum")
    DISADVANTAGE = "disadvantage", _("naar achterstandsscore")


class LetterState(models.TextChoices):
    """States of a decision letter (docs/glossary.md) that are stored."""

    DRAFT = "draft", _("Concept")
    CHECKED = "checked", _("Gecontroleerd")
    SIGNED = "signed", _("Ondertekend")
    SENT = "sent", _("Verzonden")
    CANCELLED = "cancelled", _("Vervallen")


LETTER_MOVES: dict[LetterState, frozenset[LetterState]] = {
    LetterState.DRAFT: frozenset({LetterState.CHECKED, LetterState.CANCELLED}),
    LetterState.CHECKED: frozenset({LetterState.SIGNED, LetterState.DRAFT, LetterState.CANCELLED}),
    LetterState.SIGNED: frozenset({LetterState.SENT, LetterState.DRAFT, LetterState.CANCELLED}),
    LetterState.SENT: frozenset(),
    LetterState.CANCELLED: frozenset(),
}


class LetterStand(models.TextChoices):
    """Where a letter stands: its stored state, refined by facts (docs/glossary.md)."""

    DRAFT = "draft", _("Concept")
    COMPLETE = "complete", _("Klaar voor controle")
    CHECKED = "checked", _("Gecontroleerd")
    SIGNED = "signed", _("Ondertekend")
    SENT = "sent", _("Verzonden")
    CANCELLED = "cancelled", _("Vervallen")
    OBJECTION_OPEN = "objection_open", _("Bezwaartermijn loopt")
    OBJECTION_RECEIVED = "objection_received", _("Bezwaar ontvangen")
    OBJECTION_DECIDED = "objection_decided", _("Beslist")
    FINAL = "final", _("Onherroepelijk")
    AMENDED = "amended", _("Gewijzigd")
    WITHDRAWN = "withdrawn", _("Ingetrokken")
    SETTLED = "settled", _("Vastgesteld (subsidie)")


class LetterKind(models.TextChoices):
    """What the letter decides (Awb afdeling 4.2)."""

    GRANT = "grant", _("verlening")
    AMENDMENT = "amendment", _("wijziging")
    WITHDRAWAL = "withdrawal", _("intrekking")
    SETTLEMENT = "settlement", _("vaststelling")


ENDING = frozenset({LetterKind.WITHDRAWAL, LetterKind.SETTLEMENT})  # no amendment follows these


class TextKind(models.TextChoices):
    """Kinds of letters that have texts of their own."""

    GRANT_LIGHT = "grant_light", _("verlening met directe vaststelling")
    GRANT_STANDARD = "grant_standard", _("verlening met verslag achteraf")
    AMENDMENT = "amendment", _("wijziging")
    WITHDRAWAL = "withdrawal", _("intrekking")
    SETTLEMENT = "settlement", _("vaststelling")


class ChangeKind(models.TextChoices):
    """What can happen to a school in the course of a year (docs/verdeelsleutel.md)."""

    OPENED = "opened", _("school geopend")
    CLOSED = "closed", _("school gesloten")
    MERGED = "merged", _("school samengevoegd")
    SPLIT = "split", _("school gesplitst")
    BOARD_CHANGED = "board_changed", _("school naar een ander bestuur")
    REVISED = "revised", _("bedrag herzien na bezwaar")


class ChangeState(models.TextChoices):
    """Life of a reported change: it leads to letters, or somebody says why not."""

    PROPOSED = "proposed", _("Voorgesteld")
    ACCEPTED = "accepted", _("Overgenomen")
    DISMISSED = "dismissed", _("Niet overgenomen")


CHANGE_MOVES: dict[ChangeState, frozenset[ChangeState]] = {
    ChangeState.PROPOSED: frozenset({ChangeState.ACCEPTED, ChangeState.DISMISSED}),
    ChangeState.ACCEPTED: frozenset(),
    ChangeState.DISMISSED: frozenset(),
}


class ObjectionOutcome(models.TextChoices):
    """How an objection ended (Awb art. 6:15, 7:11, 7:12); void is one that never was."""

    UPHELD = "upheld", _("gegrond")
    PARTLY = "partly", _("deels gegrond")
    DISMISSED = "dismissed", _("ongegrond")
    INADMISSIBLE = "inadmissible", _("niet-ontvankelijk")
    RETRACTED = "retracted", _("ingetrokken")
    VOID = "void", _("ten onrechte vastgelegd")


# Outcomes that are a decision about an objection, those that can change an amount, and those
# against which no appeal is open.
DECISIONS = tuple(one for one in ObjectionOutcome if one != ObjectionOutcome.VOID)
REVISING = frozenset({ObjectionOutcome.UPHELD, ObjectionOutcome.PARTLY})
WITHOUT_APPEAL = frozenset({ObjectionOutcome.RETRACTED, ObjectionOutcome.VOID})


class RenderState(models.TextChoices):
    """Where the making of one PDF stands; the row is the queue, the broker only a bell."""

    QUEUED = "queued", _("Wacht op een werker")
    DONE = "done", _("Pdf klaar")
    FAILED = "failed", _("Niet gelukt")


class Regime(models.TextChoices):
    """How a board accounts for the money."""

    LIGHT = "light", _("licht: één bevestiging")
    STANDARD = "standard", _("standaard: verslag en vaststelling")


class ActivityCode(models.TextChoices):
    """Kinds of activities that hours are booked on; a municipality may call them otherwise."""

    A1 = "a1", _("Kindbespreking")
    A2 = "a2", _("Afstemmingsoverleg")
    A3 = "a3", _("Observatie")
    A4 = "a4", _("Plaatsing")
    OTHER = "other", _("Overig")


class Activity(models.TextChoices):
    """What a coordinator does elsewhere in the product that books its own hours."""

    CHILD_DISCUSSION = "child_discussion", _("kindbespreking")
    ALIGNMENT = "alignment", _("afstemmingsoverleg")
    OBSERVATION = "observation", _("observatie met verslag")
    LOOK = "look", _("meekijkvraag")
    PLACEMENT = "placement", _("plaatsing in een groep")
    WARM_TALK = "warm_talk", _("warm gesprek")
    HANDOVER_READ = "handover_read", _("overdracht lezen")
    PARENT_TALK = "parent_talk", _("oudergesprek")
    SUPPORT_TEAM = "support_team", _("SOT-overleg")
    SIGNAL = "signal", _("signaalbespreking")
    CASE = "case", _("casusoverleg")
    GENERAL = "general", _("algemeen overleg")


# On which kind an activity counts; what is not named here is Overig.
KIND_OF: dict[Activity, ActivityCode] = {
    Activity.CHILD_DISCUSSION: ActivityCode.A1,
    Activity.ALIGNMENT: ActivityCode.A2,
    Activity.OBSERVATION: ActivityCode.A3,
    Activity.LOOK: ActivityCode.A3,
    Activity.PLACEMENT: ActivityCode.A4,
    Activity.WARM_TALK: ActivityCode.A4,
    Activity.HANDOVER_READ: ActivityCode.A4,
}


def check_move(source: str, target: YearState) -> None:
    """Refuse a move of a year that the table does not allow.

    Raises: IllegalMoveError.
    """
    if target not in YEAR_MOVES[YearState(source)]:
        raise IllegalMoveError(
            _("Een jaar met status “%(source)s” kan niet naar “%(target)s”.")
            % {"source": YearState(source).label, "target": target.label}
        )


def check_letter_move(source: str, target: LetterState) -> None:
    """Refuse a move of a letter that the table does not allow.

    Raises: IllegalMoveError.
    """
    if target not in LETTER_MOVES[LetterState(source)]:
        raise IllegalMoveError(
            _("Een brief met status “%(source)s” kan niet naar “%(target)s”.")
            % {"source": LetterState(source).label, "target": target.label}
        )
