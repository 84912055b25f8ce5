"""Putting a proposed allocation before the issuer and the boards, and what they say about it."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.access import Actor
from partners.models import IssuerMandate, Membership, Message, Organisation, School, User
from partners.outbox import Kind, queue
from partners.roles import Permission, require
from partners.states import Role
from subsidies.calculation import Calculation, calculate
from subsidies.models import SubsidyYear, YearComment
from subsidies.states import IllegalMoveError, YearState, check_move
from subsidies.year_log import record
from subsidies.years import end_proposal, refuse_other_outcome, refuse_stale

MAX_LENGTH = 2000
CAUSE = "year.aligned"
ALIGNED_FIELDS = ("state", "aligned_at", "aligned_by", "aligned_digest")


class CommentError(Exception):
    """A comment that cannot be kept; the message says why."""


def _is_aligned_still(message: Message) -> bool:
    number, version = message.cause.split(":")[1:3]
    return SubsidyYear.objects.filter(pk=number, version=version, state=YearState.ALIGNED).exists()


def _years_page(_message: Message) -> str:
    return f"{settings.BASE_URL.rstrip('/')}{reverse('subsidy_years')}"


KINDS = {
    CAUSE: Kind(
        gettext_lazy("Verdeling voorgelegd"),
        gettext_lazy("Je krijgt dit bericht omdat je namens je organisatie mag reageren."),
        _is_aligned_still,
    )
}
LINKS = {"subsidy_years": _years_page}


@transaction.atomic
def align(
    *, year_id: int, by: Actor, at: datetime, version: int | None = None, digest: str | None = None
) -> SubsidyYear:
    """Put the allocation before issuer and boards (voorleggen): read-only, open for comments.

    Everybody who may comment gets one mail. A change of budget or key makes it a draft again.

    Args: version, digest: of the year and the outcome that the page showed, None without a page.
    Raises: DoesNotExist, PermissionDenied, IllegalMoveError, StaleYearError, InvalidKeyError,
    BudgetError, MissingFiguresError; then nothing is changed. Source: policy choice, ADR 0004.
    """
    year = SubsidyYear.objects.visible_to(by).select_for_update().get(pk=year_id)
    require(by, Permission.ALIGN_YEAR, year.municipality.organisation)
    check_move(year.state, YearState.ALIGNED)
    refuse_stale(year, version)
    outcome = calculate(year)
    refuse_other_outcome(outcome, digest)
    year.state = YearState.ALIGNED
    year.aligned_at, year.aligned_by, year.aligned_digest = at, by.user, outcome.digest
    year.version += 1
    year.save(update_fields=[*ALIGNED_FIELDS, "version"])
    record(year, "year.aligned", by=by, at=at, details={"total": str(outcome.total)})
    _tell(year, outcome, at=at)
    return year


@transaction.atomic
def withdraw(*, year_id: int, by: Actor, at: datetime, version: int | None = None) -> SubsidyYear:
    """Take a proposal back: a draft again; the comments stay.

    Raises: DoesNotExist, PermissionDenied, IllegalMoveError, StaleYearError.
    """
    year = SubsidyYear.objects.visible_to(by).select_for_update().get(pk=year_id)
    require(by, Permission.ALIGN_YEAR, year.municipality.organisation)
    check_move(year.state, YearState.DRAFT)
    refuse_stale(year, version)
    end_proposal(year)
    year.version += 1
    year.save(update_fields=[*ALIGNED_FIELDS, "version"])
    record(year, "year.withdrawn", by=by, at=at)
    return year


@transaction.atomic
def comment(*, year_id: int, text: str, school_code: str, by: Actor, at: datetime) -> YearComment:
    """Keep what somebody says about a proposal, about one school or (no code) about all of it.

    Raises: DoesNotExist, PermissionDenied, IllegalMoveError (not put before anybody now),
    CommentError: no text, too long, or a school that is not in the proposal or not theirs.
    """
    year = SubsidyYear.objects.visible_to(by).select_for_update().get(pk=year_id)
    require(by, Permission.COMMENT_YEAR, year.municipality.organisation)
    if year.state != YearState.ALIGNED:
        raise IllegalMoveError(_("Reageren kan alleen zolang de verdeling is voorgelegd."))
    words = text.strip()
    if not words:
        raise CommentError(_("Schrijf eerst wat je van de verdeling vindt."))
    if len(words) > MAX_LENGTH:
        raise CommentError(
            _("Gebruik niet meer dan %(most)d tekens; nu zijn het er %(now)d.")
            % {"most": MAX_LENGTH, "now": len(words)}
        )
    school = _school(year, school_code, by)
    row = YearComment.objects.create(
        year=year,
        school=school,
        organisation=_speaker(year, school, by),
        author=by.user,
        text=words,
        written_at=at,
    )
    record(year, "year.commented", by=by, at=at, details={"school": school_code})
    return row


def _school(year: SubsidyYear, code: str, by: Actor) -> School | None:
    if not code:
        return None
    schools = School.objects.visible_to(by).filter(municipality=year.municipality)
    if by.role == Role.BRD:
        schools = schools.filter(board__in=by.organisation_ids)
    school: School | None = schools.filter(organisation__key=code).first()
    if school is None:
        raise CommentError(_("Kies een school uit de lijst."))
    return school


def _speaker(year: SubsidyYear, school: School | None, by: Actor) -> Organisation:
    """Return the organisation in whose name the actor speaks."""
    if by.role == Role.BRD and school is not None:
        return school.board.organisation
    own = Organisation.objects.filter(pk__in=by.organisation_ids)
    if by.role == Role.BRD:
        boards = School.objects.filter(municipality=year.municipality).values("board")
        own = own.filter(pk__in=boards)
    return own.order_by("sort_name", "pk")[0]


def _tell(year: SubsidyYear, outcome: Calculation, *, at: datetime) -> None:
    """Queue one mail to everybody of the issuers and boards who may comment."""
    day = timezone.localdate(at)
    issuers = IssuerMandate.objects.active_on(day).filter(municipality=year.municipality)
    places = {mandate.issuer_id for mandate in issuers}
    places |= {row.board.pk for row in outcome.rows}
    members = Membership.objects.working_on(day).filter(
        organisation__in=places,
        role__in=[Role.ISS, Role.BRD],
        user__email__isnull=False,
    )
    for user in User.objects.filter(pk__in=members.values("user")).order_by("pk"):
        queue(
            address=user.email or "",
            recipient=user,
            municipality=year.municipality,
            cause=f"{CAUSE}:{year.pk}:{year.version}:{user.pk}",
            subject=_("Verdeling %(year)s van gemeente %(name)s ter afstemming")
            % {"year": year.label, "name": year.municipality.name},
            body="\n\n".join(
                [
                    _("Beste %(name)s,") % {"name": user},
                    _(
                        "Gemeente %(name)s legt de verdeling van de subsidie voor schooljaar "
                        "%(year)s aan je voor. Je kunt de bedragen bekijken en per school reageren."
                    )
                    % {"name": year.municipality.name, "year": year.label},
                    "{link}",
                ]
            ),
            link="subsidy_years",
            at=at,
        )
