"""What parents write of signals, talks, meetings, requests and support (AVG art. 16).

It stands beside the dossier and never edits it. Childcare answers it, once; no school sees it.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from children import consents, read_codes, reading, trail
from children.models import Child, GuardianLink
from children.reach import Thing
from dossier import drafts, parents_remarks, report_opinions
from dossier.models import ParentRemark
from dossier.remark_states import RemarkAbout
from dossier.report_opinions import OpinionError
from dossier.reports import ReportError
from partners.access import Actor
from partners.roles import Permission, can, require

GIVEN, ANSWERED = "remark.given", "remark.answered"
MOST = 20  # of one parent about one part that wait for an answer
PART = "remark"  # what the log says was read
# As which thing of a child it is read.
THINGS = {RemarkAbout.REQUESTS: Thing.REQUEST, RemarkAbout.SUPPORT: Thing.SUPPORT}


@dataclass(frozen=True)
class OfPage:
    """What parents wrote on one page about a child: what waits for an answer, and the rest."""

    waiting: tuple[ParentRemark, ...]
    answered: tuple[ParentRemark, ...]

    def __bool__(self) -> bool:
        return bool(self.waiting or self.answered)


def place(key: UUID) -> str:
    """Return where a draft of the answer to a parent is kept."""
    return f"remark:{key}"


@drafts.place("remark")
def _answering(by: Actor, key: str) -> Child:
    """Let childcare write to a parent who waits."""
    rows = ParentRemark.objects.visible_to(by).filter(answered_at=None)
    said = rows.select_related("child").get(key=key)
    if not can(by, Permission.ANSWER_REPORT):
        raise ParentRemark.DoesNotExist
    child: Child = said.child
    return child


def one(actor: Actor, key: UUID, *, at: datetime) -> ParentRemark:
    """Return what a parent wrote, and note the read.

    Raises: PermissionDenied, Http404: there is none, or it is of another childcare; both alike.
    """
    require(actor, Permission.ANSWER_REPORT, None)
    rows = ParentRemark.objects.visible_to(actor).filter(key=key)
    names = ("child__location__organisation", "guardian", "answered_by__user")
    said: ParentRemark | None = rows.select_related(*names).first()
    if said is None:
        reading.miss(actor, thing=Thing.REQUEST, at=at)
    thing = THINGS[RemarkAbout(said.about)]
    reading.note(actor, [said.child], thing=thing, at=at, section=PART)
    return said


def of_child(actor: Actor, child: Child, about: RemarkAbout) -> OfPage:
    """Return what parents wrote on a page, for the page of childcare that says it was read."""
    rows = ParentRemark.objects.visible_to(actor).filter(child=child, about=about)
    found = list(rows.select_related("guardian", "answered_by__user"))
    return OfPage(
        waiting=tuple(row for row in found if row.answered_at is None),
        answered=tuple(row for row in found if row.answered_at is not None),
    )


@transaction.atomic
def give(
    *, link: GuardianLink, about: RemarkAbout, view: str, correction: str, at: datetime
) -> ParentRemark:
    """Keep what a parent thinks of what it reads on a page.

    Raises: Http404: nothing is told there. OpinionError: empty, too long, too many, or with what
    can be a BSN.
    """
    guardian = link.guardian
    consents.lock_child(guardian.child_id)
    if not parents_remarks.may_write(guardian, about) or not read_codes.may_read(link):
        raise Http404
    if guardian.remarks.filter(about=about, answered_at=None).count() >= MOST:
        raise OpinionError("remark_many")
    written = report_opinions.checked_words(view, correction)
    own = {"child": guardian.child, "guardian": guardian, "about": about, "said_at": at}
    said = ParentRemark.objects.create(**own, **written)
    details = {"link": link.pk, "remark": str(said.key)}
    trail.record(guardian.child, GIVEN, by=None, at=at, details=details)
    return said


@transaction.atomic
def answer(*, key: UUID, end: str, reason: str, by: Actor, at: datetime) -> ParentRemark:
    """Answer what a parent wrote: it was changed, or it was not and why.

    Args: end: a value of RemarkEnd.
    Raises: DoesNotExist, PermissionDenied, ReportError: answered already, no outcome, or not
    changed without a reason.
    """
    require(by, Permission.ANSWER_REPORT, None)
    rows = ParentRemark.objects.visible_to(by)
    consents.lock_child(rows.order_by().values_list("child", flat=True).get(key=key))
    found = rows.select_related("child__location__holder__organisation")
    said: ParentRemark = found.select_for_update(of=("self",), no_key=True).get(key=key)
    if said.answered_at is not None:
        raise ReportError(_("Hierop is al geantwoord."))
    words = (_("Kies of het is aangepast."), _("Schrijf waarom het zo blijft."))
    member = trail.membership_of(by, said.child)
    report_opinions.settle(said, end=end, reason=reason, words=words, member=member, at=at)
    drafts.drop(where=place(key), by=by)
    trail.record(said.child, ANSWERED, by=by, at=at, details={"remark": str(key)})
    return said
