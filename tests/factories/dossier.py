"""Look questions for tests; all words invented."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from dossier.models import LookQuestion
from dossier.states import Asked
from partners.states import Role
from tests.factories.children import AT
from tests.factories.partners import ChildcareLocationFactory, MembershipFactory


class LookQuestionFactory(DjangoModelFactory[LookQuestion]):
    """A question to the own care coordinator about nobody by name, at a new location."""

    class Meta:
        model = LookQuestion

    location = factory.SubFactory(ChildcareLocationFactory)
    asked = Asked.OWN_COORDINATOR
    question = "Kijk je mee?"
    parents_know = True
    asked_at = AT

    @factory.lazy_attribute
    def asked_by(self) -> Any:
        """Let a contact of the location ask."""
        return MembershipFactory(organisation=self.location.organisation, role=Role.KOC)
