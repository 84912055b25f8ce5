"""Which rows an actor sees; every query of a person starts at `visible_to` (ADR 0002).

The actor carries the ids of its organisations and municipalities, so a rule here is a filter on
columns of the table itself or a subquery, never a join: no duplicates, and rows can be locked.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Q

from partners.states import NEEDS_PERSON, OFFICE_ROLES, MessageState, Role

if TYPE_CHECKING:
    from partners import models as tables  # noqa: F401 - named in the bases below
    from partners.access import Actor
    from partners.models import User

Row = TypeVar("Row", bound=models.Model)
MUNICIPAL_ROLES = OFFICE_ROLES | {Role.DPO}
UPLOAD_ROLES = frozenset({Role.GEM, Role.ADM})


class UserManager(BaseUserManager["User"]):
    """Makes users; an address or login name is stored in lower case."""

    def create_user(
        self, *, name: str, email: str = "", login_name: str = "", password: str | None = None
    ) -> User:
        """Make a user; without a password nobody can sign in until a link has set one."""
        user = self.model(
            name=name, email=email.strip().lower() or None, login_name=login_name.strip() or None
        )
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Find a person by e-mail address or login name, whatever the case."""
        return self.get(Q(email__iexact=username) | Q(login_name__iexact=username))

    def visible_to(self, actor: Actor) -> models.QuerySet[User]:
        """Return oneself and the people with a membership that the actor may see."""
        from partners.models import Membership  # noqa: PLC0415 - the model needs this module first

        seen = Membership.objects.visible_to(actor).values("user_id")
        return self.filter(Q(pk=actor.user.pk) | Q(pk__in=seen))


class ScopedQuerySet(models.QuerySet[Row]):
    """Base: an actor's municipalities and organisations, in the words of one table."""

    def _municipal(self, actor: Actor, path: str) -> Q:
        if actor.role in MUNICIPAL_ROLES:
            return Q(**{f"{path}__in": actor.municipality_ids})
        return Q(pk__in=[])


class OrganisationQuerySet(ScopedQuerySet["tables.Organisation"]):
    """All organisations; an actor sees its own and those of its municipalities."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the actor's own organisations, and for municipal roles those they serve."""
        own = Q(pk__in=actor.organisation_ids)
        if actor.role not in MUNICIPAL_ROLES:
            return self.filter(own)
        return self.filter(own | Q(pk__in=self.within(actor.municipality_ids).values("pk")))

    def within(self, municipality_ids: Iterable[int]) -> Self:
        """Return what belongs to these municipalities, boards and mandated issuers included."""
        ids = list(municipality_ids)
        every = self.model.objects
        schools = every.filter(school__municipality__in=ids)
        locations = every.filter(childcarelocation__municipality__in=ids)
        issuers = every.filter(letterissuer__mandates__municipality__in=ids)
        return self.filter(
            Q(pk__in=ids)
            | Q(pk__in=schools.values("pk"))
            | Q(pk__in=schools.values("school__board"))
            | Q(pk__in=locations.values("pk"))
            | Q(pk__in=locations.values("childcarelocation__holder"))
            | Q(pk__in=issuers.values("pk"))
        )

    def open_on(self, day: date) -> Self:
        """Return all but the schools and locations that are closed on that day."""
        return self.exclude(
            Q(school__closed_on__lte=day) | Q(childcarelocation__closed_on__lte=day)
        )

    def with_admins(self, memberships: models.QuerySet[Any]) -> Self:
        """Add `admins`, who manages members there according to these rows, and `has_admin`."""
        admins = memberships.filter(is_admin=True, user__is_active=True)
        return self.annotate(
            has_admin=models.Exists(admins.filter(organisation=models.OuterRef("pk")))
        ).prefetch_related(
            models.Prefetch(
                "memberships",
                queryset=admins.select_related("user").order_by("user__sort_name", "pk"),
                to_attr="admins",
            )
        )

    def with_extension(self) -> Self:
        """Add the columns of each kind in the same query."""
        return self.select_related(
            "municipality", "letterissuer", "schoolboard", "school",
            "childcareorganisation", "childcarelocation",
        )  # fmt: skip


class MunicipalityQuerySet(ScopedQuerySet["tables.Municipality"]):
    """Municipalities."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the municipalities in which the actor has something to do."""
        return self.filter(pk__in=actor.municipality_ids)


class LetterIssuerQuerySet(ScopedQuerySet["tables.LetterIssuer"]):
    """Letter issuers."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the actor's own issuer, or those mandated by the actor's municipality."""
        mandated = self.filter(self._municipal(actor, "mandates__municipality")).values("pk")
        return self.filter(Q(pk__in=actor.organisation_ids) | Q(pk__in=mandated))


