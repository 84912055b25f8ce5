"""Letter issuers and their mandates: who sends letters for a municipality, and until when."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import get_text_list, slugify
from django.utils.translation import gettext as _

from partners import audit
from partners.access import Actor
from partners.models import IssuerMandate, LetterIssuer, Municipality, Organisation
from partners.refusals import RefusedError
from partners.roles import Permission, require
from partners.states import OrganisationKind

PREFIX = "issuer:"


class IssuerError(RefusedError):
    """An issuer or mandate cannot be kept."""


@dataclass(frozen=True)
class Letterhead:
    """What the letters of an issuer show of it."""

    name: str
    tagline: str
    address_lines: list[str]
    contact_name: str
    contact_email: str
    contact_phone: str


@dataclass(frozen=True)
class Mandate:
    """Under which decision, in which period, and who signs (Awb art. 10:3, 10:10)."""

    reference: str
    valid_from: date
    valid_until: date | None
    signatory_name: str
    signatory_function: str


@transaction.atomic
def make_issuer(
    *, municipality_id: int, letterhead: Letterhead, mandate: Mandate, by: Actor, at: datetime
) -> IssuerMandate:
    """Make an issuer and its first mandate for a municipality, in one go.

    An issuer without a mandate would be seen by nobody. Raises: DoesNotExist, PermissionDenied,
    IssuerError: the name is taken, here or elsewhere, or the mandate cannot be.
    """
    municipality = _municipality(municipality_id, by)
    slug = slugify(letterhead.name)[:40]
    if not slug:
        raise IssuerError(_("Gebruik in de naam ten minste één letter of cijfer."), "name")
    place, is_new = Organisation.objects.get_or_create(
        kind=OrganisationKind.LETTER_ISSUER,
        key=f"{PREFIX}{slug}",
        defaults={"name": letterhead.name},
    )
    if not is_new:
        raise IssuerError(_("Er is al een uitvoerder die zo heet."), "name")
    values: dict[str, Any] = asdict(letterhead)
    del values["name"]
    issuer = LetterIssuer.objects.create(organisation=place, **values)
    _record("issuer.made", place, municipality, by=by, at=at)
    return _keep_mandate(IssuerMandate(issuer=issuer, municipality=municipality), mandate, by, at)


@transaction.atomic
def change_issuer(
    *, issuer_id: int, municipality_id: int, letterhead: Letterhead, by: Actor, at: datetime
) -> LetterIssuer:
    """Change what letters show of an issuer; its key stays. Letters that were drafted do too.

    An issuer may send for several municipalities; what all their letters show is not for one of
    them to change.

    Raises: DoesNotExist, PermissionDenied, IssuerError: this municipality has no mandate
    that holds or will, or another one has.
    """
    municipality = _municipality(municipality_id, by)
    issuers = LetterIssuer.objects.visible_to(by).select_related("organisation")
    issuer = issuers.filter(mandates__municipality=municipality).distinct().get(pk=issuer_id)
    if refusal := why_not_change(issuer, municipality, timezone.localdate(at)):
        raise IssuerError(refusal)
    values: dict[str, Any] = asdict(letterhead)
    issuer.organisation.name = values.pop("name")
    issuer.organisation.save(update_fields=["name", "sort_name"])
    for name, value in values.items():
        setattr(issuer, name, value)
    issuer.save()
    _record("issuer.changed", issuer.organisation, municipality, by=by, at=at)
    return issuer


def why_not_change(issuer: LetterIssuer, municipality: Municipality, day: date) -> str:
    """Return why a municipality may not change an issuer on that day; empty when it may.

    A mandate that is still to begin counts: its letters will bear the same head.
    """
    living = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    mandates = issuer.mandates.filter(living).select_related("municipality__organisation")
    names = {mandate.municipality_id: mandate.municipality.name for mandate in mandates}
    if names.pop(municipality.pk, None) is None:
        return _("Je gemeente heeft geen lopend mandaat aan %s gegeven: leg dat eerst vast.") % (
            issuer.name
        )
    if names:
        return _(
            "%(issuer)s werkt ook voor %(others)s, en hun brieven tonen dezelfde gegevens. "
            "Wijzigen kan hier pas als alleen jouw gemeente een lopend mandaat heeft; voeg anders "
            "een eigen uitvoerder toe."
        ) % {"issuer": issuer.name, "others": get_text_list(sorted(names.values()), _("en"))}
    return ""


@transaction.atomic
def save_mandate(
    *,
    municipality_id: int,
    mandate: Mandate,
    by: Actor,
    at: datetime,
    issuer_id: int | None = None,
    mandate_id: int | None = None,
) -> IssuerMandate:
    """Give an issuer that is known here another mandate, or change one.

    Raises: DoesNotExist, PermissionDenied, IssuerError.
    """
    municipality = _municipality(municipality_id, by)
    if mandate_id is not None:
        row = municipality.mandates.get(pk=mandate_id)
    else:
        issuers = LetterIssuer.objects.visible_to(by).filter(mandates__municipality=municipality)
        row = IssuerMandate(issuer=issuers.distinct().get(pk=issuer_id), municipality=municipality)
    return _keep_mandate(row, mandate, by, at)


def _keep_mandate(row: IssuerMandate, mandate: Mandate, by: Actor, at: datetime) -> IssuerMandate:
    """Check and store a mandate. Raises: IssuerError."""
    first, last = mandate.valid_from, mandate.valid_until
    if last is not None and last < first:
        raise IssuerError(_("De laatste dag ligt voor de eerste."), "valid_until")
    others = row.municipality.mandates.exclude(pk=row.pk)
    if others.filter(issuer=row.issuer, reference=mandate.reference).exists():
        raise IssuerError(_("Dit mandaatbesluit staat er al."), "reference")
    overlap = others.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=first))
    if last is not None:
        overlap = overlap.filter(valid_from__lte=last)
    if (other := overlap.first()) is not None:
        raise IssuerError(
            _("In deze periode geldt al het mandaat %s: beëindig dat eerst.") % other.reference,
            "valid_from",
        )
    for name, value in asdict(mandate).items():
        setattr(row, name, value)
    row.save()
    _record("mandate.saved", row.issuer.organisation, row.municipality, by=by, at=at)
    return row


def _municipality(municipality_id: int, by: Actor) -> Municipality:
    """Lock the municipality, so that two mandates for one period cannot come at once."""
    rows = Municipality.objects.visible_to(by).select_for_update()
    municipality = rows.get(pk=municipality_id)
    require(by, Permission.MANAGE_SETTINGS, municipality.organisation)
    return municipality


def _record(
    action: str, target: Organisation, municipality: Municipality, *, by: Actor, at: datetime
) -> None:
    audit.record(by=by, action=action, target=target, organisation=municipality.organisation, at=at)
