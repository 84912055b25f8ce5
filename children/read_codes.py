"""One-time codes with which a guardian reads: by mail to a known address, or over the counter.

Only the newest code of a guardian counts: once, for half an hour, with five tries. A code is made
when its mail goes, or when a worker shows it; of it only a keyed hash is kept.
"""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from children import consents, trail
from children.links import LinkError, is_open
from children.models import Guardian, GuardianLink, ReadCode
from partners.access import Actor
from partners.roles import Permission, require

MADE = "guardian.code_made"
LIFE = timedelta(minutes=30)
MOST_TRIES = 5
DIGITS = 8


def may_read(link: GuardianLink) -> bool:
    """Say whether this link is of somebody who decides for the child; nobody else reads on line."""
    return is_open(link) and link.guardian in consents.deciding(link.guardian.child)


@transaction.atomic
def make(*, link: GuardianLink, by: Actor | None, at: datetime) -> str:
    """Return a new code for this link, in two groups of four; older ones stop working.

    Args: by: the worker who shows it; None for the mail that was asked for.
    """
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    ReadCode.objects.create(
        link=link, code_hash=_hash(link, code), made_at=at, expires_at=at + LIFE
    )
    _log(link, MADE, by, at)
    return f"{code[:4]} {code[4:]}"


@transaction.atomic
def hand_over(*, guardian_id: int, by: Actor, at: datetime) -> str:
    """Return a code for a guardian without mail who stands at the location.

    This guardian reads in the log of the child that somebody made one. Raises: DoesNotExist,
    PermissionDenied, LinkError: a mail can bring the code, or there is no link to fill it in.
    """
    require(by, Permission.GIVE_READ_CODES, None)
    guardian = Guardian.objects.visible_to(by).filter(ended_on=None).get(pk=guardian_id)
    if guardian.email:
        raise LinkError(mails_itself(guardian))
    rows = guardian.links.select_related("guardian__child__location__holder__organisation")
    link = next((one for one in rows.order_by("-made_at", "-pk") if may_read(one)), None)
    if link is None:
        raise LinkError(
            _("Geef deze ouder eerst een link: op die pagina vult de ouder de code in.")
        )
    return make(link=link, by=by, at=at)


def mails_itself(guardian: Guardian) -> str:
    """Return in one sentence why childcare hands this guardian no code, or nothing."""
    if not guardian.email:
        return ""
    return _("Van deze ouder is een e-mailadres bekend: de ouder vraagt de code zelf aan.")


@transaction.atomic
def use(*, link: GuardianLink, typed: str, at: datetime) -> bool:
    """Say whether this is the newest code of the guardian, and use it up; a wrong one counts.

    A wrong, old, used or blocked code are answered alike.
    """
    rows = ReadCode.objects.filter(link__guardian=link.guardian_id).order_by("-made_at", "-pk")
    code = rows.select_related("link").select_for_update(of=("self",), no_key=True).first()
    digits = "".join(str(int(sign)) for sign in typed if sign.isdecimal())
    given = _hash(code.link if code else link, digits)
    is_right = constant_time_compare(code.code_hash if code else "", given)
    is_fresh = code is not None and code.used_at is None and at < code.expires_at
    fits = code is not None and is_right and is_fresh and code.wrong_tries < MOST_TRIES
    if code is not None and fits:
        code.used_at = at
    elif code is not None:
        code.wrong_tries = min(code.wrong_tries + 1, MOST_TRIES)
    if code is not None:
        code.save(update_fields=["used_at", "wrong_tries"])
    _log(link, "guardian.code_used" if fits else "guardian.code_refused", None, at)
    return fits


def _hash(link: GuardianLink, code: str) -> str:
    """Return what is kept of a code: without the key of this site nobody can try all codes."""
    return salted_hmac(f"read code {link.pk}", code, algorithm="sha256").hexdigest()


def _log(link: GuardianLink, action: str, by: Actor | None, at: datetime) -> None:
    details = {"link": link.pk, "guardian": link.guardian_id}
    trail.record(link.guardian.child, action, by=by, at=at, details=details)