class BoardQuerySet(ScopedQuerySet["tables.SchoolBoard"]):
    """School boards."""

    def visible_to(self, actor: Actor) -> Self:
        """Return own boards, and for municipal roles the boards with a school there."""
        if actor.role not in MUNICIPAL_ROLES:
            return self.filter(pk__in=actor.organisation_ids)
        here = self.filter(schools__municipality__in=actor.municipality_ids)
        return self.filter(pk__in=here.values("pk"))


class SchoolQuerySet(ScopedQuerySet["tables.School"]):
    """Schools."""

    def visible_to(self, actor: Actor) -> Self:
        """Return own schools, the schools of own boards, or those of own municipalities."""
        own = Q(pk__in=actor.organisation_ids) | Q(board__in=actor.organisation_ids)
        return self.filter(own | self._municipal(actor, "municipality"))

    def in_force_on(self, day: date) -> Self:
        """Return the schools that are open on that day."""
        return self.filter(
            Q(open_from__isnull=True) | Q(open_from__lte=day),
            Q(closed_on__isnull=True) | Q(closed_on__gt=day),
        )


class ChildcareOrganisationQuerySet(ScopedQuerySet["tables.ChildcareOrganisation"]):
    """Childcare organisations."""

    def visible_to(self, actor: Actor) -> Self:
        """Return own organisations, or those with a location in own municipalities."""
        own = Q(pk__in=actor.organisation_ids)
        if actor.role in MUNICIPAL_ROLES:
            here = self.filter(locations__municipality__in=actor.municipality_ids)
            own |= Q(pk__in=here.values("pk"))
        return self.filter(own)


class ChildcareLocationQuerySet(ScopedQuerySet["tables.ChildcareLocation"]):
    """Childcare locations."""

    def visible_to(self, actor: Actor) -> Self:
        """Return own locations, those of own holders, or those of own municipalities."""
        own = Q(pk__in=actor.organisation_ids) | Q(holder__in=actor.organisation_ids)
        return self.filter(own | self._municipal(actor, "municipality"))


class KindcentrumQuerySet(ScopedQuerySet["tables.Kindcentrum"]):
    """Kindcentra."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the kindcentra of own municipalities, whatever the role: names are public."""
        return self.filter(municipality__in=actor.municipality_ids)


class RegisterChangeQuerySet(ScopedQuerySet["tables.RegisterChange"]):
    """What changed in the registers."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the changes of organisations that the actor sees: the registers are public."""
        from partners.models import Organisation  # noqa: PLC0415 - the model needs this module first

        return self.filter(organisation__in=Organisation.objects.visible_to(actor).values("pk"))


class RegisterUploadQuerySet(ScopedQuerySet["tables.RegisterUpload"]):
    """Uploaded registers."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the uploads of own municipalities, to gem and adm."""
        if actor.role not in UPLOAD_ROLES:
            return self.none()
        return self.filter(municipality__in=actor.municipality_ids)


class ModuleQuerySet(ScopedQuerySet["tables.Module"]):
    """Modules that are switched on."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the modules of own municipalities: everybody may know what is on."""
        return self.filter(municipality__in=actor.municipality_ids)


class MembershipQuerySet(ScopedQuerySet["tables.Membership"]):
    """Memberships."""

    def active_on(self, day: date) -> Self:
        """Return the memberships whose period holds that day."""
        return self.not_over_on(day).filter(valid_from__lte=day)

    def working_on(self, day: date) -> Self:
        """Return the memberships that hold on that day, of people who can sign in."""
        return self.active_on(day).filter(user__is_active=True)

    def not_over_on(self, day: date) -> Self:
        """Return the memberships that hold on that day or will begin later."""
        return self.filter(
            Q(valid_until__isnull=True)
            | Q(valid_until__gt=day)
            | Q(valid_until=day, ended_at__isnull=True)
        )

    def managing(self) -> Self:
        """Return the memberships of people who manage members and can still sign in."""
        return self.filter(is_admin=True, user__is_active=True)

    def visible_to(self, actor: Actor) -> Self:
        """Return those of own organisations; a municipality also sees other administrators.

        Who works with children elsewhere is not the municipality's business: of other
        organisations it sees the administrators it may invite, and nobody else.
        """
        own = Q(organisation__in=actor.organisation_ids)
        if actor.role in {Role.GEM, Role.ADM}:
            from partners.models import Organisation  # noqa: PLC0415 - the model needs this module

            there = Organisation.objects.visible_to(actor).values("pk")
            own |= Q(is_admin=True, organisation__in=there)
        return self.filter(own)


