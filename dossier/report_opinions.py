"""What parents think of a report: their own view, and what they ask to correct (AVG art. 16).

It stands beside the report and never edits it. Childcare or the author answers it, once.
"""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from children import consents, read_codes, trail
from children.models import Child, GuardianLink
from dossier import drafts, report_reading
from dossier.long_texts import LongTextError, TextError, checked
from dossier.models import ParentRemark, ReportOpinion, ReportVersion
from dossier.report_states import OpinionEnd
from dossier.reports import ReportError, locked, log, member_of
from partners.access import Actor
from partners.models import Membership
from partners.roles import Permission, can

GIVEN, ANSWERED = "report.opinion_given", "report.opinion_answered"
LONGEST, LONGEST_REASON = 5_000, 1_000  # characters
MOST = 20  # of one parent about one report


class OpinionError(ReportError):
    """An opinion cannot be kept; `code` is the word for it in the languages of parents."""

    def __init__(self, code: str, field: str = "view") -> None:
        """Keep the code, and which of the two texts it is about."""
        super().__init__(code, field)
        self.code = code


def place(opinion: UUID) -> str:
    """Return where a draft of the answer to what a parent wrote is kept."""
    return f"opinion:{opinion}"


@drafts.place("opinion")
def _answering(by: Actor, key: str) -> Child:
    """Let whoever answers a parent write to one who waits."""
    rows = ReportOpinion.objects.visible_to(by).filter(answered_at=None)
    said = rows.select_related("report__child").get(key=key)
    if not may_answer(by):
        raise ReportOpinion.DoesNotExist
    child: Child = said.report.child
    return child


@transaction.atomic
def give(
    *, link: GuardianLink, key: UUID, view: str, correction: str, at: datetime
) -> ReportOpinion:
    """Keep what a parent thinks of a report that the parent reads.

    Raises: Http404: no such report for this parent. OpinionError: empty, too long, too many, or
    with what can be a BSN.
    """
    guardian = link.guardian
    consents.lock_child(guardian.child_id)
    found = [one for one in report_reading.readable(guardian, at) if one.report.request.key == key]
    if not found or not read_codes.may_read(link):
        raise Http404
    if len(found[0].opinions) >= MOST:
        raise OpinionError("view_many")
    written = checked_words(view, correction)
    own = {"report": found[0].report, "guardian": guardian, "said_at": at}
    said = ReportOpinion.objects.create(**own, **written)
    details = {"link": link.pk, "request": str(key)}
    trail.record(guardian.child, GIVEN, by=None, at=at, details=details)
    return said


@transaction.atomic
def answer(
    *, key: UUID, opinion: UUID, end: str, reason: str, by: Actor, at: datetime
) -> ReportOpinion:
    """Answer what a parent wrote: the report was corrected, or it was not and why.

    Args: key: of the request. end: a value of OpinionEnd.
    Raises: DoesNotExist, PermissionDenied, ReportError: answered already, no outcome, corrected
    without a newer version, or not corrected without a reason.
    """
    require_part(by)
    request = locked(key, by)
    rows = ReportOpinion.objects.visible_to(by).filter(report__request=request)
    said: ReportOpinion = rows.select_for_update(of=("self",), no_key=True).get(key=opinion)
    if said.answered_at is not None:
        raise ReportError(_("Hierop is al geantwoord."))
    if end == OpinionEnd.DONE and not _is_corrected(said):
        raise ReportError(
            _("Verbeter eerst het verslag. Daarna noteer je hier dat het is aangepast."), "end"
        )
    words = (_("Kies of het verslag is aangepast."), _("Schrijf waarom het verslag zo blijft."))
    member = member_of(by, request)
    settle(said, end=end, reason=reason, words=words, member=member, at=at)
    drafts.drop(where=place(opinion), by=by)
    log(request, ANSWERED, member=member, by=by, at=at)
    return said


def settle(
    said: ReportOpinion | ParentRemark,
    *,
    end: str,
    reason: str,
    words: tuple[str, str],
    member: Membership,
    at: datetime,
) -> None:
    """Write what came of what a parent wrote, in a row that is locked.

    Args: words: what to say without an outcome, and of what stays as it is without a reason.
    Raises: ReportError: one of these. TextError: the reason is too long, or holds a BSN.
    """
    choose, why = words
    if end not in OpinionEnd.values:
        raise ReportError(choose, "end")
    empty = why if end == OpinionEnd.NOT_DONE else ""
    given = {"field": "reason", "name": _("De uitleg"), "most": LONGEST_REASON, "empty": empty}
    said.end, said.reason = end, checked(reason, **given)  # type: ignore[arg-type]
    said.answered_by, said.answered_at = member, at
    said.save(update_fields=["end", "reason", "answered_by", "answered_at"])


def checked_words(view: str, correction: str) -> dict[str, str]:
    """Return both texts of a parent as they are kept.

    Raises: OpinionError: both empty, or one too long or with what can be a BSN.
    """
    words = {"view": _plain(view, "view"), "correction": _plain(correction, "correction")}
    if not any(words.values()):
        raise OpinionError("view_empty")
    return words


def require_part(by: Actor) -> None:
    """Refuse who neither writes reports nor answers for childcare. Raises: PermissionDenied."""
    if not may_answer(by):
        raise PermissionDenied


def may_answer(by: Actor) -> bool:
    """Say whether somebody writes reports, or answers for childcare."""
    return can(by, Permission.WRITE_REPORT) or can(by, Permission.ANSWER_REPORT)


def _is_corrected(said: ReportOpinion) -> bool:
    """Say whether there is a version of after the opinion."""
    rows = ReportVersion.objects.filter(report=said.report_id, final_at__gte=said.said_at)
    return rows.exists()


def _plain(text: str, field: str) -> str:
    """Return a text of a parent as it is kept. Raises: OpinionError: too long, or a BSN."""
    try:
        return checked(text, field=field, most=LONGEST)
    except TextError as error:
        is_long = isinstance(error, LongTextError)
        raise OpinionError("view_long" if is_long else "view_bsn", field) from error
