"""A municipality approves a translation of the consent texts, or takes that back.

Guardians are asked in Dutch, in English, and in the translations that were approved of the version
that is in use; a new version begins without any.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from children.consent_texts import OWN, VERSION
from children.models import ConsentTextApproval
from children.states import Language
from partners import audit
from partners.access import Actor
from partners.models import Membership, Municipality
from partners.refusals import RefusedError
from partners.roles import Permission, require


class ApprovalError(RefusedError):
    """There is nothing to approve or to take back."""


def available(municipality: Municipality) -> list[Language]:
    """Return the languages in which a municipality lets guardians be asked."""
    return _with_own(municipality.consent_text_approvals.filter(version=VERSION))


def available_somewhere() -> list[Language]:
    """Return the languages of the page that comes before we know whose link it is."""
    return _with_own(ConsentTextApproval.objects.filter(version=VERSION))


@transaction.atomic
def approve(
    *, municipality_id: int, language: Language, by: Actor, at: datetime
) -> ConsentTextApproval:
    """Approve a translation; one that is approved stays as it was.

    Raises: DoesNotExist, PermissionDenied, ApprovalError: the language is no translation.
    """
    municipality = _own(municipality_id, by)
    if language in OWN:
        raise ApprovalError(_("Deze tekst is geen vertaling."))
    found, is_new = municipality.consent_text_approvals.get_or_create(
        language=language,
        version=VERSION,
        defaults={"approved_by": _member(by, municipality), "approved_at": at},
    )
    if is_new:
        _record("consent_text.approved", municipality, language, by, at)
    return found


@transaction.atomic
def take_back(*, municipality_id: int, language: Language, by: Actor, at: datetime) -> None:
    """Take an approval back: from the next page on that language is not offered.

    Raises: DoesNotExist, PermissionDenied.
    """
    municipality = _own(municipality_id, by)
    rows = municipality.consent_text_approvals.filter(language=language, version=VERSION)
    if rows.delete()[0]:
        _record("consent_text.taken_back", municipality, language, by, at)


def _with_own(approvals: QuerySet[ConsentTextApproval]) -> list[Language]:
    approved = set(approvals.order_by().values_list("language", flat=True).distinct())
    return [language for language in Language if language in OWN or language in approved]


def _own(municipality_id: int, by: Actor) -> Municipality:
    rows = Municipality.objects.visible_to(by).select_for_update(no_key=True)
    municipality = rows.get(pk=municipality_id)
    require(by, Permission.MANAGE_SETTINGS, municipality.organisation)
    return municipality


def _member(by: Actor, municipality: Municipality) -> Membership:
    return next(m for m in by.memberships if m.organisation_id == municipality.pk)


def _record(
    action: str, municipality: Municipality, language: Language, by: Actor, at: datetime
) -> None:
    audit.record(
        by=by,
        action=action,
        target=municipality,
        organisation=municipality.organisation,
        at=at,
        details={"language": language.value, "version": VERSION},
    )