class BoardRelationQuerySet(ScopedQuerySet["tables.BoardRelation"]):
    """What ties a board to a municipality."""

    def visible_to(self, actor: Actor) -> Self:
        """Return those of own boards and of own municipalities."""
        own = Q(board__in=actor.organisation_ids)
        return self.filter(own | self._municipal(actor, "municipality"))


class IssuerMandateQuerySet(ScopedQuerySet["tables.IssuerMandate"]):
    """Mandates."""

    def active_on(self, day: date) -> Self:
        """Return the mandates whose period holds that day."""
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day
        )

    def visible_to(self, actor: Actor) -> Self:
        """Return those of own issuers and of own municipalities."""
        own = Q(issuer__in=actor.organisation_ids)
        return self.filter(own | self._municipal(actor, "municipality"))


class AuditEntryQuerySet(ScopedQuerySet["tables.AuditEntry"]):
    """Log lines."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the lines of own organisations, for privacy officers and administrators.

        The officer of a board reads those of its schools too: the board answers for them.
        """
        if actor.role not in {Role.DPO, Role.ADM}:
            return self.none()
        own = Q(organisation__in=actor.organisation_ids)
        if actor.role == Role.DPO:
            own |= Q(organisation__in=_schools_of(actor))
        return self.filter(own)


def _schools_of(actor: Actor) -> models.QuerySet[Any, Any]:
    """Return the schools of the boards on which an actor sits."""
    from partners.models import School  # noqa: PLC0415 - the model needs this module first

    return School.objects.filter(board__in=actor.organisation_ids).values("pk")


class MessageQuerySet(ScopedQuerySet["tables.Message"]):
    """Outbox rows."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the messages of own municipalities, for the functional administrator only.

        One without any municipality is seen by every administrator, rather than by nobody; a
        private one, which keeps no address, by none (`partners.outbox.Kind`).
        """
        if actor.role != Role.ADM:
            return self.none()
        own = Q(municipality__in=actor.municipality_ids)
        return self.filter(own | Q(municipality__isnull=True)).exclude(address="")

    def due(self, at: datetime) -> Self:
        """Return what a worker may claim now."""
        return self.filter(state=MessageState.QUEUED, not_before__lte=at)

    def needing_person(self) -> Self:
        """Return what only a person can end."""
        return self.filter(state__in=NEEDS_PERSON)

    def with_recipients(self, day: date) -> Self:
        """Fetch what each recipient is that day: role and organisation, never more."""
        from partners.models import Membership  # noqa: PLC0415 - the model needs this module first

        roles = Membership.objects.active_on(day).select_related("organisation")
        return self.select_related("recipient", "municipality__organisation").prefetch_related(
            models.Prefetch("recipient__memberships", roles, to_attr="roles_today")
        )

    def counts(self) -> dict[str, int]:
        """Return how many rows there are in each state."""
        rows = self.order_by().values_list("state").annotate(models.Count("pk"))
        return dict(rows.values_list("state", "pk__count"))

    def urgent_first(self) -> Self:
        """Mark the rows that need a person with `rank` 0, those that wait or go with 1."""
        return self.annotate(
            rank=models.Case(
                models.When(state__in=NEEDS_PERSON, then=0),
                models.When(state__in=[MessageState.QUEUED, MessageState.CLAIMED], then=1),
                default=2,
            )
        )


class MailboxQuerySet(ScopedQuerySet["tables.MailboxMessage"]):
    """Mails of the demo."""

    def visible_to(self, actor: Actor, *, is_shared: bool = False) -> Self:
        """Return what was sent to this person.

        With `is_shared` all: in a demo visitors look into each other's post, and only there the
        mailbox exists.
        """
        return self.all() if is_shared else self.filter(address=actor.user.email or "")


class EquatedDayQuerySet(models.QuerySet["tables.EquatedDay"]):
    """Days that a decree equates with a holiday."""

    def visible_to(self, actor: Actor) -> Self:
        """Return those of own municipalities."""
        return self.filter(municipality__in=actor.municipality_ids)


class ReminderQuerySet(models.QuerySet["tables.Reminder"]):
    """Reminders that were handled."""

    def visible_to(self, actor: Actor) -> Self:
        """Return those of own municipalities, to their offices."""
        if actor.role not in MUNICIPAL_ROLES:
            return self.none()
        return self.filter(municipality__in=actor.municipality_ids)


class ReminderSwitchQuerySet(models.QuerySet["tables.ReminderSwitch"]):
    """Which rules of reminders a municipality switched on or off."""

    def visible_to(self, actor: Actor) -> Self:
        """Return those of own municipalities."""
        return self.filter(municipality__in=actor.municipality_ids)
