"""What a childcare organisation chose about consent."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from children.querysets import ConsentPolicyQuerySet
from children.states import EVERYBODY_BY_CHOICE, ConsentScope
from partners.models import ChildcareOrganisation


class ConsentPolicy(models.Model):
    """For which purposes all who decide must say yes to one childcare organisation.

    Without it one yes is relied on until somebody says otherwise. Some purposes always need
    everybody (`states.BY_EVERYBODY`). A question keeps what held when it was made.
    """

    holder = models.OneToOneField(
        ChildcareOrganisation, models.CASCADE, related_name="consent_policy"
    )
    by_everybody = ArrayField(
        models.CharField(max_length=20, choices=ConsentScope.choices), default=list, blank=True
    )

    objects: ClassVar[ConsentPolicyQuerySet] = ConsentPolicyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["holder"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(by_everybody__contained_by=sorted(EVERYBODY_BY_CHOICE)),
                name="children_consentpolicy_where_there_is_a_choice",
            ),
        ]

    def __str__(self) -> str:
        return f"toestemming bij {self.holder_id}"
