"""What the letters of one year say that is no amount: basis, framework, payment, accountability."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.formats import date_words, exact
from partners.access import Actor
from partners.refusals import RefusedError
from partners.roles import Permission, require
from subsidies.key_values import can_be_kept
from subsidies.letters import renew, renew_drafts
from subsidies.models import DecisionLetter, LetterTerms, SubsidyYear
from subsidies.school_years import period_of
from subsidies.states import IllegalMoveError, YearState
from subsidies.year_log import record

MAX_TEXT = 300
MAX_NUMBER = 40
MAX_INSTALMENTS = 12
WHOLE = Decimal(100)
NEW = 0  # the version that a page shows while nothing was kept yet


class TermsError(RefusedError):
    """Terms that cannot be kept; `field` names the input it is about."""


@dataclass(frozen=True)
class Terms:
    """What is kept of a year; an instalment is a day and a percentage of the whole amount."""

    framework: str = ""
    basis: str = ""
    is_on_application: bool = False
    is_budget_open: bool = False
    accountability_on: date | None = None
    instalments: list[tuple[date, Decimal]] = field(default_factory=list)


@dataclass(frozen=True)
class Saved:
    """The terms that were kept, and how many drafts say something else by them."""

    terms: LetterTerms
    renewed: int


def terms_of(year: SubsidyYear) -> LetterTerms:
    """Return the terms of a year; empty ones of version NEW while none were kept."""
    return LetterTerms.objects.filter(year=year).first() or LetterTerms(year=year, version=NEW)


def schedule_of(terms: LetterTerms) -> list[tuple[date, Decimal]]:
    """Return the payment schedule that was kept; none is one payment within six weeks."""
    return [(date.fromisoformat(day), Decimal(share)) for day, share in terms.instalments]


@transaction.atomic
def save_terms(
    *, year_id: int, terms: Terms, version: int, by: Actor | None, at: datetime
) -> Saved:
    """Keep the terms of a year and renew its draft letters; a checked letter stays as it is.

    Args: version: the one that the page showed, NEW where nothing was kept yet.
    Raises: DoesNotExist, PermissionDenied, TermsError: somebody else saved meanwhile, the year is
    closed, or a value cannot be kept. Source: Awb art. 4:23, 4:34, 4:37, 4:87 and 4:95.
    """
    years = SubsidyYear.objects.all() if by is None else SubsidyYear.objects.visible_to(by)
    year = years.select_for_update(of=("self",)).get(pk=year_id)
    if by is not None:
        require(by, Permission.DRAFT_LETTERS, year.municipality.organisation)
    row = terms_of(year)
    _refuse(year, row, version)
    values = _checked(year, terms)
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    if not changed and row.version != NEW:
        return Saved(row, renewed=0)
    for name, value in values.items():
        setattr(row, name, value)
    row.version, row.saved_at, row.saved_by = row.version + 1, at, by.user if by else None
    row.save()
    record(year, "terms.saved", by=by, at=at, details={"fields": changed})
    return Saved(row, renewed=renew_drafts(year=year, at=at))


@transaction.atomic
def set_application(
    *,
    letter_id: int,
    application_on: date | None,
    application_number: str,
    by: Actor,
    at: datetime,
) -> DecisionLetter:
    """Keep of which day the application is that a draft decides on, and renew the draft.

    Raises: DoesNotExist, PermissionDenied, IllegalMoveError: the letter is no draft, the day is
    still to come, or the number cannot be kept. Source: Awb art. 4:13.
    """
    letters = DecisionLetter.objects.visible_to(by).select_for_update(of=("self",))
    letter = letters.get(pk=letter_id)
    require(by, Permission.DRAFT_LETTERS, letter.year.municipality.organisation)
    number = " ".join(application_number.split())
    if application_on is not None and application_on > timezone.localdate(at):
        raise IllegalMoveError(_("De dag van de aanvraag moet nog komen."))
    if len(number) > MAX_NUMBER or not can_be_kept(number):
        raise IllegalMoveError(_("Gebruik voor het nummer hoogstens %d tekens.") % MAX_NUMBER)
    if (letter.application_on, letter.application_number) == (application_on, number):
        return letter
    letter.application_on, letter.application_number = application_on, number
    letter.save(update_fields=["application_on", "application_number"])
    renew(letter, at=at)
    record(letter.year, "letter.application_kept", target=letter, by=by, at=at)
    return letter


def _refuse(year: SubsidyYear, row: LetterTerms, version: int) -> None:
    """Refuse a write over somebody else's, and one in a closed year. Raises: TermsError."""
    if year.state == YearState.CLOSED:
        raise TermsError(_("%s is afgesloten: hier verandert niets meer.") % year.label)
    if version != row.version:
        raise TermsError(
            _("Iemand anders heeft deze gegevens intussen bewaard. Bekijk ze eerst opnieuw.")
        )


