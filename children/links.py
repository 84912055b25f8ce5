"""Links to the guardian's page: a random token of which only the hash is kept.

The link and the birth date together open it. An unknown, tampered, withdrawn or blocked link and a
wrong date get the same answer at the cost of the same queries: whoever tries learns nothing.
"""

import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least
from django.utils.translation import gettext as _

from children import consents, trail
from children.models import Guardian, GuardianLink, ReadCode
from children.states import Channel, LeaveReason
from partners import audit, modules
from partners.access import Actor
from partners.refusals import RefusedError
from partners.states import ModuleKind

LIFE = timedelta(days=14)
MOST_TRIES = 5
TOKEN_BYTES = 32
OWNER = "guardian__child__location__holder__organisation"
PLACE = ("guardian__child__location__municipality", "guardian__child__location__kindcentrum")


class LinkError(RefusedError):
    """A link cannot be made."""


def hash_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make(
    *,
    guardian_id: int,
    channel: Channel,
    by: Actor | None,
    at: datetime,
    keeps_older: bool = False,
) -> str:
    """Make a link that answers for two weeks and return its token, which is kept nowhere.

    The older links of this guardian only stop consents from now on, unless `keeps_older`: for a
    link that neither childcare nor the guardian asked for. `by`: None for a mail that somebody
    queued earlier.

    Raises: DoesNotExist, LinkError: this guardian does not decide.
    """
    seen = Guardian.objects.visible_to(by) if by else Guardian.objects.all()
    rows = seen.filter(ended_on=None)
    guardian = rows.select_related("child__location__holder__organisation").select_for_update(
        of=("self",), no_key=True
    ).get(pk=guardian_id)  # fmt: skip
    if guardian not in consents.deciding(guardian.child):
        raise LinkError(_("Deze ouder beslist niet over dit kind en krijgt dus geen link."))
    if not keeps_older:
        guardian.links.filter(expires_at__gt=at, made_at__lt=at).update(expires_at=at)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = GuardianLink.objects.create(
        guardian=guardian,
        token_hash=hash_of(token),
        channel=channel,
        made_at=at,
        expires_at=at + LIFE,
    )
    _log(link, "guardian.link_made", by, at)
    return token


@transaction.atomic
def revoke(*, guardian_id: int, by: Actor, at: datetime) -> int:
    """Withdraw all links of a guardian, for one that came into wrong hands; return how many.

    A code to read goes with them: on a next link it opens nothing.

    Raises: DoesNotExist.
    """
    guardian = Guardian.objects.visible_to(by).get(pk=guardian_id)
    consents.lock_child(guardian.child_id)
    rows = guardian.links.select_related(OWNER).select_for_update(of=("self",), no_key=True)
    found = list(rows.filter(revoked_at=None))
    for link in found:
        link.revoked_at = at
        link.save(update_fields=["revoked_at"])
        _log(link, "guardian.link_revoked", by, at)
    forget_codes(guardian, at)
    return len(found)


def forget_codes(guardian: Guardian, at: datetime) -> None:
    """Let the codes to read of a guardian end, in the transaction that changed how it comes in."""
    ReadCode.objects.filter(link__guardian=guardian, expires_at__gt=at).update(expires_at=at)


def stop_answering(*, token_hash: str, at: datetime) -> None:
    """Let a link stop consents only from now on: the device it was opened on went back."""
    rows = GuardianLink.objects.filter(token_hash=token_hash, expires_at__gt=at, made_at__lt=at)
    rows.update(expires_at=at)


@transaction.atomic
def enter(*, token: str, born_on: date, at: datetime) -> GuardianLink | None:
    """Return the link when the birth date fits it; None otherwise, whatever is wrong.

    The fifth wrong date blocks the link; another link of the same guardian still works.
    """
    same = GuardianLink.objects.filter(token_hash=hash_of(token))
    link = same.select_related(OWNER).select_for_update(of=("self",), no_key=True).first()
    fits = link is not None and born_on == link.guardian.child.born_on and is_open(link)
    same.update(wrong_tries=0 if fits else Least(F("wrong_tries") + 1, MOST_TRIES))
    _log(link, "guardian.came_in" if fits else "guardian.turned_away", None, at)
    return link if fits else None


def known(*, token: str) -> GuardianLink | None:
    """Return the link of a token that was entered a moment ago, unless somebody closed it since."""
    link = _found(token)
    return link if link and is_open(link) else None


def renewable(*, token: str) -> GuardianLink | None:
    """Return the link with which a new one can be asked for, by mail to a known address."""
    link = _found(token)
    return link if link and is_kept(link) else None


def is_open(link: GuardianLink) -> bool:
    """Say whether a link opens the page; how old it is does not matter for that."""
    return is_kept(link) and link.wrong_tries < MOST_TRIES


def is_kept(link: GuardianLink) -> bool:
    """Say whether nobody took a link away; wrong dates of whoever only block it."""
    guardian = link.guardian
    is_there = guardian.child.left_because != LeaveReason.MISTAKE
    return link.revoked_at is None and is_there and guardian.ended_on is None


def can_answer(link: GuardianLink, at: datetime) -> bool:
    """Say whether a link still answers questions; otherwise it only stops what was allowed."""
    location = link.guardian.child.location
    is_on = modules.is_on(location.municipality, ModuleKind.HANDOVER, location.kindcentrum)
    return at < link.expires_at and is_on


def _found(token: str) -> GuardianLink | None:
    rows = GuardianLink.objects.select_related(OWNER, *PLACE)
    return rows.filter(token_hash=hash_of(token)).first()


def _log(link: GuardianLink | None, action: str, by: Actor | None, at: datetime) -> None:
    """Write one line; of a link that does not exist it says no more than that somebody tried."""
    if link is None:
        audit.record(by=None, action=action, at=at)
    else:
        details = {"link": link.pk}
        trail.record(link.guardian.child, action, by=by, at=at, details=details)
