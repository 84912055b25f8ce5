"""What letters say besides the amounts: a municipality's texts, and the terms of one year."""

from typing import ClassVar

from django.db import models

from partners.models import Municipality, User
from subsidies.models.years import SubsidyYear
from subsidies.querysets import LetterTermsQuerySet, LetterTextQuerySet
from subsidies.states import TextKind


class LetterText(models.Model):
    """One version of the texts of one kind of letter (brieftekst); versions never change.

    `sections` holds the text of each section of `subsidies/letter_texts.py`, with placeholders
    like {bedrag}. A municipality without a version uses the texts that the product brings.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="letter_texts")
    kind = models.CharField("soort", max_length=20, choices=TextKind.choices)
    version = models.PositiveIntegerField("versie")
    sections = models.JSONField("teksten")
    note = models.CharField("toelichting", max_length=200, blank=True)
    created_at = models.DateTimeField("gemaakt op")
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[LetterTextQuerySet] = LetterTextQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["municipality", "kind", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "kind", "version"], name="subsidies_lettertext_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(version__gt=0), name="subsidies_lettertext_version_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}, {self.get_kind_display()}, versie {self.version}"


class LetterTerms(models.Model):
    """What the letters of one year say that is no amount (gegevens voor de brieven).

    Filled in after the year is established, when its own row is locked. `framework` is the version
    of the Uitvoeringskader; `basis` a legal basis that the year itself misses; `instalments` are
    [day, percentage] pairs that sum to 100, none for one payment within six weeks.
    """

    year = models.OneToOneField(
        SubsidyYear, models.PROTECT, primary_key=True, related_name="letter_terms"
    )
    framework = models.CharField("uitvoeringskader", max_length=300, blank=True)
    basis = models.CharField("wettelijke grondslag", max_length=300, blank=True)
    is_on_application = models.BooleanField("op aanvraag", default=False)
    is_budget_open = models.BooleanField("deel van begroting nog niet vastgesteld", default=False)
    accountability_on = models.DateField("verantwoording voor", null=True, blank=True)
    instalments = models.JSONField("betaalschema", default=list, blank=True)
    version = models.PositiveIntegerField("versie", default=1)
    saved_at = models.DateTimeField("bewaard op")
    saved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[LetterTermsQuerySet] = LetterTermsQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name_plural = "gegevens voor de brieven"

    def __str__(self) -> str:
        return str(self.year)