def _checked(year: SubsidyYear, terms: Terms) -> dict[str, Any]:
    """Return the columns of the terms. Raises: TermsError."""
    return {
        "framework": _text("framework", terms.framework),
        "basis": _text("basis", terms.basis),
        "is_on_application": terms.is_on_application,
        "is_budget_open": terms.is_budget_open,
        "accountability_on": _accountability(year, terms.accountability_on),
        "instalments": _instalments(year, terms.instalments),
    }


def _text(name: str, value: str) -> str:
    """Return one line of text without idle space. Raises: TermsError."""
    text = " ".join(value.split())
    if len(text) > MAX_TEXT:
        raise TermsError(
            _("Gebruik niet meer dan %(most)d tekens; nu zijn het er %(count)d.")
            % {"most": MAX_TEXT, "count": len(text)},
            name,
        )
    if not can_be_kept(text):
        raise TermsError(_("Verwijder de onzichtbare tekens uit deze tekst."), name)
    return text


def _accountability(year: SubsidyYear, day: date | None) -> date | None:
    """Return the last day for the report or the confirmation. Raises: TermsError."""
    if day is None:
        return None
    last_day = period_of(year)[1]
    if day <= last_day:
        raise TermsError(
            _("Kies een dag na %s, de laatste dag van het schooljaar.") % date_words(last_day),
            "accountability_on",
        )
    if day.year > last_day.year + 2:
        raise TermsError(_("Deze dag ligt te ver na het schooljaar."), "accountability_on")
    return day


def _instalments(year: SubsidyYear, rows: list[tuple[date, Decimal]]) -> list[list[str]]:
    """Return the payment schedule as it is stored. Raises: TermsError."""
    if len(rows) > MAX_INSTALMENTS:
        text = ngettext("Meer dan %d termijn kan niet.", "Meer dan %d termijnen kan niet.", 12)
        raise TermsError(text % MAX_INSTALMENTS, "instalments")
    days = [day for day, _share in rows]
    for day, share in rows:
        _refuse_instalment(year, day, share)
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise TermsError(
            _("Zet de betaaldagen op volgorde; elke dag komt één keer."), "instalments"
        )
    total = sum((share for _day, share in rows), Decimal(0))
    if rows and total != WHOLE:
        raise TermsError(
            _("De percentages tellen op tot %s%% in plaats van 100%%.") % exact(total),
            "instalments",
        )
    return [[day.isoformat(), f"{share.normalize():f}"] for day, share in rows]


def _refuse_instalment(year: SubsidyYear, day: date, share: Decimal) -> None:
    """Refuse a day far from the year, and a percentage that is none. Raises: TermsError."""
    if not year.first_year <= day.year <= year.last_year:
        raise TermsError(
            _("%(day)s ligt niet in %(first)d of %(last)d.")
            % {"day": date_words(day), "first": year.first_year, "last": year.last_year},
            "instalments",
        )
    if not 0 < share <= WHOLE or share != share.quantize(Decimal("0.01")):
        raise TermsError(
            _("%s%% is geen deel: kies een percentage boven 0, met hoogstens twee decimalen.")
            % exact(share),
            "instalments",
        )
