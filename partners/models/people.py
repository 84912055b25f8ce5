"""People and what they may do where: a user has no role of their own (ADR 0002)."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from partners.fields import SortKeyField
from partners.models.organisations import Organisation
from partners.querysets import MembershipQuerySet, UserManager
from partners.states import MANAGING_ROLES, DigestDay, Role


class DateRange(models.Func):
    """The period of a row as a PostgreSQL range, both days included."""

    function = "DATERANGE"
    output_field = DateRangeField()


class User(AbstractBaseUser):
    """A person who signs in, by e-mail address or, without work mail, by login name."""

    name = models.CharField("naam", max_length=150)
    sort_name = SortKeyField(source="name")
    email = models.EmailField("e-mailadres", unique=True, null=True, blank=True)
    login_name = models.CharField("inlognaam", max_length=150, unique=True, null=True, blank=True)
    is_active = models.BooleanField("actief", default=True)
    is_demo = models.BooleanField("demo-account", default=False, editable=False)
    digest_day = models.CharField(
        "dag van de weekmail", max_length=3, choices=DigestDay.choices, default=DigestDay.MONDAY
    )
    created_at = models.DateTimeField("gemaakt op", default=timezone.now, editable=False)

    USERNAME_FIELD = "login_name"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering = ["sort_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email__isnull=False) | models.Q(login_name__isnull=False),
                name="partners_user_can_sign_in",
            ),
            models.UniqueConstraint(Lower("email"), name="partners_user_unique_email"),
            models.UniqueConstraint(Lower("login_name"), name="partners_user_unique_login_name"),
            models.CheckConstraint(
                condition=models.Q(email__isnull=True) | models.Q(email=Lower("email")),
                name="partners_user_lowercase_email",
            ),
            models.CheckConstraint(
                condition=models.Q(login_name__isnull=True) | ~models.Q(login_name__contains="@"),
                name="partners_user_login_name_no_address",
            ),
            models.CheckConstraint(
                condition=models.Q(digest_day__in=DigestDay.values),
                name="partners_user_known_digest_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """Return the name as people know it."""
        return self.name

    @property
    def sign_in_name(self) -> str:
        """Return what this person types to sign in."""
        return self.email or self.login_name or ""


class Membership(models.Model):
    """A role of one person at one organisation during a period (lidmaatschap).

    Both days of the period count. `ended_at` is set where it was ended at once: then the last
    day no longer counts.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField("rol", max_length=3, choices=Role.choices)
    valid_from = models.DateField("geldig vanaf")
    valid_until = models.DateField("geldig tot en met", null=True, blank=True)
    ended_at = models.DateTimeField("beëindigd op", null=True, blank=True, editable=False)
    is_lead = models.BooleanField("leidinggevende", default=False)
    is_admin = models.BooleanField("beheert de leden", default=False)

    objects: ClassVar[MembershipQuerySet] = MembershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["organisation__sort_name", "user__sort_name", "role", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="partners_membership_known_role"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="partners_membership_period",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(valid_until__isnull=False),
                name="partners_membership_end_has_last_day",
            ),
            models.CheckConstraint(
                condition=models.Q(is_admin=False) | models.Q(role__in=sorted(MANAGING_ROLES)),
                name="partners_membership_managing_role",
            ),
            ExclusionConstraint(
                name="partners_membership_no_overlap",
                condition=models.Q(ended_at__isnull=True),
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        DateRange(
                            "valid_from",
                            "valid_until",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} bij {self.organisation}"
