"""Consent (toestemming): a question per scope, and append-only what was done and said about it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from children.fields import SealedTextField
from children.models.children import Child
from children.models.guardians import Guardian
from children.querysets import ConsentQuestionQuerySet
from children.states import (
    ANSWERS,
    BY_EVERYBODY,
    PERHAPS_SCHOOL,
    PLACEMENT_SCOPES,
    WITHOUT_SCHOOL,
    Channel,
    ConsentAct,
    ConsentScope,
    FormSection,
    Language,
)
from partners.models import Membership, School


class ConsentQuestion(models.Model):
    """One question to the guardians of a child: may this school have this, until that day?

    The childcare organisation of the child's location asks; never the municipality. `is_live` is
    written with every event, in its transaction and under the lock of this row: whether the events
    make a yes. Days and closed schools are asked of the day itself, in `ConsentQuestionQuerySet`.
    Nothing else of a question is ever changed: another school is another question, and so is one
    more of the `participants` of a support team (a line each, without the school).
    """

    child = models.ForeignKey(Child, models.CASCADE, related_name="consent_questions")
    scope = models.CharField("waarvoor", max_length=20, choices=ConsentScope.choices)
    school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, related_name="consent_questions"
    )
    sections = ArrayField(
        models.CharField(max_length=20, choices=FormSection.choices), default=list, blank=True
    )
    participants = SealedTextField("wie meedoet")
    needs_everybody = models.BooleanField("alle ouders met gezag", default=False)
    text_version = models.CharField("versie van de tekst", max_length=20)
    valid_until = models.DateField("geldig tot en met", null=True, blank=True)
    is_live = models.BooleanField("geeft nu toegang", default=False, editable=False)

    objects: ClassVar[ConsentQuestionQuerySet] = ConsentQuestionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["child", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(scope__in=ConsentScope.values),
                name="children_consentquestion_known_scope",
            ),
            models.CheckConstraint(
                condition=models.Q(scope__in=sorted(WITHOUT_SCHOOL), school=None)
                | (~models.Q(scope__in=sorted(WITHOUT_SCHOOL)) & models.Q(school__isnull=False))
                | models.Q(scope__in=sorted(PERHAPS_SCHOOL)),
                name="children_consentquestion_names_its_school",
            ),
            models.CheckConstraint(
                condition=models.Q(scope=ConsentScope.SHARE_FORM) | models.Q(sections=[]),
                name="children_consentquestion_sections_of_the_form",
            ),
            models.CheckConstraint(
                condition=~models.Q(scope__in=sorted(BY_EVERYBODY))
                | models.Q(needs_everybody=True),
                name="children_consentquestion_everybody_says_yes",
            ),
            models.CheckConstraint(
                condition=~models.Q(scope__in=sorted(PLACEMENT_SCOPES))
                | models.Q(valid_until__isnull=False),
                name="children_consentquestion_ends_at_four",
            ),
        ]
        indexes = [
            models.Index(
                fields=["school", "scope", "child"],
                condition=models.Q(is_live=True),
                name="children_consent_live_school",
            ),
            models.Index(
                fields=["child", "scope"],
                condition=models.Q(is_live=True),
                name="children_consent_live_child",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scope_display()} ({self.pk})"


class ConsentEvent(models.Model):
    """What was done or said about a question; never changed, never removed but by erasure.

    With the question it proves a consent: who, as what, which text in which language, when, how,
    for whom and which parts, and on what this rests.
    """

    question = models.ForeignKey(ConsentQuestion, models.CASCADE, related_name="events")
    act = models.CharField("wat", max_length=20, choices=ConsentAct.choices)
    at = models.DateTimeField("moment", default=timezone.now)
    guardian = models.ForeignKey(
        Guardian, models.CASCADE, null=True, blank=True, related_name="consent_events"
    )
    guardian_kind = models.CharField("als", max_length=20, blank=True)
    membership = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    channel = models.CharField("hoe", max_length=20, choices=Channel.choices, blank=True)
    language = models.CharField("taal", max_length=2, choices=Language.choices, blank=True)
    text_sha256 = models.CharField("tekst", max_length=64, blank=True)
    seen_on = models.DateField("papier gezien op", null=True, blank=True)

    class Meta:
        ordering = ["question", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(act__in=ConsentAct.values),
                name="children_consentevent_known_act",
            ),
            models.CheckConstraint(
                condition=~models.Q(act__in=sorted(ANSWERS))
                | (
                    models.Q(guardian__isnull=False)
                    & ~models.Q(text_sha256="")
                    & ~models.Q(channel="")
                    & ~models.Q(language="")
                    & ~models.Q(guardian_kind="")
                ),
                name="children_consentevent_answer_is_demonstrable",
            ),
            models.CheckConstraint(
                condition=~models.Q(channel=Channel.PAPER, act__in=sorted(ANSWERS))
                | (models.Q(membership__isnull=False) & models.Q(seen_on__isnull=False)),
                name="children_consentevent_paper_was_seen",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} ({self.question_id})"
