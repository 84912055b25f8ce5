"""Outsiders read the report of one team, with an address and a code (ADR 0026).

Both are made together, shown once and kept as hashes. Whatever is wrong gets the same answer.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from children.models import ConsentQuestion
from dossier import teams
from dossier.models import OutsiderCode, SupportTeam, TeamPartner, TeamReport
from dossier.team_states import BLOCK_MINUTES, CODE_DAYS, MOST_TRIES
from dossier.teams import TeamError
from partners import audit, modules
from partners.access import Actor
from partners.states import ModuleKind

GIVEN, READ, REFUSED = "team.code_given", "team.outsider_read", "team.outsider_refused"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another, said or written
ADDRESS_LENGTH, DIGITS = 16, 8
READING = timedelta(hours=1)  # how long the report stays open after the code


@dataclass(frozen=True)
class Given:
    """What the care coordinator hands over, once."""

    partner: TeamPartner
    token: str
    code: str


@transaction.atomic
def give(*, key: UUID, partner_id: int, by: Actor, at: datetime) -> Given:
    """Make an address and a code for an outsider; older ones of this person end.

    Raises: DoesNotExist, PermissionDenied, TeamError: no report, no outsider, no yes that holds.
    """
    team = teams.locked(key, by)
    partner = teams.partner_of(team, partner_id)
    if partner.membership_id is not None:
        raise TeamError(_("Deze persoon heeft een account en leest het verslag hier zelf."))
    if team.shared_at is None:
        raise TeamError(_("Deel eerst het verslag."))
    if _ground(partner, at) is None:
        raise TeamError(_("De toestemming van de ouders geldt niet voor deze persoon."))
    OutsiderCode.objects.filter(partner=partner, ended_at=None).update(ended_at=at)
    token = "".join(secrets.choice(LETTERS) for _place in range(ADDRESS_LENGTH))
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    OutsiderCode.objects.create(
        partner=partner,
        link_hash=hash_of(token),
        code_hash=_code_hash(token, code),
        made_by=teams.member_of(by, team.child),
        made_at=at,
        expires_at=at + timedelta(days=CODE_DAYS),
    )
    teams.log(team, GIVEN, by=by, at=at, partner=partner.pk)
    return Given(partner, token, f"{code[:4]} {code[4:]}")


@transaction.atomic
def enter(*, token: str, typed: str, at: datetime) -> OutsiderCode | None:
    """Use up a code that fits its address and return it; None whatever is wrong.

    The fifth wrong code closes the address for a quarter of an hour.
    """
    rows = OutsiderCode.objects.filter(link_hash=hash_of(token))
    code = rows.select_for_update(of=("self",), no_key=True).first()
    digits = "".join(str(int(sign)) for sign in typed if sign.isdecimal())
    is_right = constant_time_compare(code.code_hash if code else "", _code_hash(token, digits))
    if code is None:
        audit.record(by=None, action=REFUSED, at=at)
        return None
    if is_right and code.used_at is None and not _is_blocked(code, at) and _opens(code, at):
        code.used_at, code.wrong_tries = at, 0
    else:
        _count_wrong(code, at)
    code.save(update_fields=["used_at", "wrong_tries", "blocked_until"])
    is_in = code.used_at == at
    _log(code, READ if is_in else REFUSED, at)
    return code if is_in else None


def read(*, token: str, at: datetime) -> TeamReport | None:
    """Return the shared report behind an address whose code was used less than an hour ago.

    None once it is over, or the parents took their yes back: asked again at each read.
    """
    rows = OutsiderCode.objects.filter(link_hash=hash_of(token), used_at__gt=at - READING)
    code = rows.first()
    if code is None or not _opens(code, at):
        return None
    shared = TeamReport.objects.filter(team=code.partner.team, shared_at__isnull=False)
    report = shared.select_related("team__child", "team__meeting").order_by("-number").first()
    if report is not None:
        _log(code, READ, at)
    return report


def leave(*, token: str, at: datetime) -> None:
    """Close the report again before the hour is over."""
    rows = OutsiderCode.objects.filter(link_hash=hash_of(token), used_at__isnull=False)
    rows.filter(ended_at=None).update(ended_at=at)


def hash_of(token: str) -> str:
    """Return what is kept of an address."""
    return hashlib.sha256(token.encode()).hexdigest()


def _code_hash(token: str, code: str) -> str:
    """Return what is kept of a code: without the key of this site nobody can try all codes."""
    return salted_hmac(f"outsider {token}", code, algorithm="sha256").hexdigest()


def _is_blocked(code: OutsiderCode, at: datetime) -> bool:
    return code.blocked_until is not None and at < code.blocked_until


def _count_wrong(code: OutsiderCode, at: datetime) -> None:
    """Count a wrong try, unless the address is closed just now; the fifth closes it."""
    if _is_blocked(code, at):
        return
    code.wrong_tries += 1
    if code.wrong_tries >= MOST_TRIES:
        code.wrong_tries, code.blocked_until = 0, at + timedelta(minutes=BLOCK_MINUTES)


def _opens(code: OutsiderCode, at: datetime) -> bool:
    """Say whether a code would open something now, were it right."""
    if code.ended_at is not None or at >= code.expires_at:
        return False
    team: SupportTeam = code.partner.team
    place = team.location
    is_on = modules.is_on(place.municipality, ModuleKind.HANDOVER, place.kindcentrum)
    is_open = team.closed_at is None and team.shared_at is not None
    return is_on and is_open and _ground(code.partner, at) is not None


def _ground(partner: TeamPartner, at: datetime) -> int | None:
    """Return the number of the consent that names a partner who takes part; None without one."""
    if partner.ended_at is not None:
        return None
    live = ConsentQuestion.objects.live(timezone.localdate(at))
    named = live.filter(team_partners=partner, child=partner.team.child)
    return named.order_by("pk").values_list("pk", flat=True).first()


def _log(code: OutsiderCode, action: str, at: datetime) -> None:
    ground = _ground(code.partner, at)
    teams.log(
        code.partner.team, action, by=None, at=at, ground=str(ground or ""), partner=code.partner_id
    )
