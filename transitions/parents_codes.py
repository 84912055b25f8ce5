"""A parent lets one school read the form, with a code: any school, here or elsewhere (ADR 0031).

What is read is what that parent could read when the code was made. Whoever has the code and knows
the birth date reads it once; whatever is wrong gets one answer, at the cost of the same queries.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Least
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from children import consents, guardian_answers, links, read_codes
from children.child_log import BY_CODE
from children.models import Guardian, GuardianLink
from children.states import FormSection
from partners import audit, modules
from partners.states import ModuleKind
from transitions import filling, handover_settings, parents_preview, reads, snapshots
from transitions.models import Handover, ParentsCode
from transitions.snapshots import Line, Part
from transitions.states import CODE_DAYS, MOST_TRIES, ParentsCodeStand

MADE, STOPPED = "handover.code_made", "handover.code_stopped"
OPENED, REFUSED, CLOSED = "handover.code_used", "handover.code_refused", "handover.code_closed"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another, said or written
LENGTH, GROUP = 12, 4
READING = timedelta(minutes=30)  # how long the form stays open after the code
MOST = 20  # codes of one parent about one handover in four weeks
OWN_WORDS = "own_words"
PLACE = ("handover__child__location__municipality", "handover__child__location__kindcentrum")
OWNER = "handover__child__location__holder__organisation"


class CodeError(Exception):
    """A parent can make no code now; `code` says why in the words of the parents' pages."""

    def __init__(self, code: str) -> None:
        """Keep why."""
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Carried:
    """What a school reads with a code: what helps and what to mind first, then the rest."""

    code: ParentsCode
    lines: tuple[Line, ...]

    @property
    def first_name(self) -> str:
        """Return how the child is called; its birth date was filled in."""
        return self.code.handover.child.first_name

    @property
    def until(self) -> datetime:
        """Return until when it can be read."""
        return (self.code.used_at or self.code.made_at) + READING

    @property
    def first(self) -> list[Line]:
        """Return what a teacher wants to know first, in its order."""
        found = {line.code: line for line in self.lines}
        return [found[code] for code in reads.FIRST if code in found]

    @property
    def parts(self) -> list[Part]:
        """Return all the rest, part by part."""
        return snapshots.parts_of(line for line in self.lines if line.code not in reads.FIRST)

    @property
    def has_reports(self) -> bool:
        """Say whether it names a report, which is not on this page."""
        return any(line.section == FormSection.REPORT for line in self.lines)


@dataclass(frozen=True)
class Own:
    """What a parent sees of the own codes, the newest first."""

    codes: tuple[tuple[ParentsCode, ParentsCodeStand], ...]
    can_make: bool
    has_health: bool


def own(guardian: Guardian, at: datetime) -> Own:
    """Return the codes of a guardian, and whether another one can be made now."""
    rows = ParentsCode.objects.filter(handover__child=guardian.child, guardian=guardian)
    handover = parents_preview.open_to_parents(guardian.child)
    lines = parents_preview.readable(guardian, handover, at) if handover else []
    return Own(
        codes=tuple((code, stand(code, at)) for code in rows.defer("content").order_by("-pk")),
        can_make=bool(lines) and _is_offered(guardian),
        has_health=any(line.is_health for line in lines),
    )


def is_shown(guardian: Guardian) -> bool:
    """Say whether the page of the codes is for a guardian: offered here, or there are some."""
    rows = ParentsCode.objects.filter(handover__child=guardian.child, guardian=guardian)
    return _is_offered(guardian) or rows.exists()


def of(handover: Handover, at: datetime) -> list[tuple[ParentsCode, ParentsCodeStand]]:
    """Return the codes about a handover for its childcare, without whose they are; newest first."""
    rows = handover.parents_codes.defer("content").order_by("-pk")
    return [(code, stand(code, at)) for code in rows]


def stand(code: ParentsCode, at: datetime) -> ParentsCodeStand:
    """Return where a code stands."""
    if code.used_at is not None:
        return ParentsCodeStand.READ
    if code.wrong_tries >= MOST_TRIES:
        return ParentsCodeStand.BLOCKED
    if at >= code.expires_at:
        return ParentsCodeStand.EXPIRED
    return ParentsCodeStand.STOPPED if code.ended_at is not None else ParentsCodeStand.LIVE


def is_open(code: ParentsCode, at: datetime) -> bool:
    """Say whether somebody who used a code can still read with it."""
    is_fresh = code.used_at is not None and at < code.used_at + READING
    return is_fresh and code.ended_at is None


