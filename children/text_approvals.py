"""A municipality approves a translation of all that guardians read, or takes that back.

Guardians are asked in Dutch, in English, and in the translations that were approved as they are
now: an approval holds the hash of what was read beside the Dutch, so any change of either ends it.
"""

import hashlib
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from children.consent_texts import OWN, VERSION, WORDINGS
from children.consent_texts.invitations import INVITATIONS
from children.models import ConsentTextApproval
from children.reading_texts import READING
from children.states import Language
from partners import audit, tenants
from partners.access import Actor
from partners.models import Membership, Municipality
from partners.refusals import RefusedError

HASH_LENGTH = 16


class ApprovalError(RefusedError):
    """There is nothing to approve or to take back."""


def pairs(language: Language) -> list[tuple[str, str]]:
    """Return all that guardians read, each text in Dutch and in this language."""
    ours, theirs = WORDINGS[Language.NL], WORDINGS[language]
    found = []
    for scope, ask in ours.asks.items():
        found.append((ask.question, theirs.asks[scope].question))
        found.append((ask.means, theirs.asks[scope].means))
    found += [(text, theirs.sections[part]) for part, text in ours.sections.items()]
    found += [(text, theirs.words[key]) for key, text in ours.words.items()]
    around = asdict(INVITATIONS[language])
    found += [(text, around[key]) for key, text in asdict(INVITATIONS[Language.NL]).items()]
    return found + [(text, READING[language][key]) for key, text in READING[Language.NL].items()]


def version_of(language: Language) -> str:
    """Return what an approval of a language is given for: the version, and a hash of the pairs."""
    texts = "\n".join(text for pair in pairs(language) for text in pair)
    return f"{VERSION}-{hashlib.sha256(texts.encode()).hexdigest()[:HASH_LENGTH]}"


def available(municipality: Municipality) -> list[Language]:
    """Return the languages in which a municipality lets guardians be asked."""
    return _with_own(municipality.consent_text_approvals.all())


def available_somewhere() -> list[Language]:
    """Return the languages of the page that comes before we know whose link it is."""
    return _with_own(ConsentTextApproval.objects.all())


def lapsed(municipality: Municipality) -> list[Language]:
    """Return the languages whose approval ended because a text changed."""
    approved = set(municipality.consent_text_approvals.values_list("language", "version"))
    languages = {language for language, _version in approved}
    return [one for one in Language if one in languages and (one, version_of(one)) not in approved]


@transaction.atomic
def approve(
    *, municipality_id: int, language: Language, by: Actor, at: datetime, version: str = ""
) -> ConsentTextApproval:
    """Approve a translation; one that is approved stays as it was.

    Args: version: which text was read; "" for the one of now.
    Raises: DoesNotExist, PermissionDenied, ApprovalError: the language is no translation, or its
    text changed since it was read.
    """
    municipality = tenants.own_to_set_up(municipality_id, by=by)
    if language in OWN:
        raise ApprovalError(_("Deze tekst is geen vertaling."))
    if version and version != version_of(language):
        raise ApprovalError(
            _("De tekst veranderde intussen: lees hem opnieuw en keur hem dan goed.")
        )
    found, is_new = municipality.consent_text_approvals.get_or_create(
        language=language,
        version=version_of(language),
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
    municipality = tenants.own_to_set_up(municipality_id, by=by)
    rows = municipality.consent_text_approvals.filter(
        language=language, version=version_of(language)
    )
    if rows.delete()[0]:
        _record("consent_text.taken_back", municipality, language, by, at)


def _with_own(approvals: QuerySet[ConsentTextApproval]) -> list[Language]:
    approved = set(approvals.order_by().values_list("language", "version").distinct())
    return [one for one in Language if one in OWN or (one, version_of(one)) in approved]


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
        details={"language": language.value, "version": version_of(language)},
    )
