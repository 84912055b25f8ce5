"""Guardians: no account, no membership; they come by a link and, to read, by a code."""

from typing import ClassVar

from django.core.validators import validate_email
from django.db import models
from django.utils import timezone

from children.fields import PlainField
from children.models.children import Child
from children.querysets import GuardianQuerySet
from children.states import Channel, GuardianKind, Language


class Guardian(models.Model):
    """A grown-up around one child (ouder, voogd, pleegouder); `has_authority`: decides (gezag).

    One guardian never sees the other's contact data, language, device or time.
    """

    child = models.ForeignKey(Child, models.CASCADE, related_name="guardians")
    name = PlainField("naam", max_length=120)
    kind = models.CharField(
        "wie", max_length=20, choices=GuardianKind.choices, default=GuardianKind.PARENT
    )
    has_authority = models.BooleanField("heeft gezag", default=True)
    lives_apart = models.BooleanField("woont apart van de andere ouder", default=False)
    is_secret = models.BooleanField("geheim adres", default=False)
    email = PlainField("e-mailadres", max_length=254, blank=True, validators=[validate_email])
    phone = PlainField("telefoon", max_length=20, blank=True)
    language = models.CharField("taal", max_length=2, choices=Language.choices, default=Language.NL)
    ended_on = models.DateField("niet meer sinds", null=True, blank=True)

    objects: ClassVar[GuardianQuerySet] = GuardianQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["child", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=GuardianKind.values),
                name="children_guardian_known_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=Language.values),
                name="children_guardian_known_language",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=GuardianKind.FOSTER_PARENT, has_authority=True),
                name="children_guardian_foster_parent_does_not_decide",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GuardianLink(models.Model):
    """A link to the guardian's page; only the hash of its token is kept.

    To answer it takes the birth date too; five wrong ones block the link, not the child. After
    `expires_at` it can be renewed and still stops a consent: stopping works until erasure.
    """

    guardian = models.ForeignKey(Guardian, models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    channel = models.CharField("hoe", max_length=20, choices=Channel.choices)
    made_at = models.DateTimeField("gemaakt op", default=timezone.now)
    expires_at = models.DateTimeField("geldig tot")
    revoked_at = models.DateTimeField("ingetrokken op", null=True, blank=True)
    wrong_tries = models.PositiveSmallIntegerField("verkeerde pogingen", default=0)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")),
                name="children_guardianlink_expires_later",
            ),
            models.CheckConstraint(
                condition=models.Q(wrong_tries__lte=5), name="children_guardianlink_five_tries"
            ),
        ]

    def __str__(self) -> str:
        return f"link {self.pk}"


class ReadCode(models.Model):
    """A one-time code to read on line, sent to what childcare knew already; only its hash."""

    link = models.ForeignKey(GuardianLink, models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField("gemaakt op", default=timezone.now)
    expires_at = models.DateTimeField("geldig tot")
    used_at = models.DateTimeField("gebruikt op", null=True, blank=True)
    wrong_tries = models.PositiveSmallIntegerField("verkeerde pogingen", default=0)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(wrong_tries__lte=5), name="children_readcode_five_tries"
            )
        ]

    def __str__(self) -> str:
        return f"code {self.pk}"