@transaction.atomic
def make(*, link: GuardianLink, health: bool, at: datetime) -> str:
    """Freeze what this parent can read now and return a code for it, kept nowhere.

    The older ones of this parent end. Args: health: what is about health goes along.
    Raises: CodeError: nothing to read, not offered here, or too often.
    """
    guardian = link.guardian
    child = consents.lock_child(guardian.child_id)
    handover = parents_preview.open_to_parents(child)
    lines = parents_preview.readable(guardian, handover, at) if handover else []
    if handover is None or not lines or not _is_offered(guardian) or not read_codes.may_read(link):
        raise CodeError("own_none")
    same = handover.parents_codes.filter(guardian=guardian)
    if same.filter(made_at__gt=at - timedelta(days=CODE_DAYS)).count() >= MOST:
        raise CodeError("own_many")
    same.filter(used_at=None, ended_at=None).update(ended_at=at)
    told = [line for line in lines if health or not line.is_health]
    code = "".join(secrets.choice(LETTERS) for _place in range(LENGTH))
    made = ParentsCode.objects.create(
        handover=handover,
        guardian=guardian,
        link=link,
        code_hash=_hash(code),
        content=snapshots.frozen([*told, *_own_words(guardian, handover)]),
        has_health=any(line.is_health for line in told),
        made_at=at,
        expires_at=at + timedelta(days=CODE_DAYS),
    )
    _log(made, MADE, at)
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


@transaction.atomic
def stop(*, link: GuardianLink, pk: int, at: datetime) -> None:
    """End a code of this guardian, also while somebody reads with it; of another there is none."""
    consents.lock_child(link.guardian.child_id)
    rows = ParentsCode.objects.filter(guardian=link.guardian, ended_at=None, pk=pk)
    code = rows.select_related(OWNER).select_for_update(of=("self",), no_key=True).first()
    if code is not None:
        code.ended_at = at
        code.save(update_fields=["ended_at"])
        _log(code, STOPPED, at)


@transaction.atomic
def enter(*, typed: str, born_on: date, at: datetime) -> ParentsCode | None:
    """Use up a code that fits a birth date and return it; None whatever is wrong.

    The fifth wrong date ends it for good: its parent can make another.
    """
    same = ParentsCode.objects.filter(code_hash=_hash(_plain(typed)))
    rows = same.select_related(OWNER, *PLACE, "guardian", "link__guardian__child")
    code = rows.defer("content").select_for_update(of=("self",), no_key=True).first()
    fits = (
        code is not None
        and stand(code, at) == ParentsCodeStand.LIVE
        and born_on == code.handover.child.born_on
        and _holds(code)
    )
    same.update(
        used_at=Value(at) if fits else F("used_at"),
        wrong_tries=F("wrong_tries") if fits else Least(F("wrong_tries") + 1, MOST_TRIES),
    )
    if code is None:
        audit.record(by=None, action=REFUSED, at=at)
        return None
    _log(code, OPENED if fits else REFUSED, at)
    return code if fits else None


def read(*, code_hash: str, at: datetime) -> Carried | None:
    """Return what somebody reads whose code was used less than half an hour ago, and note it.

    None once that is over, or somebody stopped it: asked again at each look.
    """
    rows = ParentsCode.objects.filter(code_hash=code_hash, ended_at=None, used_at__gt=at - READING)
    code = rows.select_related(OWNER, *PLACE, "guardian", "link__guardian__child").first()
    if code is None or not _holds(code):
        return None
    _log(code, BY_CODE, at)
    return Carried(code, tuple(lines_of(code)))


def lines_of(code: ParentsCode) -> list[Line]:
    """Return what was frozen for a code, as far as its guardian may read that now."""
    hides = guardian_answers.hides_places(code.guardian)
    lines = snapshots.thawed(code.content)
    seen = parents_preview.own_lines(code.guardian, lines, hides=hides)
    return [line for line in lines if line in seen or line.code == OWN_WORDS]


@transaction.atomic
def close(*, code_hash: str, at: datetime) -> None:
    """Close the form again before the half hour is over."""
    rows = ParentsCode.objects.filter(code_hash=code_hash, ended_at=None, used_at__isnull=False)
    code = rows.select_related(OWNER).select_for_update(of=("self",), no_key=True).first()
    if code is not None:
        code.ended_at = at
        code.save(update_fields=["ended_at"])
        _log(code, CLOSED, at)


def _is_offered(guardian: Guardian) -> bool:
    return handover_settings.has_parents_route(guardian.child.location.municipality_id)


def _own_words(guardian: Guardian, handover: Handover) -> list[Line]:
    """Return what this guardian wrote beside the form last."""
    view = handover.views.filter(guardian=guardian).order_by("-said_at", "-pk").first()
    if view is None:
        return []
    label = str(_("Wat een ouder erbij vertelt"))
    return [Line(OWN_WORDS, FormSection.BASICS.value, label, view.text)]


def _holds(code: ParentsCode) -> bool:
    """Say whether what a code rests on is still so: its link, its parent, and the module."""
    child = code.handover.child
    place = child.location
    is_kept = links.is_kept(code.link) and code.guardian in consents.deciding(child)
    return is_kept and modules.is_on(place.municipality, ModuleKind.HANDOVER, place.kindcentrum)


def _plain(typed: str) -> str:
    """Return what was typed without what separates it."""
    return "".join(sign for sign in typed.lower() if sign in LETTERS)


def _hash(code: str) -> str:
    """Return what is kept of a code: without the key of this site nobody can try all codes."""
    return salted_hmac("parents code", code, algorithm="sha256").hexdigest()


def _log(code: ParentsCode, action: str, at: datetime) -> None:
    guardian = code.guardian_id
    filling.log(code.handover, action, by=None, at=at, guardian=guardian, code=code.pk)
