"""What came in from public registers: uploads that wait, and what changed over the years."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from partners.models.organisations import Kindcentrum, Municipality, Organisation
from partners.models.people import User
from partners.querysets import ModuleQuerySet, RegisterChangeQuerySet, RegisterUploadQuerySet
from partners.states import ModuleKind, RegisterKind, UploadState


class RegisterChange(models.Model):
    """One fact of the register that changed: a rename, a move, another board, a closing.

    `field` is the name of the column in our tables; the values are as they were written, a board
    or municipality by its number. `changed_on` is the day the register was read in, which is the
    first day we know of: registers carry no date of change.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="register_changes")
    field = models.CharField("gegeven", max_length=40)
    old = models.CharField("was", max_length=255, blank=True)
    new = models.CharField("werd", max_length=255, blank=True)
    changed_on = models.DateField("gewijzigd op")
    source = models.CharField("bron", max_length=200)

    objects: ClassVar[RegisterChangeQuerySet] = RegisterChangeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-changed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(old=models.F("new")), name="partners_registerchange_differs"
            )
        ]
        indexes = [models.Index(fields=["organisation", "-changed_on"], name="partners_change_of")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.field}"


class RegisterUpload(models.Model):
    """A register that somebody uploaded (upload): first a preview, then confirmed or dropped.

    `content` is the file as it came, emptied as soon as somebody decided. `options` holds what
    the page asked beside the file: kind and date of figures, and what to close.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="uploads")
    kind = models.CharField("register", max_length=20, choices=RegisterKind.choices)
    name = models.CharField("bestandsnaam", max_length=200)
    content = models.BinaryField("inhoud")
    options = models.JSONField("keuzes", default=dict)
    state = models.CharField(
        "status", max_length=10, choices=UploadState.choices, default=UploadState.OPEN
    )
    uploaded_at = models.DateTimeField("geüpload op")
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("besloten op", null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.JSONField("uitkomst", default=dict)

    objects: ClassVar[RegisterUploadQuerySet] = RegisterUploadQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state=UploadState.OPEN, decided_at__isnull=True, decided_by__isnull=True
                )
                | Q(
                    state__in=[UploadState.CONFIRMED, UploadState.DROPPED],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    content=b"",
                ),
                name="partners_registerupload_decided_has_evidence",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.uploaded_at:%d-%m-%Y %H:%M}"


class Module(models.Model):
    """A part of the product that is switched on (module) for a municipality or one kindcentrum."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="modules")
    kindcentrum = models.ForeignKey(
        Kindcentrum, models.CASCADE, null=True, blank=True, related_name="modules"
    )
    kind = models.CharField("module", max_length=20, choices=ModuleKind.choices)
    switched_on_at = models.DateTimeField("aangezet op")
    switched_on_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[ModuleQuerySet] = ModuleQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["municipality", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "kindcentrum", "kind"],
                nulls_distinct=False,
                name="partners_module_unique",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ModuleKind.values), name="partners_module_known_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kindcentrum or self.municipality}: {self.get_kind_display()}"
